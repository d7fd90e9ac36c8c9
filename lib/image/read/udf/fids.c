/* SPDX-License-Identifier: MIT */
#include "image/read/udf/fids.h"

#include "base/mem.h"

void rd_udf_fids_begin(struct rd_udf_fids *fids, const struct rd_udf *udf,
		       const struct rd_udf_extents *extents)
{
	fids->udf = udf;
	fids->extents = extents;
	fids->read = 0;
	fids->at = 0;
	fids->have = 0;
}

/* The byte of the image that the walk is at. */
static uint64_t position(const struct rd_udf_fids *fids)
{
	const struct rd_udf_extents *extents = fids->extents;
	uint64_t offset = fids->read - (fids->have - fids->at);
	size_t i = rd_udf_extents_find(extents, offset);

	if (i == extents->count || extents->at[i].block == IMAPI_IMAGE_HOLE)
		return 0;
	return rd_udf_extent_at(&extents->at[i]) + offset - extents->starts[i];
}

/* Sees to it that the window holds @wanted bytes from where the walk is. */
static imapi_status fill(struct rd_udf_fids *fids, size_t wanted)
{
	size_t rest = fids->have - fids->at, piece;
	imapi_status status;

	if (rest >= wanted)
		return IMAPI_OK;
	if (wanted - rest > fids->extents->length - fids->read)
		return rd_udf_fault(fids->udf, position(fids),
				    "the directory ends inside a file identifier");
	memmove(fids->window, fids->window + fids->at, rest);
	piece = (size_t)MIN(sizeof(fids->window) - rest, fids->extents->length - fids->read);
	status = rd_udf_content(fids->udf, fids->extents, fids->read, fids->window + rest,
				piece);
	if (IMAPI_FAILED(status))
		return status;
	fids->at = 0;
	fids->have = rest + piece;
	fids->read += piece;
	return IMAPI_OK;
}

static imapi_status take(struct rd_udf_fids *fids, struct rd_udf_fid *ret)
{
	imapi_status status = fill(fids, UDF_FID_SIZE);
	const uint8_t *bytes;
	struct udf_tag tag;
	const char *wrong;
	size_t length;

	if (IMAPI_FAILED(status))
		return status;
	bytes = fids->window + fids->at;
	wire_get(&udf_file_id, bytes, UDF_FID_SIZE, &ret->head);
	length = UDF_FID_SIZE + ret->head.use_length + (size_t)ret->head.name_length;
	status = fill(fids, length);
	if (IMAPI_FAILED(status))
		return status;
	bytes = fids->window + fids->at;
	wrong = udf_bad_tag(bytes, MIN((length + 3) / 4 * 4, fids->have - fids->at), &tag);
	if (!wrong && tag.id != UDF_TAG_FILE_ID)
		wrong = "the directory holds something else than file identifiers";
	if (wrong)
		return rd_udf_fault(fids->udf, position(fids), wrong);
	ret->name = bytes + UDF_FID_SIZE + ret->head.use_length;
	fids->at += MIN((length + 3) / 4 * 4, fids->have - fids->at);
	return IMAPI_OK;
}

imapi_status rd_udf_fids_next(struct rd_udf_fids *fids, struct rd_udf_fid *ret, bool *ret_more)
{
	while (fids->at < fids->have || fids->read < fids->extents->length) {
		imapi_status status = take(fids, ret);

		if (IMAPI_FAILED(status))
			return status;
		if (ret->head.characteristics & (UDF_FID_DELETED | UDF_FID_PARENT))
			continue;
		*ret_more = true;
		return IMAPI_OK;
	}
	*ret_more = false;
	return IMAPI_OK;
}
