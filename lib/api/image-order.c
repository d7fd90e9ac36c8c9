/* SPDX-License-Identifier: MIT */
#include "imapi/image-order.h"

#include "base/api.h"
#include "image/image.h"

IMAPI_API imapi_status imapi_file_system_image_set_dedupe(struct imapi_file_system_image *image,
							  int dedupe)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	return image_set_dedupe(image, dedupe != 0);
}

IMAPI_API int imapi_file_system_image_dedupe(const struct imapi_file_system_image *image)
{
	return image && image->dedupe;
}

IMAPI_API imapi_status imapi_file_system_image_add_weight(struct imapi_file_system_image *image,
							  const char *pattern, int weight)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	return image_add_weight(image, pattern, weight);
}
