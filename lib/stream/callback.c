/* SPDX-License-Identifier: MIT */
/* A program's own source of bytes. */
#include "stream/sources.h"

#include "base/mem.h"

#include <inttypes.h>

struct callback_stream {
	struct imapi_stream_ops ops;
	void *self;
};

static imapi_status callback_read(void *self, uint64_t offset, void *data, size_t length,
				  struct imapi_error *err)
{
	struct callback_stream *c = self;
	imapi_status status;

	err_clear(err);
	status = c->ops.read(c->self, offset, data, length);
	if (IMAPI_FAILED(status) && err && err->status == status)
		return status; /* it has read another stream of ours, which has told more */
	if (IMAPI_FAILED(status))
		return err_set(err, status, "reading %zu bytes at %" PRIu64 ": %s", length,
			       offset, imapi_status_text(status));
	return IMAPI_OK;
}

static void callback_close(void *self)
{
	struct callback_stream *c = self;

	if (c->ops.close)
		c->ops.close(c->self);
	free(c);
}

static const struct stream_ops callback_ops = { callback_read, callback_close };

imapi_status stream_from_callback(struct imapi_context *context,
				  const struct imapi_stream_ops *ops, void *self,
				  uint64_t length, struct imapi_stream **ret_stream)
{
	AUTOFREE struct callback_stream *c = zalloc(sizeof(*c));
	imapi_status status;

	if (!c)
		return err_no_memory(&context->error);
	memcpy(&c->ops, ops, MIN(ops->size, sizeof(c->ops)));
	c->self = self;
	status = stream_new(context, &callback_ops, c, length, ret_stream);
	if (!IMAPI_FAILED(status))
		c = NULL;
	return status;
}
