/* SPDX-License-Identifier: MIT */
#include "image/read/source.h"

#include "base/mem.h"

#include <inttypes.h>

imapi_status rd_source_init(struct rd_source *source, struct imapi_stream *stream,
			    uint64_t first_block)
{
	memset(source, 0, sizeof(*source));
	source->stream = stream;
	source->err = &stream->context->error;
	source->first_block = first_block;
	source->end_block = first_block + stream->length / BLOCK_SIZE;
	for (size_t i = 0; i < RD_CACHE_SLOTS; i++) {
		source->slots[i].bytes = malloc(RD_CACHE_BLOCKS * BLOCK_SIZE);
		if (!source->slots[i].bytes)
			return err_no_memory(source->err);
	}
	return IMAPI_OK;
}

void rd_source_clear(struct rd_source *source)
{
	for (size_t i = 0; i < RD_CACHE_SLOTS; i++)
		free(source->slots[i].bytes);
}

bool rd_source_has(const struct rd_source *source, uint64_t block, uint64_t count)
{
	return block >= source->first_block && block <= source->end_block &&
	       count <= source->end_block - block;
}

static imapi_status outside(struct rd_source *source, uint64_t block)
{
	imapi_status status =
		err_set(source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			"block %" PRIu64 " is not in the image, which ends before "
			"block %" PRIu64,
			block, source->end_block);

	return err_at(source->err, status, (int64_t)block);
}

/* Fills a slot with @count blocks from @first on. */
static imapi_status fill(struct rd_source *source, size_t slot, uint64_t first, size_t count)
{
	imapi_status status;

	source->slots[slot].count = 0;
	status =
		rd_source_read(source, first, 0, source->slots[slot].bytes, count * BLOCK_SIZE);
	if (IMAPI_FAILED(status))
		return status;
	source->slots[slot].block = first;
	source->slots[slot].count = (uint32_t)count;
	return IMAPI_OK;
}

imapi_status rd_source_block(struct rd_source *source, uint64_t block,
			     const uint8_t **ret_bytes)
{
	uint64_t group = block / RD_CACHE_BLOCKS * RD_CACHE_BLOCKS, first, end;
	size_t slot = block / RD_CACHE_BLOCKS % RD_CACHE_SLOTS;
	imapi_status status = IMAPI_OK;

	if (!rd_source_has(source, block, 1))
		return outside(source, block);
	first = MAX(group, source->first_block);
	end = MIN(group + RD_CACHE_BLOCKS, source->end_block);
	if (block < source->slots[slot].block ||
	    block - source->slots[slot].block >= source->slots[slot].count)
		status = fill(source, slot, first, (size_t)(end - first));
	if (IMAPI_FAILED(status)) /* one bad block must not hide its neighbours */
		status = fill(source, slot, block, 1);
	if (IMAPI_FAILED(status))
		return status;
	*ret_bytes =
		source->slots[slot].bytes + (block - source->slots[slot].block) * BLOCK_SIZE;
	return IMAPI_OK;
}

imapi_status rd_source_read(struct rd_source *source, uint64_t block, uint64_t offset,
			    void *data, size_t length)
{
	uint64_t start = block - source->first_block;
	imapi_status status;

	if (block < source->first_block || start > source->stream->length / BLOCK_SIZE ||
	    offset > source->stream->length - start * BLOCK_SIZE ||
	    length > source->stream->length - start * BLOCK_SIZE - offset)
		return outside(source, block + offset / BLOCK_SIZE);
	status = stream_read(source->stream, start * BLOCK_SIZE + offset, data, length,
			     source->err);
	if (IMAPI_FAILED(status) && source->err->lba == INT64_MIN)
		err_at(source->err, status, (int64_t)(block + offset / BLOCK_SIZE));
	return status;
}
