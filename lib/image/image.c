/* SPDX-License-Identifier: MIT */
#include "image/image.h"

#include "base/mem.h"
#include "base/wall-clock.h"
#include "image/node.h"

#define PADDING 150u

imapi_status image_new(struct imapi_context *context,
		       struct imapi_file_system_image **ret_image)
{
	struct imapi_file_system_image *image = zalloc(sizeof(*image));

	if (!image)
		return err_no_memory(&context->error);
	image->context = context;
	image->file_systems = IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET |
			      IMAPI_FILE_SYSTEM_ROCK_RIDGE;
	image->level = 3;
	image->udf_revision = IMAPI_UDF_201;
	image->udf_redundant = true;
	image->relaxed_depth = true;
	image->padding = PADDING;
	image->source.links = &image->links;
	image->tree = tree_new();
	image->texts[IMAPI_IMAGE_TEXT_SYSTEM] = strdup("LINUX");
	image->texts[IMAPI_IMAGE_TEXT_APPLICATION] = strdup("LIBIMAPI");
	if (!image->tree || !image->texts[IMAPI_IMAGE_TEXT_SYSTEM] ||
	    !image->texts[IMAPI_IMAGE_TEXT_APPLICATION]) {
		image_free(image);
		return err_no_memory(&context->error);
	}
	image->tree->root->mtime = wall_clock();
	*ret_image = image;
	return IMAPI_OK;
}

struct imapi_file_system_image *image_free(struct imapi_file_system_image *image)
{
	if (!image)
		return NULL;
	nodes_abandon(image);
	image_forget_plan(image);
	image_forget_same(image);
	weights_clear(&image->weights);
	source_links_done(&image->links);
	tree_unref(image->tree);
	imported_unref(image->imported);
	boot_settings_clear(&image->boot);
	free(image->name);
	for (size_t i = 0; i < VOLUME_TEXTS; i++)
		free(image->texts[i]);
	free(image);
	return NULL;
}

int64_t image_timestamp(const struct imapi_file_system_image *image)
{
	return image->has_timestamp ? image->timestamp : wall_clock();
}

imapi_status image_counts(struct imapi_file_system_image *image, struct tree_counts *ret_counts)
{
	if (!tree_number(image->tree, ret_counts))
		return err_no_memory(&image->context->error);
	return IMAPI_OK;
}

bool image_has_streams(const struct imapi_file_system_image *image)
{
	return image->file_systems & IMAPI_FILE_SYSTEM_UDF &&
	       image->udf_revision >= IMAPI_UDF_200;
}

bool image_has_real_time(const struct imapi_file_system_image *image)
{
	return image->file_systems & IMAPI_FILE_SYSTEM_UDF &&
	       image->udf_revision >= IMAPI_UDF_201;
}
