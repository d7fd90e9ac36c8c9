/* SPDX-License-Identifier: MIT */
/* The volume as texts, sizes and times. */
#include "image/read/udf/tree.h"

#include "base/mem.h"
#include "image/read/udf/text.h"

/* NULL if out of memory. */
static const char *keep(struct arena *texts, const uint8_t *field, size_t size)
{
	char text[2 * 128 + 1];
	size_t length = rd_udf_dstring(field, size, text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	return arena_text(texts, text, length);
}

/* The name in an entity identifier, which is ASCII. */
static const char *keep_entity(struct arena *texts, const uint8_t entity[32])
{
	size_t length = strnlen((const char *)entity + 1, 23);

	for (size_t i = 0; i < length; i++)
		if (entity[1 + i] < ' ' || entity[1 + i] > '~')
			length = i;
	return arena_text(texts, (const char *)entity + 1, length);
}

static uint64_t extent_end(const struct rd_udf *udf, const struct udf_extent_ad *extent)
{
	return extent->location +
	       ((uint64_t)extent->length + udf->block_size - 1) / udf->block_size;
}

/* An anchor there, though the volume may have been found by another one. */
static bool is_anchor(const struct rd_udf *udf, uint64_t block)
{
	const struct rd_udf_place place = { block * udf->block_size, (uint32_t)block,
					    UDF_TAG_ANCHOR };
	uint8_t bytes[RD_UDF_BLOCK_MAX];

	return place.at + udf->block_size <= udf->end &&
	       !IMAPI_FAILED(rd_udf_descriptor(udf, &place, bytes));
}

uint64_t rd_udf_blocks(const struct rd_udf *udf)
{
	uint64_t end =
		MAX(extent_end(udf, &udf->anchor.main), extent_end(udf, &udf->anchor.reserve));

	for (size_t i = 0; i < udf->partition_count; i++)
		end = MAX(end, (uint64_t)udf->partitions[i].start + udf->partitions[i].length);
	end += is_anchor(udf, end);
	if (is_anchor(udf,
		      udf->end / udf->block_size - 1)) /* of a volume that spans the medium */
		end = MAX(end, udf->end / udf->block_size);
	return blocks_of(end * udf->block_size);
}

static void describe_integrity(const struct rd_udf *udf, struct imapi_image_volume_info *info)
{
	if (!udf->has_integrity)
		return;
	rd_udf_time(udf->integrity.time, &info->modified);
	info->udf_open = udf->integrity.type == 0;
	info->udf_files = udf->use.files;
	info->udf_directories = udf->use.directories;
}

imapi_status rd_udf_volume_info(const struct rd_udf *udf, struct arena *texts,
				struct imapi_image_volume_info *info)
{
	info->volume = keep(texts, udf->logical.volume_id, sizeof(udf->logical.volume_id));
	info->system = arena_text(texts, "", 0);
	info->volume_set = keep(texts, udf->primary.set_id, sizeof(udf->primary.set_id));
	info->publisher = info->system;
	info->bibliographic_file = info->system;
	info->preparer = keep_entity(texts, udf->primary.implementation);
	info->application = keep_entity(texts, udf->primary.application);
	info->copyright_file =
		keep(texts, udf->file_set.copyright, sizeof(udf->file_set.copyright));
	info->abstract_file =
		keep(texts, udf->file_set.abstract, sizeof(udf->file_set.abstract));
	if (!info->volume || !info->system || !info->volume_set || !info->preparer ||
	    !info->application || !info->copyright_file || !info->abstract_file)
		return err_no_memory(udf->source->err);
	info->space_blocks = rd_udf_blocks(udf);
	info->udf_revision = rd_udf_revision(udf);
	info->udf_block_size = udf->block_size;
	rd_udf_time(udf->primary.time, &info->created);
	describe_integrity(udf, info);
	return IMAPI_OK;
}

static bool holds(const struct rd_udf *udf, const struct udf_extent_ad *extent, uint64_t block)
{
	uint64_t first = (uint64_t)extent->location * udf->block_size / BLOCK_SIZE;

	return extent->length && block >= first && block - first < blocks_of(extent->length);
}

const char *rd_udf_name_block(const struct rd_udf *udf, uint64_t block)
{
	const struct rd_udf_partition *p = udf->partitions;

	if (block == udf->anchor_at / BLOCK_SIZE)
		return "(anchor of UDF)";
	if (holds(udf, &udf->anchor.main, block) || holds(udf, &udf->anchor.reserve, block))
		return "(volume descriptors)";
	if (holds(udf, &udf->logical.integrity, block))
		return "(integrity of the volume)";
	if (udf->vat_at && block == udf->vat_at / BLOCK_SIZE)
		return "(virtual allocation table)";
	for (size_t i = 0; i < udf->partition_count; i++)
		for (size_t k = 0; k < p[i].file.count; k++)
			if (p[i].file.at[k].block != IMAPI_IMAGE_HOLE &&
			    block >= p[i].file.at[k].block &&
			    block - p[i].file.at[k].block <
				    blocks_of(p[i].file.at[k].offset + p[i].file.at[k].length))
				return p[i].kind == RD_UDF_VIRTUAL
					       ? "(virtual allocation table)"
					       : "(metadata of UDF)";
	return NULL;
}
