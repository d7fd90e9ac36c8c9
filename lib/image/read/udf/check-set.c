/* SPDX-License-Identifier: MIT */
/* Judges the file set descriptors (ECMA-167 4/14.1). */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

static void judge_texts(struct chu *c, const struct udf_file_set *d,
			const struct chk_place *place)
{
	struct udf_logical logical;

	chu_charset(c, d->volume_charset, "volume identifier of the file set", place);
	chu_charset(c, d->charset, "file set descriptor", place);
	chu_text(c, d->volume_id, sizeof(d->volume_id), "volume identifier of the file set",
		 place);
	chu_text(c, d->id, sizeof(d->id), "file set identifier", place);
	chu_text(c, d->copyright, sizeof(d->copyright), "copyright file", place);
	chu_text(c, d->abstract, sizeof(d->abstract), "abstract file", place);
	wire_get(&udf_logical, c->sequence->logical, UDF_DESCRIPTOR_SIZE, &logical);
	if (memcmp(d->volume_id, logical.volume_id, sizeof(d->volume_id)) != 0)
		chk_warn(c->chk, "ECMA-167 4/14.1.10", place,
			 "the file set names another volume than the logical volume "
			 "descriptor");
}

static void judge(struct chu *c, const struct udf_file_set *d, const struct chk_place *place)
{
	judge_texts(c, d, place);
	chu_time(c, d->time, "recording time of the file set", place);
	chu_domain(c, d->domain, "file set descriptor", place);
	if (d->level != 3 || d->level_max != 3)
		chk_warn(c->chk, "UDF 2.3.2.1", place, "interchange levels %u and %u", d->level,
			 d->level_max);
	if (!(d->charsets & 1) || !(d->charsets_max & 1))
		chk_error(c->chk, "UDF 2.3.2.3", place,
			  "the character set list (%" PRIx32 ") lacks CS0", d->charsets);
	if (d->number != 0)
		chk_warn(c->chk, "ECMA-167 4/14.1.7", place, "file set number %" PRIu32,
			 d->number);
}

/* Reads the one at @extent; false if it cannot be used. */
static bool read_set(struct chu *c, const struct udf_long_ad *extent, struct udf_file_set *ret,
		     struct chk_place *ret_place)
{
	const struct chu_tag_want want = { UDF_TAG_FILE_SET, extent->block,
					   "file set descriptor" };
	uint8_t bytes[UDF_DESCRIPTOR_SIZE];
	uint64_t at, blocks;

	if (IMAPI_FAILED(rd_udf_map(c->udf, extent->partition, extent->block, &at, &blocks)) ||
	    IMAPI_FAILED(rd_udf_bytes(c->raw, at, bytes, sizeof(bytes)))) {
		chk_error(c->chk, "ECMA-167 4/3.1", ret_place,
			  "the file set at block %" PRIu32 " of partition %u does not exist",
			  extent->block, extent->partition);
		return false;
	}
	*ret_place = (struct chk_place){ .block = at / BLOCK_SIZE };
	if (!chu_visit(c, ret_place) || !chu_tag(c, bytes, sizeof(bytes), &want, ret_place))
		return false;
	wire_get(&udf_file_set, bytes, sizeof(bytes), ret);
	return true;
}

/* The blocks of the extent, one descriptor each. */
static imapi_status note_extent(struct chu *c, const struct udf_long_ad *extent)
{
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < extent->length / c->block_size && !IMAPI_FAILED(status); i++) {
		const struct chk_place place = { .block = 0 };
		struct chu_run run = { .blocks = 1, .kind = CHU_TABLE };

		if (!chu_visit(c, &place) ||
		    !chu_locate(c, extent->partition, extent->block + i, &run))
			return IMAPI_OK;
		run.blocks = 1;
		status = chu_run(c, &run);
	}
	return status;
}

/* UDF 2.3.2: on write-once media newer file sets follow; the last one counts. */
imapi_status chu_file_set(struct chu *c, struct udf_file_set *ret_set, bool *ret_good)
{
	struct chk_place place = chu_at(c, c->sequence->blocks[UDF_TAG_LOGICAL]);
	struct udf_long_ad extent = c->udf->logical.file_set;
	imapi_status status = IMAPI_OK;

	*ret_good = false;
	while (!IMAPI_FAILED(status) && read_set(c, &extent, ret_set, &place)) {
		*ret_good = true;
		judge(c, ret_set, &place);
		status = note_extent(c, &extent);
		if (!ret_set->next.length)
			break;
		extent = ret_set->next;
	}
	if (*ret_good && ret_set->streams.length && c->revision < 0x200)
		chk_error(c->chk, "UDF 3.3.5.2", &place,
			  "a system stream directory in a volume of revision %04x",
			  c->revision);
	return status;
}
