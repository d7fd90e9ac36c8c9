/* SPDX-License-Identifier: MIT */
#include "file-stream.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static imapi_status file_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	uint8_t *to = data;

	while (length > 0) {
		ssize_t n = pread(*(int *)self, to, length, (off_t)offset);

		if (n <= 0)
			return err_errno(err, IMAPI_E_FILE_READ_FAILURE, errno, "reading");
		to += n;
		offset += (uint64_t)n;
		length -= (size_t)n;
	}
	return IMAPI_OK;
}

static void file_close(void *self)
{
	close(*(int *)self);
	free(self);
}

static imapi_status memory_read(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	(void)err;
	memcpy(data, (const uint8_t *)self + offset, length);
	return IMAPI_OK;
}

struct imapi_stream *test_open_file(struct imapi_context *context, const char *path)
{
	static const struct stream_ops ops = { .read = file_read, .close = file_close };
	struct imapi_stream *stream = NULL;
	struct stat st;
	int *fd = malloc(sizeof(*fd));

	if (!fd)
		return NULL;
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0 || fstat(*fd, &st) != 0 ||
	    stream_new(context, &ops, fd, (uint64_t)st.st_size, &stream) != IMAPI_OK)
		free(fd);
	return stream;
}

struct imapi_stream *test_open_memory(struct imapi_context *context, const void *data,
				      size_t length)
{
	static const struct stream_ops ops = { .read = memory_read };
	struct imapi_stream *stream = NULL;

	stream_new(context, &ops, (void *)(uintptr_t)data, length, &stream);
	return stream;
}

void test_close(struct imapi_stream *stream)
{
	if (stream && stream->ops->close)
		stream->ops->close(stream->self);
	free(stream);
}
