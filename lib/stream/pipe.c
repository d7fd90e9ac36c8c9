/* SPDX-License-Identifier: MIT */
/* What comes through a pipe or a socket, once and from the front. */
#include "stream/sources.h"

#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

struct pipe_stream {
	int fd;
	uint64_t length, at;
};

/* *@ret_count is 0 at the end. */
static imapi_status read_some(struct pipe_stream *p, void *data, size_t length,
			      size_t *ret_count, struct imapi_error *err)
{
	ssize_t n;

	do
		n = read(p->fd, data, length);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(err, IMAPI_E_DATA_STREAM_READ_FAILURE, errno,
				 "reading at byte %" PRIu64, p->at);
	*ret_count = (size_t)n;
	return IMAPI_OK;
}

static imapi_status read_exactly(struct pipe_stream *p, uint8_t *data, size_t length,
				 struct imapi_error *err)
{
	while (length > 0) {
		size_t n = 0;
		imapi_status status = read_some(p, data, length, &n, err);

		if (IMAPI_FAILED(status))
			return status;
		if (n == 0)
			return err_set(err, IMAPI_E_DATA_STREAM_INCONSISTENCY,
				       "%" PRIu64 " bytes came, %" PRIu64 " were announced",
				       p->at, p->length);
		p->at += n;
		data += n;
		length -= n;
	}
	return IMAPI_OK;
}

static imapi_status skip_to(struct pipe_stream *p, uint64_t offset, struct imapi_error *err)
{
	uint8_t scratch[4096];
	imapi_status status = IMAPI_OK;

	while (p->at < offset && !IMAPI_FAILED(status))
		status = read_exactly(p, scratch, (size_t)MIN(offset - p->at, sizeof(scratch)),
				      err);
	return status;
}

/* What would be cut off must not go unnoticed. */
static imapi_status check_end(struct pipe_stream *p, struct imapi_error *err)
{
	uint8_t byte;
	size_t n = 0;
	imapi_status status = read_some(p, &byte, 1, &n, err);

	if (IMAPI_FAILED(status) || n == 0)
		return status;
	return err_set(err, IMAPI_E_DATA_STREAM_INCONSISTENCY,
		       "more came than the %" PRIu64 " bytes that were announced", p->length);
}

static imapi_status pipe_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	struct pipe_stream *p = self;
	imapi_status status;

	if (offset < p->at)
		return err_set(err, IMAPI_E_STREAM_NOT_SEEKABLE,
			       "byte %" PRIu64 " has gone by, %" PRIu64 " comes next", offset,
			       p->at);
	if (length == 0)
		return IMAPI_OK;
	status = skip_to(p, offset, err);
	if (!IMAPI_FAILED(status))
		status = read_exactly(p, data, length, err);
	return IMAPI_FAILED(status) || p->at < p->length ? status : check_end(p, err);
}

imapi_status stream_from_pipe(struct imapi_context *context, int fd, uint64_t length,
			      struct imapi_stream **ret_stream)
{
	static const struct stream_ops ops = { .read = pipe_read, .close = free };
	struct pipe_stream *p = zalloc(sizeof(*p));
	imapi_status status;

	if (!p)
		return err_no_memory(&context->error);
	*p = (struct pipe_stream){ fd, length, 0 };
	status = stream_new(context, &ops, p, length, ret_stream);
	if (IMAPI_FAILED(status))
		free(p);
	return status;
}
