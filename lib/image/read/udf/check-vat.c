/* SPDX-License-Identifier: MIT */
/* Judges the virtual allocation table (UDF 2.2.10 in 1.50 to 2.01, 2.2.11 in 2.50). */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define VAT "UDF 2.2.10"
#define UNUSED UINT32_MAX
#define PIECE 4096u
#define COMPLAINTS_MAX 20u

static void judge_entries(struct chu *c, const struct rd_udf_partition *p,
			  const struct chk_place *place)
{
	uint64_t limit = c->chk->errors + COMPLAINTS_MAX;
	uint8_t bytes[PIECE];

	for (uint64_t at = p->entries_at; at < p->file.length && c->chk->errors < limit;
	     at += PIECE) {
		size_t n = (size_t)MIN(p->file.length - at, PIECE);

		if (IMAPI_FAILED(rd_udf_content(c->udf, &p->file, at, bytes, n)))
			return;
		for (size_t i = 0; i + 4 <= n && c->chk->errors < limit; i += 4)
			if (get_le32(bytes + i) >= p->length && get_le32(bytes + i) != UNUSED)
				chk_error(c->chk, VAT, place,
					  "entry %" PRIu64 " leads to block %" PRIu32
					  " of a partition of %" PRIu32 " blocks",
					  (at + i - p->entries_at) / 4, get_le32(bytes + i),
					  p->length);
	}
	if ((p->file.length - p->entries_at) % 4)
		chk_error(c->chk, VAT, place, "the table has no whole number of entries");
}

static void judge_head(struct chu *c, const struct rd_udf_partition *p,
		       const struct chk_place *place)
{
	uint8_t bytes[UDF_VAT_SIZE];

	if (IMAPI_FAILED(rd_udf_content(c->udf, &p->file, 0, bytes, sizeof(bytes))))
		return;
	wire_get(&udf_vat, bytes, sizeof(bytes), &c->vat);
	c->has_vat = true;
	chu_text(c, c->vat.volume_id, sizeof(c->vat.volume_id),
		 "volume identifier of the table", place);
	if (c->vat.header_length != UDF_VAT_SIZE + c->vat.use_length)
		chk_error(c->chk, VAT, place,
			  "a header of %u bytes with %u of implementation use",
			  c->vat.header_length, c->vat.use_length);
	if (c->vat.previous != UNUSED && c->vat.previous >= p->length)
		chk_error(c->chk, VAT, place,
			  "the table before is said to be at block %" PRIu32, c->vat.previous);
	if (c->vat.read_min > c->vat.write_min || c->vat.write_min > c->vat.write_max)
		chk_warn(c->chk, VAT, place,
			 "revisions %04x to read, %04x to write, %04x at most", c->vat.read_min,
			 c->vat.write_min, c->vat.write_max);
}

static imapi_status judge(struct chu *c, const struct rd_udf_partition *p, uint16_t below)
{
	const struct chu_system_want want = { c->revision >= 0x200 ? UDF_TYPE_VAT
								   : UDF_TYPE_UNSPECIFIED,
					      false, "the virtual allocation table", VAT };
	uint64_t block = c->udf->vat_at / c->block_size;
	struct chu_file *file;
	struct chk_place place;
	imapi_status status;

	status = chu_system(c, below, (uint32_t)(block - p->start), &want, &file);
	if (IMAPI_FAILED(status))
		return status;
	place = chu_place(file);
	if (block + 1 != c->end)
		chk_note(c->chk, VAT, &place,
			 "the entry of the table is not in the last block of the image");
	if (p->file.length > c->chk->source.stream->length) {
		chk_error(c->chk, VAT, &place, "the table is longer than the image");
		return IMAPI_OK;
	}
	judge_entries(c, p, &place);
	if (p->entries_at)
		judge_head(c, p, &place);
	return IMAPI_OK;
}

imapi_status chu_vat(struct chu *c)
{
	const struct chk_place end = chu_at(c, c->end - 1);
	imapi_status status = IMAPI_OK;
	uint16_t below;

	for (size_t i = 0; i < c->udf->partition_count && !IMAPI_FAILED(status); i++) {
		const struct rd_udf_partition *p = &c->udf->partitions[i];

		if (p->kind != RD_UDF_VIRTUAL || IMAPI_FAILED(rd_udf_below(c->udf, p, &below)))
			continue;
		if (c->udf->vat_at)
			status = judge(c, p, below);
		else
			chk_error(c->chk, VAT, &end,
				  "no virtual allocation table is at the end of the image");
	}
	return status;
}
