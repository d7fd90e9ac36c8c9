/* SPDX-License-Identifier: MIT */
#include "image/read/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

imapi_status rd_udf_fault(const struct rd_udf *udf, uint64_t at, const char *what)
{
	uint64_t lba = at / BLOCK_SIZE;
	imapi_status status =
		err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			"block %" PRIu64 ": %s", lba, what);

	return err_at(udf->source->err, status, (int64_t)lba);
}

imapi_status rd_udf_visit(struct rd_udf *udf, uint64_t at)
{
	if (udf->visits_left == 0)
		return rd_udf_fault(udf, at, "there are more structures than blocks for them");
	udf->visits_left--;
	return IMAPI_OK;
}

imapi_status rd_udf_bytes(const struct rd_udf *udf, uint64_t at, void *data, size_t length)
{
	uint8_t *to = data;

	if (at > udf->end || length > udf->end - at)
		return rd_udf_fault(udf, at, "it is not in the image");
	while (length > 0) {
		uint64_t block = at / BLOCK_SIZE;
		size_t offset = at % BLOCK_SIZE, piece = MIN(BLOCK_SIZE - offset, length);
		const uint8_t *bytes = NULL;
		imapi_status status;

		if (rd_source_has(udf->source, block, 1))
			status = rd_source_block(udf->source, block, &bytes);
		else
			status = rd_source_read(udf->source, block, offset, to, piece);
		if (IMAPI_FAILED(status))
			return status;
		if (bytes)
			memcpy(to, bytes + offset, piece);
		to += piece;
		at += piece;
		length -= piece;
	}
	return IMAPI_OK;
}

imapi_status rd_udf_content(const struct rd_udf *udf, const struct rd_udf_extents *extents,
			    uint64_t offset, void *data, size_t length)
{
	imapi_status status = IMAPI_OK;
	uint8_t *to = data;

	for (size_t i = rd_udf_extents_find(extents, offset); i < extents->count && length > 0;
	     i++) {
		const struct imapi_image_extent *extent = &extents->at[i];
		uint64_t skip = offset - extents->starts[i];
		size_t piece = (size_t)MIN(extent->length - skip, length);

		if (extent->block == IMAPI_IMAGE_HOLE)
			memset(to, 0, piece);
		else
			status = rd_udf_bytes(udf, rd_udf_extent_at(extent) + skip, to, piece);
		if (IMAPI_FAILED(status))
			return status;
		to += piece;
		length -= piece;
		offset += piece;
	}
	return length ? rd_udf_fault(udf, 0, "a file of the volume is too short") : IMAPI_OK;
}

imapi_status rd_udf_descriptor(const struct rd_udf *udf, const struct rd_udf_place *place,
			       uint8_t *bytes)
{
	imapi_status status = rd_udf_bytes(udf, place->at, bytes, udf->block_size);
	const char *wrong;
	struct udf_tag tag;

	if (IMAPI_FAILED(status))
		return status;
	wrong = udf_bad_tag(bytes, udf->block_size, &tag);
	if (!wrong && tag.id != place->id)
		wrong = "another descriptor is there";
	if (!wrong && tag.location != place->location)
		wrong = "its tag says that it is another block";
	return wrong ? rd_udf_fault(udf, place->at, wrong) : IMAPI_OK;
}

bool rd_udf_is(const uint8_t entity[32], const char *id)
{
	return memcmp(entity + 1, id, MIN(strlen(id) + 1, 23)) == 0;
}

uint32_t rd_udf_revision(const struct rd_udf *udf)
{
	const uint8_t *domain = udf->logical.domain;

	return rd_udf_is(domain, "*OSTA UDF Compliant") ? get_le16(domain + 24) : 0;
}

struct rd_udf *rd_udf_free(struct rd_udf *udf)
{
	if (!udf)
		return NULL;
	for (size_t i = 0; i < RD_UDF_PARTITIONS; i++) {
		free(udf->partitions[i].spares);
		rd_udf_extents_clear(&udf->partitions[i].file);
		rd_udf_extents_clear(&udf->partitions[i].mirror);
	}
	free(udf);
	return NULL;
}
