/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

static struct digest from_xxh(XXH128_hash_t h)
{
	return (struct digest){ .high = h.high64, .low = h.low64 };
}

struct digest digest_of(const void *data, size_t length)
{
	return from_xxh(XXH3_128bits(data, length));
}

bool digest_equal(struct digest a, struct digest b)
{
	return a.high == b.high && a.low == b.low;
}

struct digest_stream {
	XXH3_state_t *state;
};

struct digest_stream *digest_stream_new(void)
{
	struct digest_stream *stream = zalloc(sizeof(*stream));

	if (!stream)
		return NULL;
	stream->state = XXH3_createState();
	if (!stream->state)
		return digest_stream_free(stream);
	XXH3_128bits_reset(stream->state);
	return stream;
}

struct digest_stream *digest_stream_free(struct digest_stream *stream)
{
	if (stream)
		XXH3_freeState(stream->state);
	free(stream);
	return NULL;
}

void digest_stream_add(struct digest_stream *stream, const void *data, size_t length)
{
	XXH3_128bits_update(stream->state, data, length);
}

struct digest digest_stream_get(const struct digest_stream *stream)
{
	return from_xxh(XXH3_128bits_digest(stream->state));
}

void digest_print(struct digest digest, char text[33])
{
	snprintf(text, 33, "%016" PRIx64 "%016" PRIx64, digest.high, digest.low);
}
