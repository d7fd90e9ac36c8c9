/* SPDX-License-Identifier: MIT */
/* Files of this machine that have the same content, which is then recorded once. */
#ifndef LIB_IMAGE_SAME_H
#define LIB_IMAGE_SAME_H

#include "image/tree.h"

struct same;

/*
 * Finds them: what has a size in common is read, by several threads, and compared by SHA-256.
 * What cannot be read, has changed since the scan, or is among the @count nodes at @alone, is
 * like no other.
 */
imapi_status same_find(struct tree *tree, struct tree_node *const *alone, size_t count,
		       struct same **ret_same, struct imapi_error *err);
struct same *same_free(struct same *same); /* NULL is fine; returns NULL */

/* The first file in the order of the tree with the content of @leader: mostly itself. */
const struct tree_node *same_first(const struct same *same, const struct tree_node *leader);

#endif
