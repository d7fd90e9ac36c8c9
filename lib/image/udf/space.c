/* SPDX-License-Identifier: MIT */
/*
 * What other systems need to write to a volume: which blocks are free (ECMA-167 4/14.12, UDF
 * 2.3.3), and where packets go that went bad (UDF 2.2.12).
 */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/tag.h"

#define SLACK 1024u /* blocks of the metadata partition that are free at first */
#define SPARE_FREE 0xffffffffu

/* A run of blocks, of which those from @used on are free, and those in the gaps. */
struct space {
	uint64_t first; /* address of the run */
	uint64_t used, count;
	const struct udf_gap *gaps;
	size_t gap_count;
};

static struct space space_of_partition(const struct udf *u)
{
	return (struct space){ u->partition, u->used_end - u->partition,
			       u->partition_end - u->partition, u->gaps, u->gap_count };
}

static struct space space_of_metadata(const struct udf *u)
{
	return (struct space){ 0, u->blocks, space_metadata_blocks(u), NULL, 0 };
}

uint64_t space_bitmap_size(uint64_t blocks)
{
	return UDF_BITMAP_SIZE + (blocks + 7) / 8;
}

uint64_t space_metadata_blocks(const struct udf *u)
{
	return round_up(u->blocks + (udf_is_writable(u) ? SLACK : 0), UDF_UNIT);
}

uint64_t space_free_blocks(const struct udf *u)
{
	uint64_t blocks = u->partition_end - u->used_end;

	for (size_t i = 0; i < u->gap_count; i++)
		blocks += u->gaps[i].end - u->gaps[i].first;
	return blocks;
}

/* Of the eight blocks from @at on, those from @first up to @end. */
static unsigned bits_between(uint64_t at, uint64_t first, uint64_t end)
{
	uint64_t low = MAX(first, at) - at, high = MIN(MAX(end, at) - at, 8);

	return low < high ? (0xffu << low) & (0xffu >> (8 - high)) : 0;
}

/* The bits of eight blocks: 1 is free. */
static uint8_t bits_of(const struct space *space, uint64_t at)
{
	unsigned bits = bits_between(at, space->used, space->count);

	for (size_t i = 0; i < space->gap_count; i++)
		bits |= bits_between(at, space->gaps[i].first - space->first,
				     space->gaps[i].end - space->first);
	return (uint8_t)bits;
}

static void put_head(const struct udf *u, const struct space *space, uint32_t location,
		     uint8_t *data)
{
	const struct udf_seal seal = { UDF_TAG_BITMAP, udf_version(u), location };
	const struct udf_bitmap b = { (uint32_t)space->count,
				      (uint32_t)((space->count + 7) / 8) };

	wire_put(&udf_bitmap, &b, data);
	udf_put_tag(&seal, data, UDF_BITMAP_SIZE);
}

imapi_status space_read(const struct udf *u, uint64_t offset, uint8_t *data, size_t length)
{
	const struct space space = space_of_partition(u);
	const uint64_t size = space_bitmap_size(space.count);
	uint8_t head[UDF_BITMAP_SIZE] = { 0 };

	put_head(u, &space, (uint32_t)(u->bitmap - u->partition), head);
	for (size_t i = 0; i < length; i++, offset++) {
		if (offset < UDF_BITMAP_SIZE)
			data[i] = head[offset];
		else
			data[i] = offset < size
					  ? bits_of(&space, (offset - UDF_BITMAP_SIZE) * 8)
					  : 0;
	}
	return IMAPI_OK;
}

void space_build_metadata(const struct udf *u, uint64_t at, uint8_t *data)
{
	const struct space space = space_of_metadata(u);

	put_head(u, &space, (uint32_t)(at - u->partition), data);
	for (uint64_t i = 0; i * 8 < space.count; i++)
		data[UDF_BITMAP_SIZE + i] = bits_of(&space, i * 8);
}

void space_sparing_table(const struct udf *u, uint64_t at, uint8_t *data)
{
	const struct udf_seal seal = { UDF_TAG_SPARING, udf_version(u), (uint32_t)at };
	struct udf_sparing table = { .entries = UDF_SPARES };

	udf_put_udf_entity(table.entity, "*UDF Sparing Table", u->settings.revision);
	wire_put(&udf_sparing, &table, data);
	for (uint32_t i = 0; i < UDF_SPARES; i++) {
		put_le32(data + UDF_SPARING_SIZE + i * 8, SPARE_FREE);
		put_le32(data + UDF_SPARING_SIZE + i * 8 + 4,
			 (uint32_t)u->spares + i * UDF_UNIT);
	}
	udf_put_tag(&seal, data, UDF_SPARING_SIZE + UDF_SPARES * 8);
}
