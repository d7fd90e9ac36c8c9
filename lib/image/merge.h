/* SPDX-License-Identifier: MIT */
/* Joining two directories of a tree, name by name. */
#ifndef LIB_IMAGE_MERGE_H
#define LIB_IMAGE_MERGE_H

#include "base/error.h"
#include "image/tree.h"

/*
 * Both move what @from, which is not in the tree, holds into @to; directories that both have
 * are joined in turn. False: out of memory; what was done by then is to be undone by the
 * caller (tree-edit.h).
 */
bool merge_replace(struct tree *tree, struct tree_node *to,
		   struct tree_node *from); /* the new one wins */
bool merge_keep(struct tree *tree, struct tree_node *to,
		struct tree_node *from); /* the old one wins */

/* Fails if one has a directory where the other has something else. */
imapi_status merge_check(struct tree_node *to, struct tree_node *from, struct imapi_error *err);

#endif
