/* SPDX-License-Identifier: MIT */
/* The inside of a stream: positional reads that report into a given error slot. */
#ifndef LIB_STREAM_STREAM_H
#define LIB_STREAM_STREAM_H

#include "imapi/stream.h"

#include "base/context.h"

#include <stdbool.h>

struct stream_ops {
	/* Fills exactly @length bytes; the range is inside the stream. Sets @err on failure. */
	imapi_status (*read)(void *self, uint64_t offset, void *data, size_t length,
			     struct imapi_error *err);
	void (*close)(void *self);	      /* may be NULL */
	void (*rest)(void *self, bool rests); /* see stream_rest(); may be NULL */
};

struct imapi_stream {
	struct imapi_context *context;
	const struct stream_ops *ops;
	void *self;
	uint64_t length;
};

/* On failure @self still belongs to the caller. */
imapi_status stream_new(struct imapi_context *context, const struct stream_ops *ops, void *self,
			uint64_t length, struct imapi_stream **ret_stream);

/*
 * May be called from a thread that does not own the context, with an error slot of its own;
 * one reader at a time.
 */
imapi_status stream_read(struct imapi_stream *stream, uint64_t offset, void *data,
			 size_t length, struct imapi_error *err);

/*
 * The consumer makes a pause: readers that share a source with it do not wait for it until it
 * reads again. While it @rests, a read of its own that would have to wait for them fails with
 * IMAPI_E_REQUEST_CANCELLED, also the one that is waiting now. Any thread.
 */
void stream_rest(struct imapi_stream *stream, bool rests);

/* The consumer wants no more, or not for now. */
static inline void stream_let_go(struct imapi_stream *stream)
{
	stream_rest(stream, true);
	stream_rest(stream, false);
}

/* Releases a stream and its source. NULL is fine; returns NULL. */
struct imapi_stream *stream_free(struct imapi_stream *stream);

#endif
