/* SPDX-License-Identifier: MIT */
/* The parts of imapi/file-system-image.h that are about earlier sessions. */
#include "imapi/file-system-image.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/image.h"

IMAPI_API imapi_status imapi_file_system_image_import(struct imapi_file_system_image *image,
						      struct imapi_stream *stream,
						      const struct imapi_image_import *options,
						      unsigned *ret_tree)
{
	struct imapi_image_import own = { .size = sizeof(own) };

	if (!image || !stream)
		return err_set(image ? &image->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	if (options)
		memcpy(&own, options, MIN(options->size, sizeof(own)));
	return image_import(image, stream, &own, ret_tree);
}

IMAPI_API imapi_status imapi_image_probe(struct imapi_context *context,
					 struct imapi_stream *stream,
					 const struct imapi_image_import *options)
{
	struct imapi_image_import own = { .size = sizeof(own) };

	if (!context || !stream)
		return err_set(context ? &context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	if (options)
		memcpy(&own, options, MIN(options->size, sizeof(own)));
	return image_probe(context, stream, &own);
}

IMAPI_API imapi_status imapi_image_identify(struct imapi_context *context,
					    struct imapi_stream *stream, uint32_t session_start,
					    unsigned *ret_trees)
{
	if (!context || !stream || !ret_trees)
		return err_set(context ? &context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return image_identify(context, stream, session_start, ret_trees);
}

IMAPI_API imapi_status imapi_image_disc_id(struct imapi_context *context,
					   struct imapi_stream *stream, uint32_t session_start,
					   char ret_id[IMAPI_IMAGE_DISC_ID_ROOM])
{
	if (!context || !stream || !ret_id)
		return err_set(context ? &context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return disc_id_of_stream(context, stream, session_start, ret_id);
}

IMAPI_API enum imapi_image_tree imapi_image_default_for_import(unsigned trees)
{
	if (trees & IMAPI_IMAGE_TREE_UDF)
		return IMAPI_IMAGE_TREE_UDF;
	if (trees & IMAPI_IMAGE_TREE_JOLIET)
		return IMAPI_IMAGE_TREE_JOLIET;
	return trees & IMAPI_IMAGE_TREE_ISO9660 ? IMAPI_IMAGE_TREE_ISO9660
						: IMAPI_IMAGE_TREE_BEST;
}

IMAPI_API const char *imapi_file_system_image_imported_volume_name(
	const struct imapi_file_system_image *image)
{
	return image && image->imported ? image->imported->name : NULL;
}
