/* SPDX-License-Identifier: MIT */
/* Judges space bitmaps (ECMA-167 4/14.12) against the blocks that are in use. */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define BITMAP "ECMA-167 4/14.12"
#define COMPLAINTS_MAX 20u
#define UNKNOWN UINT32_MAX

/* A bitmap that was read, and the blocks of which it tells. */
struct bitmap {
	struct chu *c;
	size_t partition; /* by number of the map */
	uint64_t first;	  /* block of the medium that the first bit is for */
	uint32_t length;  /* blocks */
	uint8_t *bits;
	bool is_scattered; /* the blocks do not follow each other on the medium */
	struct chk_place place;
};

static bool is_free(const struct bitmap *b, uint64_t block)
{
	return b->bits[block / 8] & 1u << block % 8;
}

static uint64_t count_free(const struct bitmap *b)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < b->length; i++)
		count += is_free(b, i);
	return count;
}

/* What is in use must not be free. Clears the bits of nobody's blocks in @left. */
static void judge_run(struct bitmap *b, const struct chu_run *run, uint8_t *left)
{
	uint64_t from = MAX(run->block, b->first) - b->first;
	uint64_t end = MIN(run->block + run->blocks, b->first + b->length);
	struct chk_place place = { .block = run->at / BLOCK_SIZE };
	bool said = false;

	if (run->block + run->blocks <= b->first)
		return;
	if (run->file) {
		place.dir = run->file->dir;
		place.name = run->file->name;
	}
	for (uint64_t i = from; i + b->first < end; i++) {
		if (is_free(b, i) && !said) {
			chk_error(b->c->chk, BITMAP, &place,
				  "block %" PRIu64 " of partition %zu is in use, but free by "
				  "the space bitmap",
				  i, b->partition);
			said = true;
		}
		left[i / 8] |= (uint8_t)(1u << i % 8);
	}
}

static imapi_status judge_runs(struct bitmap *b, bool inner)
{
	AUTOFREE uint8_t *used = calloc((size_t)b->length / 8 + 1, 1);
	uint64_t limit = b->c->chk->errors + COMPLAINTS_MAX, lost = 0;

	if (!used)
		return err_no_memory(b->c->chk->err);
	for (size_t i = 0; i < b->c->run_count && b->c->chk->errors < limit; i++)
		if (b->c->runs[i].inner == inner)
			judge_run(b, &b->c->runs[i], used);
	for (uint64_t i = 0; i < b->length; i++)
		lost += !is_free(b, i) && !(used[i / 8] & 1u << i % 8);
	if (lost && b->c->chk->errors < limit)
		chk_warn(b->c->chk, BITMAP, &b->place,
			 "%" PRIu64 " blocks of partition %zu are not free by the space "
			 "bitmap, but nobody's",
			 lost, b->partition);
	return IMAPI_OK;
}

/* UDF 2.2.6.2: the integrity descriptor of a closed volume counts the free blocks. */
static void judge_count(struct bitmap *b)
{
	const struct chu *c = b->c;
	uint32_t said = get_le32(c->tables + 4 * b->partition);
	uint64_t count = count_free(b);

	if (c->has_integrity && c->integrity.type == 1 && said != UNKNOWN && said != count &&
	    c->integrity.partitions == c->udf->partition_count)
		chk_error(c->chk, "ECMA-167 3/10.10.8", &b->place,
			  "partition %zu is said to have %" PRIu32
			  " free blocks, its bitmap has %" PRIu64,
			  b->partition, said, count);
}

/* Takes the head of the @length bytes that begin with a descriptor; false if it is none. */
static bool take_head(struct bitmap *b, const uint8_t *bytes, uint64_t length,
		      uint32_t location)
{
	const struct chu_tag_want want = { UDF_TAG_BITMAP, location, "space bitmap" };
	struct udf_bitmap head;

	if (!chu_tag(b->c, bytes, (size_t)length, &want, &b->place))
		return false;
	wire_get(&udf_bitmap, bytes, UDF_BITMAP_SIZE, &head);
	if (head.bits < b->length || head.bytes < (head.bits + 7ull) / 8 ||
	    head.bytes > length - UDF_BITMAP_SIZE) {
		chk_error(b->c->chk, BITMAP, &b->place,
			  "a bitmap of %" PRIu32 " bits in %" PRIu32 " bytes for %" PRIu32
			  " blocks",
			  head.bits, head.bytes, b->length);
		return false;
	}
	if (head.bits > b->length)
		chk_warn(b->c->chk, BITMAP, &b->place,
			 "a bitmap of %" PRIu32 " bits for %" PRIu32 " blocks", head.bits,
			 b->length);
	return true;
}

static imapi_status judge_bitmap(struct bitmap *b, uint8_t *bytes, uint64_t length,
				 uint32_t location)
{
	if (length < UDF_BITMAP_SIZE || !take_head(b, bytes, length, location))
		return IMAPI_OK;
	b->bits = bytes + UDF_BITMAP_SIZE;
	judge_count(b);
	if (b->is_scattered)
		return IMAPI_OK;
	return judge_runs(b, b->c->udf->partitions[b->partition].kind == RD_UDF_METADATA);
}

/* The bitmap that a partition descriptor names. */
static imapi_status judge_partition(struct chu *c, size_t index, const struct udf_short_ad *ad)
{
	const struct rd_udf_partition *p = &c->udf->partitions[index];
	uint64_t length = ad->length & UDF_EXTENT_MAX;
	struct bitmap b = {
		.c = c, .partition = index, .first = p->start, .length = p->length
	};
	struct chu_run run = { .blocks = 0 };
	AUTOFREE uint8_t *bytes = NULL;

	b.place = chu_at(c, c->sequence->blocks[UDF_TAG_PARTITION]);
	if (!chu_locate(c, (uint16_t)index, ad->position, &run) ||
	    length > run.blocks * c->block_size || run.at > c->raw->end ||
	    length > c->raw->end - run.at) {
		chk_error(c->chk, "ECMA-167 4/14.3", &b.place,
			  "the space bitmap of %" PRIu64 " bytes at block %" PRIu32
			  " leaves partition %zu",
			  length, ad->position, index);
		return IMAPI_OK;
	}
	b.place.block = run.at / BLOCK_SIZE;
	bytes = malloc((size_t)length + 1);
	if (!bytes)
		return err_no_memory(c->chk->err);
	if (IMAPI_FAILED(rd_udf_bytes(c->raw, run.at, bytes, (size_t)length)))
		return IMAPI_OK;
	return judge_bitmap(&b, bytes, length, ad->position);
}

/* The descriptor of a partition by the number of its map. */
static const struct udf_partition *descriptor_of(const struct chu *c, size_t index)
{
	const struct rd_udf_partition *p = &c->udf->partitions[index];

	for (size_t i = 0; i < c->sequence->partition_count; i++)
		if ((p->kind == RD_UDF_PHYSICAL || p->kind == RD_UDF_SPARABLE) &&
		    c->sequence->partitions[i].partition == p->number)
			return &c->sequence->partitions[i];
	return NULL;
}

static imapi_status note_space(struct chu *c, uint16_t index, const struct udf_partition *d)
{
	const struct udf_short_ad ads[] = { d->free_table, d->free_bitmap, d->freed_table,
					    d->freed_bitmap };
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < ARRAY_SIZE(ads) && !IMAPI_FAILED(status); i++) {
		uint64_t length = ads[i].length & UDF_EXTENT_MAX;
		struct chu_run run = { .blocks = 0 };

		if (!length || !chu_locate(c, index, ads[i].position, &run))
			continue;
		run.blocks = MIN(run.blocks, (length + c->block_size - 1) / c->block_size);
		run.kind = CHU_SPACE;
		status = chu_run(c, &run);
	}
	return status;
}

/* The tables and bitmaps are in use themselves. */
imapi_status chu_space_runs(struct chu *c)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < c->udf->partition_count && !IMAPI_FAILED(status); i++) {
		const struct udf_partition *d = descriptor_of(c, i);

		if (d)
			status = note_space(c, (uint16_t)i, d);
	}
	return status;
}

/* UDF 2.50 2.2.13.2: the bitmap of a metadata partition is the content of a file. */
static imapi_status judge_metadata(struct chu *c, size_t index)
{
	const struct rd_udf_partition *p = &c->udf->partitions[index];
	struct bitmap b = { .c = c, .partition = index };
	AUTOFREE uint8_t *bytes = NULL;
	bool cut = false;
	uint16_t below;

	if (IMAPI_FAILED(rd_udf_below(c->udf, p, &below)) ||
	    IMAPI_FAILED(rd_udf_file_read(c->udf, below, p->metadata.bitmap, &c->entry)) ||
	    IMAPI_FAILED(rd_udf_allocate(c->udf, &c->entry, &c->content, &cut)) ||
	    c->content.length > c->bytes_left)
		return IMAPI_OK; /* that was said before */
	b.length = (uint32_t)(p->file.length / c->block_size);
	b.is_scattered = p->file.count != 1;
	b.first = b.is_scattered ? 0 : rd_udf_extent_at(&p->file.at[0]) / c->block_size;
	b.place.block = c->entry.at / BLOCK_SIZE;
	bytes = malloc((size_t)c->content.length + 1);
	if (!bytes)
		return err_no_memory(c->chk->err);
	if (IMAPI_FAILED(
		    rd_udf_content(c->udf, &c->content, 0, bytes, (size_t)c->content.length)))
		return IMAPI_OK;
	return judge_bitmap(&b, bytes, c->content.length,
			    c->content.length >= 16 ? get_le32(bytes + 12) : 0);
}

imapi_status chu_bitmaps(struct chu *c)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < c->udf->partition_count && !IMAPI_FAILED(status); i++) {
		const struct udf_partition *d = descriptor_of(c, i);

		if (d && d->free_bitmap.length)
			status = judge_partition(c, i, &d->free_bitmap);
		else if (c->udf->partitions[i].kind == RD_UDF_METADATA &&
			 c->udf->partitions[i].metadata.bitmap != UNKNOWN)
			status = judge_metadata(c, i);
	}
	return status;
}
