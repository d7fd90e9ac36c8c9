/* SPDX-License-Identifier: MIT */
/* The kinds of stream; what each means is said in imapi/stream.h. */
#ifndef LIB_STREAM_SOURCES_H
#define LIB_STREAM_SOURCES_H

#include "stream/stream.h"

imapi_status stream_from_callback(struct imapi_context *context,
				  const struct imapi_stream_ops *ops, void *self,
				  uint64_t length, struct imapi_stream **ret_stream);

imapi_status stream_open_file(struct imapi_context *context, const char *path,
			      struct imapi_stream **ret_stream);

imapi_status stream_from_memory(struct imapi_context *context, const void *data, size_t length,
				struct imapi_stream **ret_stream);

imapi_status stream_from_pipe(struct imapi_context *context, int fd, uint64_t length,
			      struct imapi_stream **ret_stream);

imapi_status stream_zero(struct imapi_context *context, uint64_t length,
			 struct imapi_stream **ret_stream);

imapi_status stream_concatenate(struct imapi_context *context,
				struct imapi_stream *const *streams, size_t count,
				struct imapi_stream **ret_stream);

/* On success the new streams own @source. @buffer is in bytes; 0: the usual. */
imapi_status stream_split(struct imapi_stream *source, struct imapi_context *const *contexts,
			  size_t count, size_t buffer, struct imapi_stream **ret_streams);

#endif
