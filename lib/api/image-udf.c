/* SPDX-License-Identifier: MIT */
/* What of an image concerns UDF alone. */
#include "imapi/file-system-image.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/image.h"

static const unsigned revisions[] = {
	IMAPI_UDF_102, IMAPI_UDF_150, IMAPI_UDF_200,
	IMAPI_UDF_201, IMAPI_UDF_250, IMAPI_UDF_260,
};

static bool is_known(unsigned revision)
{
	for (size_t i = 0; i < ARRAY_SIZE(revisions); i++)
		if (revisions[i] == revision)
			return true;
	return false;
}

static bool is_possible(unsigned layout, unsigned revision)
{
	return revision >= IMAPI_UDF_150 ||
	       (layout != IMAPI_UDF_LAYOUT_VIRTUAL && layout != IMAPI_UDF_LAYOUT_SPARABLE);
}

static imapi_status refuse_layout(struct imapi_error *err)
{
	return err_advise(err,
			  err_set(err, IMAPI_E_INVALID_PARAM,
				  "UDF 1.02 has neither virtual nor sparable partitions"),
			  "Choose UDF 1.50 or later.");
}

IMAPI_API imapi_status imapi_file_system_image_set_udf_revision(
	struct imapi_file_system_image *image, unsigned revision)
{
	struct imapi_error *err = image ? &image->context->error : NULL;

	if (!image)
		return err_set(err, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	if (!is_known(revision))
		return err_advise(err,
				  err_set(err, IMAPI_E_INVALID_PARAM,
					  "there is no UDF revision 0x%x", revision),
				  "Choose 0x102, 0x150, 0x200, 0x201, 0x250 or 0x260.");
	if (image->imported && image->imported->revision &&
	    image->imported->revision != revision)
		return err_set(err, IMAPI_E_UDF_REVISION_CHANGE_NOT_ALLOWED,
			       "the revision is that of the imported volume, 0x%x",
			       (unsigned)image->imported->revision);
	if (!is_possible(image->udf_layout, revision))
		return refuse_layout(err);
	image->udf_revision = revision;
	image->revision_set = true;
	return IMAPI_OK;
}

IMAPI_API unsigned imapi_file_system_image_udf_revision(
	const struct imapi_file_system_image *image)
{
	return image ? image->udf_revision : 0;
}

IMAPI_API size_t imapi_file_system_image_udf_revisions(unsigned *ret_revisions, size_t room)
{
	if (ret_revisions)
		memcpy(ret_revisions, revisions,
		       MIN(room, ARRAY_SIZE(revisions)) * sizeof(revisions[0]));
	return ARRAY_SIZE(revisions);
}

IMAPI_API imapi_status imapi_file_system_image_set_redundant_metadata(
	struct imapi_file_system_image *image, int redundant)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	image->udf_redundant = redundant;
	if (image->file_systems & IMAPI_FILE_SYSTEM_UDF && image->udf_revision >= IMAPI_UDF_250)
		return IMAPI_OK;
	return IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED;
}

IMAPI_API imapi_status
imapi_file_system_image_set_udf_layout(struct imapi_file_system_image *image, unsigned layout)
{
	struct imapi_error *err = image ? &image->context->error : NULL;

	if (!image)
		return err_set(err, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	if (layout > IMAPI_UDF_LAYOUT_SPARABLE)
		return err_set(err, IMAPI_E_INVALID_PARAM, "there is no UDF layout %u", layout);
	if (!is_possible(layout, image->udf_revision))
		return refuse_layout(err);
	image->udf_layout = (enum imapi_udf_layout)layout;
	return IMAPI_OK;
}

IMAPI_API unsigned imapi_file_system_image_udf_layout(
	const struct imapi_file_system_image *image)
{
	return image && image->file_systems & IMAPI_FILE_SYSTEM_UDF
		       ? image->udf_layout
		       : IMAPI_UDF_LAYOUT_READ_ONLY;
}

IMAPI_API void imapi_file_system_image_set_udf_size(struct imapi_file_system_image *image,
						    uint64_t blocks)
{
	if (image)
		image->udf_size = blocks;
}

IMAPI_API int imapi_file_system_image_redundant_metadata(
	const struct imapi_file_system_image *image)
{
	return image && image->udf_redundant;
}
