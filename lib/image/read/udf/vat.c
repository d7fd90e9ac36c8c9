/* SPDX-License-Identifier: MIT */
/* The virtual allocation table, whose file entry is the last block that was written. */
#include "image/read/udf/icb.h"

#include "base/mem.h"

#define LOOK_BACK 512u	   /* blocks before the end that may be run-out or of another kind */
#define PADDING_MAX 65536u /* blocks of zeros behind them, as images have */
#define UNREADABLE_MAX 8u  /* of those; each may cost a drive seconds */

/* UDF 1.50 2.2.10: a trailer behind the entries. */
static imapi_status take_old(const struct rd_udf *udf, struct rd_udf_partition *p)
{
	uint8_t trailer[UDF_VAT_TRAILER_SIZE];
	imapi_status status;

	if (p->file.length < sizeof(trailer))
		return rd_udf_fault(udf, 0, "the virtual allocation table is too short");
	p->entries_at = 0;
	status = rd_udf_content(udf, &p->file, p->file.length - sizeof(trailer), trailer,
				sizeof(trailer));
	p->file.length -= sizeof(trailer);
	if (!IMAPI_FAILED(status) && !rd_udf_is(trailer, "*UDF Virtual Alloc Tbl"))
		return rd_udf_fault(udf, 0, "the virtual allocation table has no identifier");
	return status;
}

/* UDF 2.00 2.2.11: a header before them. */
static imapi_status take_new(const struct rd_udf *udf, struct rd_udf_partition *p)
{
	uint8_t bytes[UDF_VAT_SIZE];
	struct udf_vat head;
	imapi_status status = IMAPI_OK;

	if (p->file.length >= sizeof(bytes))
		status = rd_udf_content(udf, &p->file, 0, bytes, sizeof(bytes));
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&udf_vat, bytes, sizeof(bytes), &head);
	if (p->file.length < sizeof(bytes) || head.header_length < sizeof(bytes) ||
	    head.header_length > p->file.length)
		return rd_udf_fault(udf, 0, "the virtual allocation table is too short");
	p->entries_at = head.header_length;
	return IMAPI_OK;
}

static imapi_status take(struct rd_udf *udf, struct rd_udf_partition *p,
			 const struct rd_udf_file *file)
{
	bool cut = false;
	imapi_status status = rd_udf_allocate(udf, file, &p->file, &cut);

	if (!IMAPI_FAILED(status) && cut)
		status = rd_udf_fault(udf, file->at,
				      "the virtual allocation table has too few extents");
	if (IMAPI_FAILED(status))
		return status;
	status = file->entry.icb.type == UDF_TYPE_VAT ? take_new(udf, p) : take_old(udf, p);
	if (!IMAPI_FAILED(status))
		udf->vat_at = file->at;
	return status;
}

static bool may_be_vat(const struct rd_udf_file *file)
{
	return file->entry.icb.type == UDF_TYPE_VAT ||
	       file->entry.icb.type == UDF_TYPE_UNSPECIFIED;
}

/* One block that may be the file entry; IMAPI_S_FALSE if it is not. */
static imapi_status try_block(struct rd_udf *udf, struct rd_udf_partition *partition,
			      uint32_t block, struct rd_udf_file *file)
{
	imapi_status status = rd_udf_file_read(udf, file->partition, block, file);

	if (!IMAPI_FAILED(status) && !may_be_vat(file))
		return IMAPI_S_FALSE;
	if (!IMAPI_FAILED(status))
		status = take(udf, partition, file);
	return status == IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR ? IMAPI_S_FALSE : status;
}

static bool is_padding(const struct rd_udf *udf, uint64_t block)
{
	static const uint8_t zeros[16];
	uint8_t bytes[16];

	return !IMAPI_FAILED(
		       rd_udf_bytes(udf, block * udf->block_size, bytes, sizeof(bytes))) &&
	       memcmp(bytes, zeros, sizeof(zeros)) == 0;
}

imapi_status rd_udf_load_vat(struct rd_udf *udf, struct rd_udf_partition *partition)
{
	AUTOFREE struct rd_udf_file *file = zalloc(sizeof(*file));
	uint64_t start = partition->start, last = udf->end / udf->block_size;
	unsigned unreadable = 0, padding = 0, tried = 0;
	uint16_t below = 0;
	imapi_status status = rd_udf_below(udf, partition, &below);

	if (!file)
		return err_no_memory(udf->source->err);
	if (IMAPI_FAILED(status))
		return status;
	while (last-- > start && tried < LOOK_BACK && padding < PADDING_MAX &&
	       unreadable < UNREADABLE_MAX) {
		if (is_padding(udf, last)) {
			padding++;
			continue;
		}
		file->partition = below;
		status = try_block(udf, partition, (uint32_t)(last - start), file);
		if (!IMAPI_FAILED(status) && status != IMAPI_S_FALSE)
			return status;
		unreadable += status != IMAPI_S_FALSE;
		tried++;
	}
	return rd_udf_fault(udf, udf->end,
			    "no virtual allocation table is at the end of the volume");
}
