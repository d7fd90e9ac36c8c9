/* SPDX-License-Identifier: MIT */
/* Digests of what was written: fast, 128 bits, no protection against a forger. */
#ifndef LIB_BASE_DIGEST_H
#define LIB_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
	uint64_t high, low;
};

/* Of one buffer (XXH3, 128 bits). */
struct digest digest_of(const void *data, size_t length);

bool digest_equal(struct digest a, struct digest b);

/* Of a stream, piece by piece. */
struct digest_stream;

struct digest_stream *digest_stream_new(void); /* NULL if out of memory */
struct digest_stream *digest_stream_free(struct digest_stream *stream);
void digest_stream_add(struct digest_stream *stream, const void *data, size_t length);
struct digest digest_stream_get(const struct digest_stream *stream);

/* 32 hexadecimal digits and a terminator. */
void digest_print(struct digest digest, char text[33]);

#endif
