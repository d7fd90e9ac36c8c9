/* SPDX-License-Identifier: MIT */
/*
 * The manifest of an image that is being written: a file behind all others whose text is made
 * of the bytes as they go by.
 */
#ifndef LIB_IMAGE_MANIFEST_MANIFEST_H
#define LIB_IMAGE_MANIFEST_MANIFEST_H

#include "image/extents.h"

struct manifest;

/* The node that is the manifest, or NULL; false: out of memory. */
bool manifest_find(struct tree *tree, struct tree_node **ret_node);

/* Gives @node, the manifest of @tree, the size that it will have. */
imapi_status manifest_measure(struct tree *tree, struct tree_node *node,
			      struct imapi_error *err);

/* For a tree that is measured and numbered; all regions are added to @list later. */
imapi_status manifest_new(struct tree *tree, struct extents *extents, struct tree_node *node,
			  struct manifest **ret_manifest, struct imapi_error *err);
struct manifest *manifest_free(struct manifest *manifest); /* NULL is fine; returns NULL */

/* Where contents that count end, and the manifest begins: a byte of the image. */
uint64_t manifest_start(const struct manifest *manifest, const struct region_list *list);

/*
 * As region_list_read(), with the manifest filled in. What was not read in order before the
 * manifest is wanted is read then.
 */
imapi_status manifest_read_image(struct manifest *manifest, struct region_list *list,
				 uint64_t offset, uint8_t *data, size_t length,
				 struct imapi_error *err);

uint64_t manifest_length(const struct manifest *manifest);
/* Some of the text itself. */
imapi_status manifest_read_text(struct manifest *manifest, struct region_list *list,
				uint64_t offset, void *data, size_t length,
				struct imapi_error *err);

#endif
