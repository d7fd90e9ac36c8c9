/* SPDX-License-Identifier: MIT */
/* Moving things within an image, and going back. */
#include "image/node.h"

#include "base/mem.h"
#include "image/tree-edit.h"

#include <inttypes.h>

static bool is_below(const struct tree_node *node, const struct tree_node *top)
{
	while (node != top && node->parent != node)
		node = node->parent;
	return node == top;
}

/* The same of what was not taken out of @top before. */
static bool is_held(const struct tree_node *node, const struct tree_node *top)
{
	while (node != top && node->parent != node &&
	       tree_find(node->parent, node->name, node->name_length) == node)
		node = node->parent;
	return node == top;
}

/* The node in the copy @to of @from that stands for @node, which is below @from. */
static struct tree_node *counterpart(struct tree_node *node, const struct tree_node *from,
				     struct tree_node *to)
{
	struct tree_node *parent;

	if (node == from)
		return to;
	for (parent = to; parent;) {
		struct tree_node *step = node;

		while (step->parent != from)
			step = step->parent;
		parent = tree_find(parent, step->name, step->name_length);
		if (!parent || step == node)
			return parent;
		from = step;
	}
	return NULL;
}

static void follow(struct imapi_file_system_image *image, const struct tree_node *from,
		   struct tree_node *to)
{
	for (struct imapi_image_node *n = image->nodes; n; n = n->next) {
		struct tree_node *now =
			is_held(n->node, from) ? counterpart(n->node, from, to) : NULL;

		if (now)
			n->node = now;
	}
}

static imapi_status check(struct imapi_file_system_image *image, struct tree_node *node,
			  const char *to_path)
{
	struct imapi_error *err = &image->context->error;
	struct tree_node *there = image_resolve(image, to_path);

	if (node == image->tree->root)
		return err_set(err, IMAPI_E_INVALID_PATH, "the root cannot be moved");
	if (there)
		return err_set(err, IMAPI_E_DUP_NAME, "%s exists already", to_path);
	return image_check_path(image, to_path);
}

static imapi_status move(struct imapi_file_system_image *image, struct tree_node *node,
			 const char *to_path, struct tree_node **ret_copy)
{
	struct imapi_error *err = &image->context->error;
	struct tree_node *directory, *copy;
	const char *name;
	size_t length;
	imapi_status status = image_make_parents(image, to_path, &directory, &name, &length);

	if (IMAPI_FAILED(status))
		return status;
	if (is_below(directory, node))
		return err_set(err, IMAPI_E_INVALID_PATH, "%s lies below what is to be moved",
			       to_path);
	copy = edit_copy(image->tree, node, name, length);
	if (!copy || !edit_remove(image->tree, node) ||
	    !edit_insert(image->tree, directory, copy))
		return err_no_memory(err);
	*ret_copy = copy;
	return IMAPI_OK;
}

imapi_status image_move(struct imapi_file_system_image *image, struct tree_node *node,
			const char *to_path)
{
	struct tree_node *copy = NULL;
	imapi_status status = image_begin(image);

	if (!IMAPI_FAILED(status) && image_resolve(image, to_path) == node &&
	    node != image->tree->root)
		return IMAPI_OK;
	if (!IMAPI_FAILED(status))
		status = check(image, node, to_path);
	if (!IMAPI_FAILED(status))
		status = image_end(image, move(image, node, to_path, &copy));
	if (!IMAPI_FAILED(status))
		follow(image, node, copy);
	return status;
}

imapi_status image_rollback(struct imapi_file_system_image *image, uint32_t change)
{
	const struct tree_edits *e = &image->tree->edits;
	imapi_status status = image_check_frozen(image);

	if (IMAPI_FAILED(status))
		return status;
	if (change > e->change || change < e->locked)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "change point %" PRIu32 " is not between %" PRIu32
			       ", which was locked in, and %" PRIu32,
			       change, e->locked, e->change);
	edit_rollback(image->tree, change);
	return IMAPI_OK;
}
