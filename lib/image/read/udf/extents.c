/* SPDX-License-Identifier: MIT */
/* Lists of runs of bytes. */
#include "image/read/udf/udf.h"

#include "base/mem.h"

#define RUN_MAX (UINT32_MAX - BLOCK_SIZE + 1) /* as long as an extent of ECMA-119 can be */

static bool continues(const struct imapi_image_extent *last, uint64_t at, uint64_t length)
{
	if (length > RUN_MAX || last->length > RUN_MAX - length)
		return false;
	if (at == IMAPI_IMAGE_HOLE || last->block == IMAPI_IMAGE_HOLE)
		return false;
	return rd_udf_extent_at(last) + last->length == at;
}

static imapi_status add(const struct rd_udf *udf, struct rd_udf_extents *extents,
			const struct imapi_image_extent *extent)
{
	void *grown = array_grow(extents->at, extents->count, &extents->room, sizeof(*extent));

	if (!grown)
		return err_no_memory(udf->source->err);
	extents->at = grown;
	grown = array_grow(extents->starts, extents->count, &extents->starts_room,
			   sizeof(*extents->starts));
	if (!grown)
		return err_no_memory(udf->source->err);
	extents->starts = grown;
	extents->starts[extents->count] = extents->length;
	extents->at[extents->count++] = *extent;
	extents->length += extent->length;
	return IMAPI_OK;
}

imapi_status rd_udf_extents_add(const struct rd_udf *udf, struct rd_udf_extents *extents,
				uint64_t at, uint64_t length)
{
	const struct imapi_image_extent extent = { .block = at / BLOCK_SIZE,
						   .offset = at % BLOCK_SIZE,
						   .length = length };

	if (length == 0)
		return IMAPI_OK;
	if (at > udf->end || length > udf->end - at)
		return rd_udf_fault(udf, at, "the file leaves the image");
	if (extents->count && continues(&extents->at[extents->count - 1], at, length)) {
		extents->at[extents->count - 1].length += length;
		extents->length += length;
		return IMAPI_OK;
	}
	return add(udf, extents, &extent);
}

imapi_status rd_udf_extents_add_hole(const struct rd_udf *udf, struct rd_udf_extents *extents,
				     uint64_t length)
{
	const struct imapi_image_extent hole = { .block = IMAPI_IMAGE_HOLE, .length = length };
	struct imapi_image_extent *last =
		extents->count ? &extents->at[extents->count - 1] : NULL;

	if (length == 0)
		return IMAPI_OK;
	if (!last || last->block != IMAPI_IMAGE_HOLE)
		return add(udf, extents, &hole);
	last->length += length;
	extents->length += length;
	return IMAPI_OK;
}

size_t rd_udf_extents_find(const struct rd_udf_extents *extents, uint64_t offset)
{
	size_t low = 0, high = extents->count;

	if (offset >= extents->length)
		return extents->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (extents->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void rd_udf_extents_clear(struct rd_udf_extents *extents)
{
	free(extents->at);
	free(extents->starts);
	memset(extents, 0, sizeof(*extents));
}
