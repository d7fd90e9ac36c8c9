/* SPDX-License-Identifier: MIT */
/* Where contents lie: once or for each file, and in which order. */
#include "image/image.h"

#include "base/mem.h"

imapi_status image_set_dedupe(struct imapi_file_system_image *image, bool dedupe)
{
	imapi_status status = image_check_frozen(image);

	if (!IMAPI_FAILED(status))
		image->dedupe = dedupe;
	return status;
}

imapi_status image_add_weight(struct imapi_file_system_image *image, const char *pattern,
			      int weight)
{
	imapi_status status = image_check_frozen(image);

	if (IMAPI_FAILED(status))
		return status;
	if (!pattern)
		weights_clear(&image->weights);
	else if (!weights_add(&image->weights, pattern, weight))
		return err_no_memory(&image->context->error);
	return IMAPI_OK;
}

void image_forget_same(struct imapi_file_system_image *image)
{
	image->same = same_free(image->same);
}

/* Other systems free the blocks of a file that they delete from a volume with free space. */
static imapi_status check_layout(const struct imapi_file_system_image *image)
{
	bool writable = image->udf_layout == IMAPI_UDF_LAYOUT_OVERWRITABLE ||
			image->udf_layout == IMAPI_UDF_LAYOUT_SPARABLE;

	if (!writable || !(image->file_systems & IMAPI_FILE_SYSTEM_UDF))
		return IMAPI_OK;
	return err_advise(&image->context->error,
			  err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
				  "files cannot share contents in a volume that others write "
				  "to"),
			  "Choose another layout of UDF, or record every file.");
}

imapi_status image_need_same(struct imapi_file_system_image *image)
{
	struct tree_node *boot[IMAPI_BOOT_ENTRIES_MAX];
	size_t count = 0;
	imapi_status status = image->dedupe ? check_layout(image) : IMAPI_OK;

	if (IMAPI_FAILED(status) || !image->dedupe || image->same)
		return status;
	for (size_t i = 0; i < image->boot.count; i++) {
		const char *path = image->boot.options[i]->path;
		struct tree_node *node = path ? image_resolve(image, path) : NULL;

		if (node && S_ISREG(node->mode)) /* it may be patched */
			boot[count++] = tree_leader(node);
	}
	return same_find(image->tree, boot, count, &image->same, &image->context->error);
}
