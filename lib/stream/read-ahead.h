/* SPDX-License-Identifier: MIT */
/* One thread that reads a stream ahead of its consumer, into a bounded ring of buffers. */
#ifndef LIB_STREAM_READ_AHEAD_H
#define LIB_STREAM_READ_AHEAD_H

#include "stream/stream.h"

struct read_ahead;

struct read_ahead_range {
	uint64_t start, length; /* bytes */
};

/*
 * Starts to read a range of @stream, in pieces of @block bytes (a multiple of 4096; the last
 * one may be shorter), at most @count of them ahead. The buffers are aligned to 4096 bytes.
 * Nobody else may read the stream until read_ahead_free().
 */
imapi_status read_ahead_new(struct imapi_stream *stream, struct read_ahead_range range,
			    size_t block, size_t count, struct read_ahead **ret_ra,
			    struct imapi_error *err);

/*
 * Gives back the last piece and waits a moment for the next one; false if read_ahead_next()
 * would still have to wait. A source that others share may be quiet for long.
 */
bool read_ahead_wait(struct read_ahead *ra);

/*
 * Waits for the next piece. It stays valid until the next call, which gives its buffer back.
 * At the end *@ret_length is 0. Fails with what the stream said, after all pieces before it.
 */
imapi_status read_ahead_next(struct read_ahead *ra, const uint8_t **ret_data,
			     size_t *ret_length, struct imapi_error *err);

/* The bytes that are ready, and how many there can be. */
uint64_t read_ahead_fill(struct read_ahead *ra);
uint64_t read_ahead_room(const struct read_ahead *ra);

/*
 * Ends the thread, after the read that it is in, and frees. A read that waits for others who
 * share the source ends at once. NULL is fine; returns NULL.
 */
struct read_ahead *read_ahead_free(struct read_ahead *ra);

#endif
