/* SPDX-License-Identifier: MIT */
#include "stream/stream.h"

#include "base/mem.h"

#include <inttypes.h>

imapi_status stream_new(struct imapi_context *context, const struct stream_ops *ops, void *self,
			uint64_t length, struct imapi_stream **ret_stream)
{
	struct imapi_stream *stream = zalloc(sizeof(*stream));

	if (!stream)
		return err_no_memory(&context->error);
	stream->context = context;
	stream->ops = ops;
	stream->self = self;
	stream->length = length;
	*ret_stream = stream;
	return IMAPI_OK;
}

imapi_status stream_read(struct imapi_stream *stream, uint64_t offset, void *data,
			 size_t length, struct imapi_error *err)
{
	if (offset > stream->length || length > stream->length - offset)
		return err_set(err, IMAPI_E_INVALIDARG,
			       "reading %zu bytes at %" PRIu64 " of a stream of %" PRIu64
			       " bytes",
			       length, offset, stream->length);
	if (length == 0)
		return IMAPI_OK;
	return stream->ops->read(stream->self, offset, data, length, err);
}

void stream_rest(struct imapi_stream *stream, bool rests)
{
	if (stream && stream->ops->rest)
		stream->ops->rest(stream->self, rests);
}

struct imapi_stream *stream_free(struct imapi_stream *stream)
{
	if (!stream)
		return NULL;
	if (stream->ops->close)
		stream->ops->close(stream->self);
	free(stream);
	return NULL;
}
