/* SPDX-License-Identifier: MIT */
#include "imapi/stream.h"

#include "base/api.h"
#include "base/mem.h"
#include "stream/sources.h"

static imapi_status null_pointer(struct imapi_context *context, const char *call)
{
	return err_set(context ? &context->error : NULL, IMAPI_E_POINTER, "%s: NULL pointer",
		       call);
}

IMAPI_API imapi_status imapi_stream_new(struct imapi_context *context,
					const struct imapi_stream_ops *ops, void *self,
					uint64_t length, struct imapi_stream **ret_stream)
{
	if (!context || !ops || !ret_stream)
		return null_pointer(context, __func__);
	if (ops->size < offsetof(struct imapi_stream_ops, close) || !ops->read)
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "%s: the callbacks have no read()", __func__);
	return stream_from_callback(context, ops, self, length, ret_stream);
}

IMAPI_API imapi_status imapi_stream_open_file(struct imapi_context *context, const char *path,
					      struct imapi_stream **ret_stream)
{
	if (!context || !path || !ret_stream)
		return null_pointer(context, __func__);
	return stream_open_file(context, path, ret_stream);
}

IMAPI_API imapi_status imapi_stream_from_memory(struct imapi_context *context, const void *data,
						size_t length, struct imapi_stream **ret_stream)
{
	if (!context || (!data && length) || !ret_stream)
		return null_pointer(context, __func__);
	return stream_from_memory(context, data, length, ret_stream);
}

IMAPI_API imapi_status imapi_stream_from_pipe(struct imapi_context *context, int fd,
					      uint64_t length, struct imapi_stream **ret_stream)
{
	if (!context || !ret_stream)
		return null_pointer(context, __func__);
	if (fd < 0)
		return err_set(&context->error, IMAPI_E_INVALIDARG, "%s: no file descriptor",
			       __func__);
	return stream_from_pipe(context, fd, length, ret_stream);
}

IMAPI_API imapi_status imapi_stream_zero(struct imapi_context *context, uint64_t length,
					 struct imapi_stream **ret_stream)
{
	if (!context || !ret_stream)
		return null_pointer(context, __func__);
	return stream_zero(context, length, ret_stream);
}

IMAPI_API imapi_status imapi_stream_concatenate(struct imapi_context *context,
						struct imapi_stream *const *streams,
						size_t count, struct imapi_stream **ret_stream)
{
	if (!context || (!streams && count) || !ret_stream)
		return null_pointer(context, __func__);
	for (size_t i = 0; i < count; i++)
		if (!streams[i])
			return null_pointer(context, __func__);
	return stream_concatenate(context, streams, count, ret_stream);
}

IMAPI_API imapi_status imapi_stream_split(struct imapi_stream *source,
					  struct imapi_context *const *contexts, size_t count,
					  size_t buffer, struct imapi_stream **ret_streams)
{
	if (!source)
		return IMAPI_E_POINTER;
	if (!contexts || !ret_streams)
		return null_pointer(source->context, __func__);
	for (size_t i = 0; i < count; i++)
		if (!contexts[i])
			return null_pointer(source->context, __func__);
	return stream_split(source, contexts, count, buffer, ret_streams);
}

IMAPI_API uint64_t imapi_stream_length(const struct imapi_stream *stream)
{
	return stream ? stream->length : 0;
}

IMAPI_API imapi_status imapi_stream_read(struct imapi_stream *stream, uint64_t offset,
					 void *data, size_t length)
{
	if (!stream)
		return IMAPI_E_POINTER;
	if (!data && length)
		return null_pointer(stream->context, __func__);
	return stream_read(stream, offset, data, length, &stream->context->error);
}

IMAPI_API struct imapi_stream *imapi_stream_free(struct imapi_stream *stream)
{
	return stream_free(stream);
}
