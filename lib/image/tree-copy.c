/* SPDX-License-Identifier: MIT */
/* A part of a tree once more, for another place. */
#include "image/tree-edit.h"

#include "base/mem.h"
#include "image/tree-extra.h"

/* The copies of the directories, by the number that the old ones have meanwhile. */
struct copy {
	struct tree *tree;
	struct tree_node **made;
	size_t count, room;
};

static bool copy_kind(struct copy *c, struct tree_node *copy, struct tree_node *node)
{
	if (S_ISREG(node->mode)) {
		copy->file.size = node->file.size;
		copy->file.leader = tree_leader(node);
		copy->flags = (uint8_t)((node->flags & TREE_HIDDEN) | TREE_HARD_LINK);
		return true;
	}
	copy->flags = node->flags & TREE_HIDDEN;
	if (S_ISLNK(node->mode))
		copy->target = node->target;
	else if (!tree_is_directory(node))
		copy->device = node->device;
	if (node->flags & TREE_EXTRA) {
		struct tree_extra *extra = tree_extra_copy(c->tree, node);

		return extra && tree_set_extra(c->tree, copy, extra);
	}
	return true;
}

static bool remember(struct copy *c, struct tree_node *node, struct tree_node *copy)
{
	struct tree_node **made = array_grow(c->made, c->count, &c->room, sizeof(*made));

	if (!made)
		return false;
	c->made = made;
	node->number = (uint32_t)c->count;
	made[c->count++] = copy;
	return true;
}

static struct tree_node *copy_node(struct copy *c, struct tree_node *node, const char *name,
				   size_t length)
{
	struct tree_node *copy = tree_node_new(c->tree, name, length, node->mode);

	if (!copy)
		return NULL;
	copy->mtime = node->mtime;
	copy->mtime_nsec = node->mtime_nsec;
	copy->uid = node->uid;
	copy->gid = node->gid;
	if (!copy_kind(c, copy, node) || (tree_is_directory(node) && !remember(c, node, copy)))
		return NULL;
	return copy;
}

struct tree_node *edit_copy(struct tree *tree, struct tree_node *node, const char *name,
			    size_t length)
{
	struct copy c = { .tree = tree };
	struct tree_walk walk = TREE_WALK(node);
	struct tree_node *top = copy_node(&c, tree_walk_next(&walk), name, length), *old;
	bool ok = top && !walk.failed;

	while (ok && (old = tree_walk_next(&walk))) {
		struct tree_node *copy = copy_node(&c, old, old->name, old->name_length);

		ok = copy && tree_append(c.made[old->parent->number], copy);
	}
	ok = ok && !walk.failed;
	tree_walk_done(&walk);
	free(c.made);
	return ok ? top : NULL;
}
