/* SPDX-License-Identifier: MIT */
/* Blocks of an image, addressed by LBA, through a small cache. */
#ifndef LIB_IMAGE_READ_SOURCE_H
#define LIB_IMAGE_READ_SOURCE_H

#include "base/units.h"
#include "stream/stream.h"

#define RD_CACHE_SLOTS 8u
#define RD_CACHE_BLOCKS 16u

struct rd_source {
	struct imapi_stream *stream;
	struct imapi_error *err;
	uint64_t first_block; /* LBA of the stream's first byte */
	uint64_t end_block;   /* LBA after the last whole block */
	struct {
		uint64_t block;
		uint32_t count; /* 0: empty */
		uint8_t *bytes;
	} slots[RD_CACHE_SLOTS];
};

imapi_status rd_source_init(struct rd_source *source, struct imapi_stream *stream,
			    uint64_t first_block);
void rd_source_clear(struct rd_source *source);

/* True if blocks @block to @block + @count - 1 are all in the stream. */
bool rd_source_has(const struct rd_source *source, uint64_t block, uint64_t count);

/* *@ret_bytes is one block and stays valid until the next call. */
imapi_status rd_source_block(struct rd_source *source, uint64_t block,
			     const uint8_t **ret_bytes);

/* Reads past the cache. The range must be in the stream; a part of its last block may do. */
imapi_status rd_source_read(struct rd_source *source, uint64_t block, uint64_t offset,
			    void *data, size_t length);

#endif
