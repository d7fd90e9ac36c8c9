/* SPDX-License-Identifier: MIT */
/* Judges the files that a volume has for itself: metadata file, mirror, bitmap (UDF 2.2.13). */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define FILES "UDF 2.50 2.2.13"
#define MIRROR "UDF 2.50 2.2.13.1"
#define NONE UINT32_MAX
#define PIECE 32768u

imapi_status chu_system(struct chu *c, uint16_t partition, uint32_t block,
			const struct chu_system_want *want, struct chu_file **ret_file)
{
	const struct chk_place nowhere = chu_at(c, c->sequence->blocks[UDF_TAG_LOGICAL]);
	struct chu_file *file = arena_zalloc(&c->chk->arena, sizeof(*file));
	struct chu_run run = { .blocks = 0 };

	if (!file)
		return err_no_memory(c->chk->err);
	*ret_file = file;
	file->system = true;
	file->silent = want->silent;
	file->partition = partition;
	file->block = block;
	if (!chu_locate(c, partition, block, &run)) {
		chk_error(c->chk, want->clause, &nowhere,
			  "the entry of %s at block %" PRIu32 " leaves its partition",
			  want->name, block);
		return IMAPI_OK;
	}
	file->at = run.at;
	chu_entry_read(c, file, &file->judged);
	if (!file->judged)
		return IMAPI_OK;
	if (c->entry.entry.icb.type != want->type) {
		const struct chk_place place = chu_place(file);

		chk_error(c->chk, want->clause, &place, "the entry of %s has file type %u",
			  want->name, c->entry.entry.icb.type);
	}
	return chu_entry(c, file);
}

static void judge_form(struct chu *c, const struct chu_file *file, const char *name)
{
	const struct udf_file *e = &c->entry.entry;
	const struct chk_place place = chu_place(file);

	if (!file->judged)
		return;
	if ((e->icb.flags & UDF_ICB_AD_MASK) != UDF_ICB_SHORT)
		chk_error(c->chk, FILES, &place, "%s has no short allocation descriptors",
			  name);
	if (e->icb.type != UDF_TYPE_METADATA_BITMAP && e->length % c->block_size)
		chk_error(c->chk, FILES, &place, "%s has %" PRIu64 " bytes, no whole blocks",
			  name, e->length);
	if (e->unique_id)
		chk_warn(c->chk, FILES, &place, "%s has the unique id %" PRIu64, name,
			 e->unique_id);
}

static bool same_extents(const struct rd_udf_extents *a, const struct rd_udf_extents *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->at[i].block != b->at[i].block || a->at[i].offset != b->at[i].offset ||
		    a->at[i].length != b->at[i].length)
			return false;
	return true;
}

/* Byte by byte; says the first difference only. */
static void compare(struct chu *c, const struct rd_udf_partition *p)
{
	uint64_t length = MIN(p->file.length, c->bytes_left);

	for (uint64_t at = 0; at < length; at += PIECE) {
		uint8_t a[PIECE], b[PIECE];
		size_t n = (size_t)MIN(length - at, PIECE), i = 0;

		if (IMAPI_FAILED(rd_udf_content(c->udf, &p->file, at, a, n)) ||
		    IMAPI_FAILED(rd_udf_content(c->udf, &p->mirror, at, b, n)))
			return;
		while (i < n && a[i] == b[i])
			i++;
		if (i == n)
			continue;
		at += i;
		i = rd_udf_extents_find(&p->mirror, at);
		chk_error(
			c->chk, MIRROR,
			&(struct chk_place){ .block = p->mirror.at[i].block +
						      (at - p->mirror.starts[i]) / BLOCK_SIZE },
			"the mirror differs from the metadata file in block %" PRIu64,
			at / c->block_size);
		return;
	}
}

static void judge_mirror(struct chu *c, const struct rd_udf_partition *p,
			 const struct chu_file *mirror)
{
	const struct chk_place place = chu_place(mirror);
	bool copy = p->metadata.flags & 1;

	if (!p->file.count || !p->mirror.count || !mirror->judged)
		return;
	if (p->file.length != p->mirror.length)
		chk_error(c->chk, MIRROR, &place,
			  "the metadata file has %" PRIu64 " bytes, its mirror %" PRIu64,
			  p->file.length, p->mirror.length);
	else if (copy)
		compare(c, p);
	else if (!same_extents(&p->file, &p->mirror))
		chk_error(c->chk, MIRROR, &place,
			  "the mirror has other extents, but the map says that it has no data "
			  "of its own");
	if (p->metadata.unit && p->file.length / c->block_size % p->metadata.unit)
		chk_warn(c->chk, FILES, &place,
			 "the metadata file of %" PRIu64
			 " blocks has no whole number of allocation units",
			 p->file.length / c->block_size);
}

static imapi_status judge_files(struct chu *c, const struct rd_udf_partition *p, uint16_t below)
{
	const struct chu_system_want main = { UDF_TYPE_METADATA, false, "the metadata file",
					      FILES };
	const struct chu_system_want mirror = { UDF_TYPE_MIRROR, !(p->metadata.flags & 1),
						"the metadata mirror", FILES };
	const struct chu_system_want bitmap = { UDF_TYPE_METADATA_BITMAP, false,
						"the metadata bitmap", FILES };
	struct chu_file *file;
	imapi_status status = chu_system(c, below, p->metadata.file, &main, &file);

	if (IMAPI_FAILED(status))
		return status;
	judge_form(c, file, main.name);
	status = chu_system(c, below, p->metadata.mirror, &mirror, &file);
	if (IMAPI_FAILED(status))
		return status;
	judge_form(c, file, mirror.name);
	judge_mirror(c, p, file);
	if (p->metadata.bitmap == NONE)
		return IMAPI_OK;
	status = chu_system(c, below, p->metadata.bitmap, &bitmap, &file);
	if (!IMAPI_FAILED(status))
		judge_form(c, file, bitmap.name);
	return status;
}

imapi_status chu_metadata(struct chu *c)
{
	imapi_status status = IMAPI_OK;
	uint16_t below;

	for (size_t i = 0; i < c->udf->partition_count && !IMAPI_FAILED(status); i++) {
		const struct rd_udf_partition *p = &c->udf->partitions[i];

		if (p->kind == RD_UDF_METADATA &&
		    !IMAPI_FAILED(rd_udf_below(c->udf, p, &below)))
			status = judge_files(c, p, below);
	}
	return status;
}
