/* SPDX-License-Identifier: MIT */
/* A file or block device as a stream: open only while it is being read. */
#include "stream/sources.h"

#include "base/mem.h"
#include "stream/host-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct file_stream {
	struct host_file file;
	struct host_stamp stamp;
	char path[];
};

static imapi_status read_open(struct file_stream *f, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	if (f->file.fd < 0)
		status = host_file_open(&f->file, AT_FDCWD, f->path, true, &f->stamp, err);
	if (!IMAPI_FAILED(status))
		status = host_file_read(&f->file, offset, data, length, err);
	if (!IMAPI_FAILED(status) && offset + length == f->stamp.size)
		status = host_file_check(&f->file, &f->stamp, err);
	if (IMAPI_FAILED(status) || offset + length == f->stamp.size)
		host_file_close(&f->file);
	return status;
}

static imapi_status file_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	struct file_stream *f = self;

	return err_in(err, read_open(f, offset, data, length, err), "%s", f->path);
}

static void file_close(void *self)
{
	struct file_stream *f = self;

	host_file_close(&f->file);
	free(f);
}

static const struct stream_ops file_ops = { file_read, file_close };

/* A block device tells its size only to who opens it. */
static imapi_status device_size(const char *path, uint64_t *ret_size, struct imapi_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	int number = errno;

	if (fd >= 0)
		close(fd);
	if (end < 0)
		return err_errno(err, IMAPI_E_FILE_OPEN_FAILURE, number, "opening %s", path);
	*ret_size = (uint64_t)end;
	return IMAPI_OK;
}

static imapi_status look_at(const char *path, struct host_stamp *ret, struct imapi_error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return err_errno(err, IMAPI_E_FILE_OPEN_FAILURE, errno, "opening %s", path);
	*ret = host_stamp_of(&st);
	if (S_ISBLK(st.st_mode))
		return device_size(path, &ret->size, err);
	if (!S_ISREG(st.st_mode))
		return err_set(err, IMAPI_E_FILE_OPEN_FAILURE,
			       "opening %s: it is neither a file nor a block device", path);
	if (access(path, R_OK) < 0)
		return err_errno(err, IMAPI_E_FILE_OPEN_FAILURE, errno, "opening %s", path);
	return IMAPI_OK;
}

imapi_status stream_open_file(struct imapi_context *context, const char *path,
			      struct imapi_stream **ret_stream)
{
	AUTOFREE struct file_stream *f = zalloc(sizeof(*f) + strlen(path) + 1);
	imapi_status status;

	if (!f)
		return err_no_memory(&context->error);
	strcpy(f->path, path);
	f->file.fd = -1;
	status = look_at(path, &f->stamp, &context->error);
	if (!IMAPI_FAILED(status))
		status = stream_new(context, &file_ops, f, f->stamp.size, ret_stream);
	if (!IMAPI_FAILED(status))
		f = NULL;
	return status;
}
