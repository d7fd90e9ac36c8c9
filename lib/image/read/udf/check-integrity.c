/* SPDX-License-Identifier: MIT */
/* Judges the integrity sequence (ECMA-167 3/8.8.2) and, after the tree, what it counts. */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define SEQUENCE "ECMA-167 3/8.8.2"
#define USE "UDF 2.2.6.4"
#define DESCRIPTORS_MAX 1024u
#define FIRST_ID 16u /* UDF 3.2.1.1 */
#define UNKNOWN UINT32_MAX

static struct chk_place here(const struct chu *c)
{
	return chu_at(c, c->integrity_block);
}

static void take(struct chu *c, uint64_t block, const uint8_t *bytes)
{
	uint64_t use;

	wire_get(&udf_integrity, bytes, UDF_INTEGRITY_TABLES, &c->integrity);
	c->integrity_block = block;
	c->has_integrity = true;
	use = UDF_INTEGRITY_TABLES + (uint64_t)c->integrity.partitions * 8;
	c->has_use = use + UDF_INTEGRITY_USE_SIZE <= c->block_size &&
		     c->integrity.use_length >= UDF_INTEGRITY_USE_SIZE;
	memset(c->tables, 0, sizeof(c->tables));
	memcpy(c->tables, bytes + UDF_INTEGRITY_TABLES,
	       MIN((size_t)c->integrity.partitions, RD_UDF_PARTITIONS) * 8);
	if (c->has_use)
		wire_get(&udf_integrity_use, bytes + use, UDF_INTEGRITY_USE_SIZE, &c->use);
}

/* False at the end of the sequence. */
static bool take_block(struct chu *c, uint64_t block)
{
	const struct chk_place place = chu_at(c, block);
	uint8_t bytes[RD_UDF_BLOCK_MAX];
	struct chu_tag_want want = { UDF_TAG_INTEGRITY, (uint32_t)block,
				     "integrity descriptor" };
	struct udf_tag tag;

	if (!chu_read(c, block, bytes, c->block_size) ||
	    chk_all_zero(bytes, UDF_DESCRIPTOR_SIZE))
		return false;
	wire_get(&udf_tag, bytes, UDF_DESCRIPTOR_SIZE, &tag);
	if (tag.id == UDF_TAG_TERMINATING) {
		want.id = UDF_TAG_TERMINATING;
		want.name = "terminating descriptor";
		chu_tag(c, bytes, c->block_size, &want, &place);
		return false;
	}
	if (tag.id != UDF_TAG_INTEGRITY && c->has_integrity)
		return false; /* what was there before the sequence */
	if (!chu_tag(c, bytes, c->block_size, &want, &place))
		return false;
	take(c, block, bytes);
	return true;
}

static void read_sequence(struct chu *c)
{
	struct udf_extent_ad extent;
	uint32_t at = 0;

	wire_get(&udf_extent_ad, c->sequence->logical + 432, udf_extent_ad.size, &extent);
	for (size_t i = 0; i < DESCRIPTORS_MAX && at < extent.length / c->block_size; i++) {
		if (!take_block(c, (uint64_t)extent.location + at++))
			return;
		if (!c->integrity.next.length)
			continue;
		extent = c->integrity.next;
		at = 0;
	}
}

static bool is_virtual(const struct chu *c)
{
	for (size_t i = 0; c->udf && i < c->udf->partition_count; i++)
		if (c->udf->partitions[i].kind == RD_UDF_VIRTUAL)
			return true;
	return false;
}

static void judge_use(struct chu *c, const struct chk_place *place)
{
	if (!c->has_use) {
		chk_error(c->chk, USE, place,
			  "the implementation use of %" PRIu32 " bytes lacks the counts",
			  c->integrity.use_length);
		return;
	}
	chu_developer(c, c->use.implementation, "integrity descriptor", place);
	if (c->use.read_min > c->use.write_min || c->use.write_min > c->use.write_max)
		chk_warn(c->chk, USE, place,
			 "revisions %04x to read, %04x to write, %04x at most", c->use.read_min,
			 c->use.write_min, c->use.write_max);
	if (c->revision && c->use.read_min > c->revision)
		chk_warn(c->chk, USE, place, "revision %04x to read a volume of revision %04x",
			 c->use.read_min, c->revision);
}

/* ECMA-167 3/10.10.9: all blocks of each partition. */
static void judge_sizes(struct chu *c, const struct chk_place *place)
{
	const uint8_t *sizes = c->tables + (size_t)c->integrity.partitions * 4;

	for (size_t i = 0; i < c->udf->partition_count; i++) {
		const struct rd_udf_partition *p = &c->udf->partitions[i];
		uint32_t size = get_le32(sizes + 4 * i);

		if (p->kind == RD_UDF_VIRTUAL && size != UNKNOWN)
			chk_warn(c->chk, "UDF 2.2.6.3", place,
				 "the virtual partition has a size of %" PRIu32 " blocks",
				 size);
		if (p->kind == RD_UDF_METADATA && p->file.count &&
		    size != p->file.length / c->block_size)
			chk_warn(c->chk, "UDF 2.2.6.3", place,
				 "the metadata partition is said to have %" PRIu32
				 " blocks, its file has %" PRIu64,
				 size, p->file.length / c->block_size);
		if ((p->kind == RD_UDF_PHYSICAL || p->kind == RD_UDF_SPARABLE) &&
		    size != p->length && size != UNKNOWN)
			chk_error(c->chk, "ECMA-167 3/10.10.9", place,
				  "partition %zu is said to have %" PRIu32
				  " blocks, its descriptor has %" PRIu32,
				  i, size, p->length);
	}
}

/* UDF 2.2.6.2: nothing can be written to what is read only. */
static void judge_free(struct chu *c, const struct chk_place *place)
{
	for (size_t i = 0; i < c->udf->partition_count; i++)
		if (c->udf->partitions[i].kind == RD_UDF_PHYSICAL && c->access == 1 &&
		    get_le32(c->tables + 4 * i) != 0)
			chk_warn(c->chk, "UDF 2.2.6.2", place,
				 "a read-only partition is said to have %" PRIu32
				 " free blocks",
				 get_le32(c->tables + 4 * i));
}

static void judge_last(struct chu *c)
{
	const struct chk_place place = here(c);

	chu_time(c, c->integrity.time, "time of the integrity descriptor", &place);
	if (c->integrity.type > 1)
		chk_error(c->chk, "ECMA-167 3/10.10.3", &place, "integrity type %" PRIu32,
			  c->integrity.type);
	else if (c->integrity.type == 0 && !is_virtual(c))
		chk_error(c->chk, "ECMA-167 3/10.10.3", &place,
			  "the volume is open: it was not closed by its writer");
	judge_use(c, &place);
	if (!c->udf)
		return;
	if (c->integrity.partitions != c->udf->partition_count) {
		chk_error(c->chk, "ECMA-167 3/10.10.6", &place,
			  "tables of %" PRIu32 " partitions in a volume of %zu",
			  c->integrity.partitions, c->udf->partition_count);
		return;
	}
	judge_sizes(c, &place);
	judge_free(c, &place);
}

void chu_integrity(struct chu *c)
{
	struct udf_extent_ad extent;

	wire_get(&udf_extent_ad, c->sequence->logical + 432, udf_extent_ad.size, &extent);
	read_sequence(c);
	if (c->has_integrity) {
		judge_last(c);
	} else {
		const struct chk_place place = chu_at(c, extent.location);

		chk_error(c->chk, SEQUENCE, &place,
			  "the integrity sequence has no descriptor that can be used");
	}
}

static void judge_id(struct chu *c, const struct chk_place *place)
{
	uint64_t next = c->integrity.unique_id;

	if (c->integrity.type != 1)
		return;
	if (next < FIRST_ID || next <= c->highest_id)
		chk_error(c->chk, "UDF 3.2.1.1", place,
			  "the next unique id is %" PRIu64 ", the highest in use %" PRIu64,
			  next, c->highest_id);
}

/* Names of files are counted by some writers, their entries by others. */
static void judge_counts(struct chu *c, uint32_t files, uint32_t directories,
			 const struct chk_place *place)
{
	if (files != c->count_files && files != c->names)
		chk_error(c->chk, USE, place,
			  "%" PRIu32 " files are said to be there, %" PRIu64 " are", files,
			  c->count_files);
	if (directories != c->count_directories)
		chk_error(c->chk, USE, place,
			  "%" PRIu32 " directories are said to be there, %" PRIu64 " are",
			  directories, c->count_directories);
}

void chu_counts(struct chu *c)
{
	const struct chk_place place = here(c);

	if (!c->has_integrity || c->incomplete)
		return;
	judge_id(c, &place);
	if (c->has_vat)
		judge_counts(c, c->vat.files, c->vat.directories, &place);
	else if (c->has_use && !is_virtual(c))
		judge_counts(c, c->use.files, c->use.directories, &place);
}
