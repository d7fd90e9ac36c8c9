/* SPDX-License-Identifier: MIT */
/* The contents of all files, one after the other: a region that every file system shares. */
#ifndef LIB_IMAGE_EXTENTS_H
#define LIB_IMAGE_EXTENTS_H

#include "image/region.h"
#include "image/same.h"
#include "image/tree.h"
#include "image/weights.h"

struct extents;

/* What differs from every content by itself, in the order of the tree. */
struct extents_order {
	const struct same *same;       /* or NULL */
	const struct weights *weights; /* or NULL */
};

/* Plans the contents of the numbered @tree; NULL: out of memory. */
struct extents *extents_new(struct tree *tree, const struct tree_counts *counts,
			    const struct extents_order *order);
struct extents *extents_free(struct extents *extents); /* NULL is fine; returns NULL */

/*
 * Adds the region. It begins with one block of zeroes for whatever has no contents but must
 * point somewhere.
 */
bool extents_add_region(struct extents *extents, struct region_list *list);

/* Addresses, after the region was added. */
uint32_t extents_empty_block(const struct extents *extents);
uint32_t extents_block_of(const struct extents *extents, const struct tree_node *file);

/* The files that have contents, in the order of their addresses. */
size_t extents_count(const struct extents *extents);
const struct tree_node *extents_file(const struct extents *extents, size_t index);

/* The index of a leader, or of the one whose content it shares, among them; false: nothing of
 * it is written. */
bool extents_index(const struct extents *extents, const struct tree_node *file,
		   size_t *ret_index);

/* The file that has the block at that address, or NULL. */
const struct tree_node *extents_at(const struct extents *extents, uint64_t block);

#endif
