/* SPDX-License-Identifier: MIT */
/* What an image does about files and names that are not as they should be. */
#include "imapi/file-system-image.h"

#include "base/api.h"
#include "image/changed.h"
#include "image/image.h"

IMAPI_API imapi_status imapi_file_system_image_set_special(
	struct imapi_file_system_image *image, enum imapi_image_special special)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	if ((unsigned)special > IMAPI_IMAGE_SPECIAL_FAIL)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "nothing is known of %d to do with special files", (int)special);
	image->source.special = special;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_file_system_image_set_changed(
	struct imapi_file_system_image *image, imapi_image_changed_fn *fn, void *user)
{
	const struct changed changed = { fn, user };
	imapi_status status;

	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	status = image_check_frozen(image);
	if (!IMAPI_FAILED(status) && !changed_set(image->tree, &changed))
		status = err_no_memory(&image->context->error);
	return status;
}

IMAPI_API imapi_status imapi_file_system_image_set_strict(struct imapi_file_system_image *image,
							  int strict)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	if (image->tree->root->children.count)
		return err_advise(&image->context->error,
				  err_set(&image->context->error, IMAPI_E_FILE_SYSTEM_NOT_EMPTY,
					  "something is in the image already"),
				  "Choose it before anything is added or imported.");
	image->strict = strict;
	return IMAPI_OK;
}

IMAPI_API void imapi_file_system_image_set_restricted_names(
	struct imapi_file_system_image *image, int restricted)
{
	if (image)
		image->source.restricted_names = restricted;
}
