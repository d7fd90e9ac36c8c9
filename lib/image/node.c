/* SPDX-License-Identifier: MIT */
#include "image/node.h"

#include "base/mem.h"

imapi_status node_new(struct imapi_file_system_image *image, struct tree_node *at,
		      struct imapi_image_node **ret_node)
{
	struct imapi_image_node *node = zalloc(sizeof(*node));

	if (!node)
		return err_no_memory(&image->context->error);
	node->context = image->context;
	node->image = image;
	node->node = at;
	node->next = image->nodes;
	node->link = &image->nodes;
	if (node->next)
		node->next->link = &node->next;
	image->nodes = node;
	*ret_node = node;
	return IMAPI_OK;
}

struct imapi_image_node *node_free(struct imapi_image_node *node)
{
	if (!node)
		return NULL;
	if (node->image) {
		*node->link = node->next;
		if (node->next)
			node->next->link = node->link;
	}
	free(node);
	return NULL;
}

void nodes_abandon(struct imapi_file_system_image *image)
{
	for (struct imapi_image_node *n = image->nodes; n; n = n->next)
		n->image = NULL;
	image->nodes = NULL;
}

imapi_status node_check(struct imapi_image_node *node)
{
	struct imapi_error *err = &node->context->error;

	if (!node->image)
		return err_set(err, IMAPI_E_NOT_IN_FILE_SYSTEM,
			       "the image that the item was in was released");
	if (!tree_has(node->image->tree, node->node))
		return err_set(err, IMAPI_E_ITEM_NOT_FOUND,
			       "the item \"%s\" is not in the image any more",
			       node->node->name);
	return IMAPI_OK;
}

struct tree_node *node_below(struct tree_node *directory, const char *path)
{
	struct tree_node *node = directory;
	const char *name;
	size_t n;

	while (node && image_next_name(&path, &name, &n))
		node = tree_is_directory(node) ? tree_find(node, name, n) : NULL;
	return node;
}

enum imapi_image_node_kind node_kind(const struct tree_node *node)
{
	if (!node)
		return IMAPI_IMAGE_NODE_NOT_FOUND;
	if (tree_is_directory(node))
		return IMAPI_IMAGE_NODE_DIRECTORY;
	return S_ISREG(node->mode) ? IMAPI_IMAGE_NODE_FILE : IMAPI_IMAGE_NODE_OTHER;
}
