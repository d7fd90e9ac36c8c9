/* SPDX-License-Identifier: MIT */
/* In which order contents lie on the disc, where that is not the order of the tree. */
#ifndef LIB_IMAGE_WEIGHTS_H
#define LIB_IMAGE_WEIGHTS_H

#include "image/tree.h"

struct weight {
	char *pattern;
	int weight;
};

struct weights {
	struct weight *at;
	size_t count, room;
};

/* False: out of memory. */
bool weights_add(struct weights *weights, const char *pattern, int weight);
void weights_clear(struct weights *weights);

/* That of the last pattern that fits the path, 0 if none does; @path has @room bytes. */
int weights_of(const struct weights *weights, const struct tree_node *node, char *path,
	       size_t room);

/* Brings @files into order: the heaviest first, else as they were. False: out of memory. */
bool weights_sort(const struct weights *weights, struct tree_node **files, size_t count);

#endif
