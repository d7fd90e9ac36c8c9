/* SPDX-License-Identifier: MIT */
/* The text of a manifest, written from digests. */
#ifndef LIB_IMAGE_MANIFEST_TEXT_H
#define LIB_IMAGE_MANIFEST_TEXT_H

#include "image/manifest/format.h"
#include "image/tree.h"

/* Digests of one content. */
struct manifest_digests {
	const uint8_t *file, *root, *leaves; /* @leaves as many as manifest_leaves() says */
};

/* What is known of the content of @leader, which is not empty. */
typedef struct manifest_digests manifest_digests_fn(void *self, const struct tree_node *leader);

/*
 * Writes the text for all files of @tree but @node, the manifest, to @text, which may be NULL:
 * then only *@ret_length is set. @err may say that a file cannot be in a manifest.
 */
struct manifest_source {
	struct tree *tree;
	const struct tree_node *node;
	manifest_digests_fn *digests;
	void *self;
};
imapi_status manifest_put_text(const struct manifest_source *source, char *text,
			       uint64_t *ret_length, struct imapi_error *err);

#endif
