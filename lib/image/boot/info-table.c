/* SPDX-License-Identifier: MIT */
/* The table in a boot image that tells a program such as ISOLINUX where it is. */
#include "image/boot/boot.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/boot/el-torito.h"

#define TABLE_AT 8u
#define SUMMED_FROM 64u

/* Adds up the little-endian words of what is behind the table; the last one is filled up. */
static imapi_status sum_up(const struct boot_image *image, struct region_list *list,
			   uint32_t *ret_sum, struct imapi_error *err)
{
	uint64_t start = (image->block - list->start) * BLOCK_SIZE;
	uint8_t data[16 * BLOCK_SIZE];
	uint32_t sum = 0;

	for (uint64_t at = SUMMED_FROM; at < image->length; at += sizeof(data)) {
		size_t n = (size_t)MIN(sizeof(data), image->length - at);
		imapi_status status = region_list_read(list, start + at, data, n, err);

		if (IMAPI_FAILED(status))
			return status;
		memset(data + n, 0, sizeof(data) - n);
		for (size_t i = 0; i < n; i += 4)
			sum += get_le32(data + i);
	}
	*ret_sum = sum;
	return IMAPI_OK;
}

imapi_status boot_patch_info_table(const struct boot_image *image, struct region_list *list,
				   struct imapi_error *err)
{
	struct et_info_table table = { .volume = (uint32_t)list->start + ET_RECORD_BLOCK - 1,
				       .block = (uint32_t)image->block,
				       .length = (uint32_t)MIN(image->length, UINT32_MAX) };
	uint8_t bytes[SUMMED_FROM - TABLE_AT];
	imapi_status status = sum_up(image, list, &table.checksum, err);

	if (IMAPI_FAILED(status))
		return status;
	wire_put_clean(&et_info_table_layout, &table, bytes);
	return region_patch(list, (image->block - list->start) * BLOCK_SIZE + TABLE_AT, bytes,
			    sizeof(bytes))
		       ? IMAPI_OK
		       : err_no_memory(err);
}
