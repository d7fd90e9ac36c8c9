/* SPDX-License-Identifier: MIT */
/* The partition maps, and the way from a block of a partition to a place in the image. */
#include "image/read/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

static imapi_status outside(const struct rd_udf *udf, uint16_t partition, uint32_t block)
{
	return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
		       "block %" PRIu32 " of partition %u does not exist", block, partition);
}

/* A run of the medium, cut at the end of the partition. */
static imapi_status map_physical(const struct rd_udf *udf, const struct rd_udf_partition *p,
				 uint32_t block, uint64_t *ret_at, uint64_t *ret_blocks)
{
	*ret_at = ((uint64_t)p->start + block) * udf->block_size;
	*ret_blocks = p->length - block;
	return IMAPI_OK;
}

/* The first packet that lies elsewhere and ends behind @block; NULL if none does. */
static const struct rd_udf_spare *next_spare(const struct rd_udf_partition *p, uint32_t block)
{
	size_t low = 0, high = p->spare_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uint64_t)p->spares[middle].original + p->packet <= block)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->spare_count ? &p->spares[low] : NULL;
}

static imapi_status map_sparable(const struct rd_udf *udf, const struct rd_udf_partition *p,
				 uint32_t block, uint64_t *ret_at, uint64_t *ret_blocks)
{
	const struct rd_udf_spare *spare = next_spare(p, block);

	map_physical(udf, p, block, ret_at, ret_blocks);
	if (!spare)
		return IMAPI_OK;
	if (block < spare->original) {
		*ret_blocks = MIN(*ret_blocks, spare->original - block);
		return IMAPI_OK;
	}
	*ret_at = ((uint64_t)spare->mapped + (block - spare->original)) * udf->block_size;
	*ret_blocks = MIN(*ret_blocks, (uint64_t)spare->original + p->packet - block);
	return IMAPI_OK;
}

static imapi_status map_virtual(const struct rd_udf *udf, uint16_t partition, uint32_t block,
				uint64_t *ret_at, uint64_t *ret_blocks)
{
	const struct rd_udf_partition *p = &udf->partitions[partition];
	uint64_t offset = p->entries_at + (uint64_t)block * 4;
	uint8_t bytes[4];
	imapi_status status;

	if (offset + 4 > p->file.length)
		return outside(udf, partition, block);
	status = rd_udf_content(udf, &p->file, offset, bytes, 4);
	if (IMAPI_FAILED(status))
		return err_in(udf->source->err, status, "virtual allocation table");
	if (get_le32(bytes) >= p->length)
		return outside(udf, partition, block);
	map_physical(udf, p, get_le32(bytes), ret_at, ret_blocks);
	*ret_blocks = 1;
	return IMAPI_OK;
}

static imapi_status map_metadata(const struct rd_udf *udf, uint16_t partition, uint32_t block,
				 uint64_t *ret_at, uint64_t *ret_blocks)
{
	const struct rd_udf_partition *p = &udf->partitions[partition];
	const struct rd_udf_extents *file =
		(udf->by_mirror && p->mirror.count) || !p->file.count ? &p->mirror : &p->file;
	uint64_t offset = (uint64_t)block * udf->block_size;
	size_t i = rd_udf_extents_find(file, offset);

	if (i == file->count || file->at[i].block == IMAPI_IMAGE_HOLE)
		return outside(udf, partition, block);
	offset -= file->starts[i];
	*ret_at = rd_udf_extent_at(&file->at[i]) + offset;
	*ret_blocks = (file->at[i].length - offset) / udf->block_size;
	return *ret_blocks ? IMAPI_OK : outside(udf, partition, block);
}

imapi_status rd_udf_map(const struct rd_udf *udf, uint16_t partition, uint32_t block,
			uint64_t *ret_at, uint64_t *ret_blocks)
{
	const struct rd_udf_partition *p;

	if (partition >= udf->partition_count)
		return outside(udf, partition, block);
	p = &udf->partitions[partition];
	if (p->kind == RD_UDF_VIRTUAL)
		return map_virtual(udf, partition, block, ret_at, ret_blocks);
	if (p->kind == RD_UDF_METADATA)
		return map_metadata(udf, partition, block, ret_at, ret_blocks);
	if (block >= p->length)
		return outside(udf, partition, block);
	return p->kind == RD_UDF_SPARABLE ? map_sparable(udf, p, block, ret_at, ret_blocks)
					  : map_physical(udf, p, block, ret_at, ret_blocks);
}

imapi_status rd_udf_below(const struct rd_udf *udf, const struct rd_udf_partition *partition,
			  uint16_t *ret_index)
{
	for (uint16_t i = 0; i < udf->partition_count; i++) {
		const struct rd_udf_partition *p = &udf->partitions[i];

		if (p->number != partition->number ||
		    (p->kind != RD_UDF_PHYSICAL && p->kind != RD_UDF_SPARABLE))
			continue;
		*ret_index = i;
		return IMAPI_OK;
	}
	return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
		       "no map of the volume tells where partition %u is", partition->number);
}

static imapi_status unknown_map(const struct rd_udf *udf, unsigned type)
{
	return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
		       "the volume has a partition map of type %u that UDF does not know",
		       type);
}

static imapi_status forgive(const struct rd_udf *udf, imapi_status status)
{
	return udf->lenient && status != IMAPI_E_OUTOFMEMORY ? IMAPI_OK : status;
}

/* Partition maps of type 2, by the name of their kind. */
static imapi_status take_map2(struct rd_udf *udf, const uint8_t *bytes,
			      struct rd_udf_partition *p, uint16_t *ret_number)
{
	struct udf_map_sparable sparable;
	struct udf_map2 map;

	wire_get(&udf_map2, bytes, UDF_MAP2_SIZE, &map);
	*ret_number = map.partition;
	if (rd_udf_is(map.entity, "*UDF Virtual Partition")) {
		p->kind = RD_UDF_VIRTUAL;
		return IMAPI_OK;
	}
	if (rd_udf_is(map.entity, "*UDF Metadata Partition")) {
		p->kind = RD_UDF_METADATA;
		wire_get(&udf_map_metadata, bytes, UDF_MAP2_SIZE, &p->metadata);
		return IMAPI_OK;
	}
	if (!rd_udf_is(map.entity, "*UDF Sparable Partition"))
		return unknown_map(udf, 2);
	p->kind = RD_UDF_SPARABLE;
	wire_get(&udf_map_sparable, bytes, UDF_MAP2_SIZE, &sparable);
	return forgive(udf, rd_udf_load_spares(udf, p, &sparable));
}

static imapi_status take_map(struct rd_udf *udf, const uint8_t *bytes,
			     struct rd_udf_partition *p, uint16_t *ret_number)
{
	struct udf_map map;

	if (bytes[0] == 2 && bytes[1] == UDF_MAP2_SIZE)
		return take_map2(udf, bytes, p, ret_number);
	if (bytes[0] != 1 || bytes[1] != UDF_MAP_SIZE)
		return unknown_map(udf, bytes[0]);
	wire_get(&udf_map, bytes, UDF_MAP_SIZE, &map);
	*ret_number = map.partition;
	return IMAPI_OK;
}

static imapi_status place(struct rd_udf *udf, struct rd_udf_partition *p, uint16_t number,
			  const struct udf_partition *found, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (found[i].partition != number)
			continue;
		p->number = number;
		p->start = found[i].start;
		p->length = found[i].length;
		p->free_bitmap = found[i].free_bitmap;
		return IMAPI_OK;
	}
	return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
		       "the volume has no descriptor of its partition %u", number);
}

/* The tables that the kinds need, after all partitions have their place. */
static imapi_status load_tables(struct rd_udf *udf)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < udf->partition_count && !IMAPI_FAILED(status); i++) {
		if (udf->partitions[i].kind == RD_UDF_VIRTUAL)
			status = rd_udf_load_vat(udf, &udf->partitions[i]);
		else if (udf->partitions[i].kind == RD_UDF_METADATA)
			status = rd_udf_load_metadata(udf, i);
		status = forgive(udf, status);
	}
	return status;
}

imapi_status rd_udf_partitions(struct rd_udf *udf, const struct udf_partition *found,
			       size_t count)
{
	size_t at = 0, length = udf->logical.maps_length;

	if (udf->logical.map_count > RD_UDF_PARTITIONS)
		return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
			       "the volume has %" PRIu32 " partitions; at most %u can be read",
			       udf->logical.map_count, RD_UDF_PARTITIONS);
	for (size_t i = 0; i < udf->logical.map_count; i++) {
		struct rd_udf_partition *p = &udf->partitions[i];
		const uint8_t *bytes = udf->maps + at;
		uint16_t number = 0;
		imapi_status status;

		if (length - at < 2 || bytes[1] < 2 || bytes[1] > length - at)
			return err_set(udf->source->err,
				       IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
				       "partition map %zu leaves its descriptor", i);
		status = take_map(udf, bytes, p, &number);
		if (!IMAPI_FAILED(status))
			status = place(udf, p, number, found, count);
		if (IMAPI_FAILED(status))
			return status;
		at += bytes[1];
	}
	udf->partition_count = udf->logical.map_count;
	return load_tables(udf);
}
