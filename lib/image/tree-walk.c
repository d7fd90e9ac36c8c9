/* SPDX-License-Identifier: MIT */
/* Going over a tree in order, and what is counted on the way. */
#include "image/tree.h"

#include "base/mem.h"
#include "base/units.h"

struct tree_place {
	const struct tree_node *directory;
	uint32_t next;
};

static bool enter(struct tree_walk *walk, const struct tree_node *directory)
{
	struct tree_place *places =
		array_grow(walk->places, walk->count, &walk->room, sizeof(*places));

	if (!places) {
		walk->failed = true;
		return false;
	}
	walk->places = places;
	places[walk->count++] = (struct tree_place){ directory, 0 };
	return true;
}

static struct tree_node *arrive(struct tree_walk *walk, struct tree_node *node)
{
	if (tree_is_directory(node) && !enter(walk, node))
		return NULL;
	return node;
}

struct tree_node *tree_walk_next(struct tree_walk *walk)
{
	if (walk->failed)
		return NULL;
	if (!walk->started) {
		walk->started = true;
		return arrive(walk, walk->root);
	}
	while (walk->count > 0) {
		struct tree_place *place = &walk->places[walk->count - 1];
		const struct tree_children *c = &place->directory->children;

		if (place->next < c->count)
			return arrive(walk, c->at[place->next++]);
		walk->count--;
	}
	return NULL;
}

void tree_walk_done(struct tree_walk *walk)
{
	free(walk->places);
	walk->places = NULL;
	walk->count = walk->room = 0;
}

/* Forgets what an earlier numbering left. */
static bool reset(struct tree *tree)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	struct tree_node *node;

	while ((node = tree_walk_next(&walk))) {
		tree_leader(node)->number = 0;
		tree_leader(node)->links = 0;
	}
	tree_walk_done(&walk);
	return !walk.failed;
}

static void count_file(struct tree_node *leader, struct tree_counts *counts)
{
	counts->files++;
	if (leader->links == 1 && !(leader->flags & TREE_STORED))
		counts->data_blocks += blocks_of(leader->file.size);
}

static void number_node(struct tree_node *node, struct tree_counts *counts)
{
	struct tree_node *leader = tree_leader(node);

	if (leader->number == 0)
		leader->number = ++counts->nodes;
	node->number = leader->number;
	if (tree_is_directory(node)) {
		node->links = 2;
		if (node->parent != node) {
			node->parent->links++;
			counts->directories++;
		}
		return;
	}
	leader->links++;
	if (S_ISREG(node->mode))
		count_file(leader, counts);
	else
		counts->others++;
}

bool tree_number(struct tree *tree, struct tree_counts *ret_counts)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	struct tree_counts counts = { 0 };
	struct tree_node *node;

	if (!reset(tree))
		return false;
	while ((node = tree_walk_next(&walk)))
		number_node(node, &counts);
	tree_walk_done(&walk);
	if (walk.failed)
		return false;
	*ret_counts = counts;
	return true;
}

bool tree_has(const struct tree *tree, const struct tree_node *node)
{
	while (node != tree->root) {
		if (node->parent == node || !tree_is_directory(node->parent) ||
		    tree_find(node->parent, node->name, node->name_length) != node)
			return false;
		node = node->parent;
	}
	return true;
}

struct tree_node *tree_name_of(struct tree *tree, struct tree_node *leader)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	struct tree_node *node;

	if (tree_has(tree, leader))
		return leader;
	do
		node = tree_walk_next(&walk);
	while (node && tree_leader(node) != leader);
	tree_walk_done(&walk);
	return node;
}
