/* SPDX-License-Identifier: MIT */
/* What of a volume is in use, by its space bitmap (ECMA-167 4/14.12). */
#include "image/read/udf/udf.h"

#include "base/mem.h"
#include "base/units.h"

#define CHUNK 2048u

bool rd_udf_has_spares(const struct rd_udf *udf)
{
	for (size_t i = 0; i < udf->partition_count; i++)
		if (udf->partitions[i].spare_count)
			return true;
	return false;
}

/* Behind the last block of those @bytes that is not free; 0 if all are. */
static uint64_t used_in(const uint8_t *bytes, size_t length)
{
	while (length > 0 && bytes[length - 1] == 0xff)
		length--;
	for (unsigned bit = 8; length > 0 && bit > 0; bit--)
		if (!(bytes[length - 1] >> (bit - 1) & 1))
			return (length - 1) * 8 + bit;
	return 0;
}

/* The bits from @first on that make a chunk; those behind @bits count as free. */
static imapi_status read_chunk(const struct rd_udf *udf, uint64_t at, uint64_t first,
			       uint64_t bits, uint8_t bytes[CHUNK])
{
	uint64_t count = MIN(bits - first, CHUNK * 8);

	memset(bytes, 0xff, CHUNK);
	if (count % 8 == 0)
		return rd_udf_bytes(udf, at + UDF_BITMAP_SIZE + first / 8, bytes,
				    (size_t)(count / 8));
	if (IMAPI_FAILED(rd_udf_bytes(udf, at + UDF_BITMAP_SIZE + first / 8, bytes,
				      (size_t)(count / 8 + 1))))
		return rd_udf_fault(udf, at, "the space bitmap is too short");
	bytes[count / 8] |= (uint8_t)(0xff << count % 8);
	return IMAPI_OK;
}

static imapi_status used_of(const struct rd_udf *udf, const struct rd_udf_partition *p,
			    uint64_t *ret_used)
{
	uint64_t at = ((uint64_t)p->start + p->free_bitmap.position) * udf->block_size;
	uint8_t bytes[CHUNK];
	struct udf_tag tag;
	struct udf_bitmap map;
	imapi_status status = rd_udf_bytes(udf, at, bytes, UDF_BITMAP_SIZE);
	uint64_t first;

	*ret_used = 0;
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&udf_tag, bytes, UDF_TAG_SIZE, &tag); /* its CRC may cover no bits */
	wire_get(&udf_bitmap, bytes, UDF_BITMAP_SIZE, &map);
	if (tag.checksum != udf_checksum(bytes) || tag.id != UDF_TAG_BITMAP ||
	    map.bits < p->length || map.bytes < (p->length + 7) / 8)
		return rd_udf_fault(udf, at, "there is no space bitmap of the partition");
	for (first = round_up(p->length, CHUNK * 8); first > 0 && *ret_used == 0;) {
		first -= CHUNK * 8;
		status = read_chunk(udf, at, first, p->length, bytes);
		if (IMAPI_FAILED(status))
			return status;
		*ret_used = used_in(bytes, CHUNK);
		if (*ret_used)
			*ret_used += first;
	}
	return IMAPI_OK;
}

imapi_status rd_udf_used_blocks(const struct rd_udf *udf, uint64_t *ret_blocks)
{
	const struct rd_udf_partition *p = &udf->partitions[0];
	uint64_t used = 0;
	imapi_status status;

	*ret_blocks = rd_udf_blocks(udf);
	if (udf->partition_count == 0 || p->free_bitmap.length == 0 ||
	    (p->kind != RD_UDF_PHYSICAL && p->kind != RD_UDF_SPARABLE))
		return IMAPI_OK;
	status = used_of(udf, p, &used);
	if (!IMAPI_FAILED(status))
		*ret_blocks = blocks_of((p->start + used) * udf->block_size);
	return status;
}
