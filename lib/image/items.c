/* SPDX-License-Identifier: MIT */
/* The files of a built image by what is known of them: a block, or a path. */
#include "image/image.h"

#include <inttypes.h>

static imapi_status tell(const struct imapi_image_result *r, const struct tree_node *leader,
			 size_t *ret_index)
{
	if (!extents_index(r->built->layout->extents, leader, ret_index))
		return err_set(&r->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "nothing of it is written: it is empty, or was on the medium "
			       "before");
	return IMAPI_OK;
}

imapi_status image_item_of_block(const struct imapi_image_result *r, uint64_t block,
				 size_t *ret_index)
{
	const struct tree_node *node = extents_at(r->built->layout->extents, block);

	if (!node)
		return err_set(&r->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "block %" PRIu64 " holds no file of this image", block);
	return tell(r, node, ret_index);
}

imapi_status image_item_of_path(const struct imapi_image_result *r, const char *path,
				size_t *ret_index)
{
	struct tree_node *node = r->built->layout->tree->root;
	const char *at = path, *name;
	size_t n;

	while (node && image_next_name(&at, &name, &n))
		node = tree_is_directory(node) ? tree_find(node, name, n) : NULL;
	if (!node)
		return err_set(&r->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "%s is not in the image", path);
	if (!S_ISREG(node->mode))
		return err_set(&r->context->error, IMAPI_E_NOT_FILE, "%s is not a file", path);
	return tell(r, tree_leader(node), ret_index);
}
