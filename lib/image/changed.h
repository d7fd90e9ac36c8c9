/* SPDX-License-Identifier: MIT */
/*
 * Files of this machine that are not what they were when they were taken: an image may be
 * wanted in spite of it, with whatever is there now in the room that was planned.
 */
#ifndef LIB_IMAGE_CHANGED_H
#define LIB_IMAGE_CHANGED_H

#include "image/opened.h"

/* Who is told. */
struct changed {
	void (*tell)(void *user, const char *host_path, imapi_status why);
	void *user;
};

/* NULL as @tell: nobody, a changed file makes reading fail. False: out of memory. */
bool changed_set(struct tree *tree, const struct changed *changed);
void changed_done(struct tree *tree);

/* A part of a file. */
struct changed_piece {
	uint64_t offset;
	uint8_t *data;
	size_t length;
};

/*
 * After @node could not be read for the reason @status: tells of it once and fills @piece
 * (NULL: there is none) with what is there, and zeros. Returns @status if nobody wants that.
 */
imapi_status changed_keep(struct opened *opened, const struct tree *tree,
			  const struct tree_node *node, const struct changed_piece *piece,
			  imapi_status status);

#endif
