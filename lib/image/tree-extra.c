/* SPDX-License-Identifier: MIT */
#include "image/tree-extra.h"

#include "base/mem.h"

/* The slot that has the node, or the empty one where it belongs. */
static size_t slot_of(const struct tree_extras *x, const struct tree_node *node)
{
	uint64_t hash = (uint64_t)(uintptr_t)node * 0x9e3779b97f4a7c15u;
	size_t slot = (size_t)(hash >> 20) & (x->room - 1);

	while (x->slots[slot] && x->slots[slot]->node != node)
		slot = (slot + 1) & (x->room - 1);
	return slot;
}

/* Keeps at least half of the slots empty. */
static bool make_room(struct tree_extras *x)
{
	struct tree_extras old = *x;

	if (old.count * 2 < old.room)
		return true;
	x->room = old.room ? old.room * 2 : 16;
	x->slots = calloc(x->room, sizeof(struct tree_extra *));
	if (!x->slots) {
		*x = old;
		return false;
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i])
			x->slots[slot_of(x, old.slots[i]->node)] = old.slots[i];
	free(old.slots);
	return true;
}

void extras_done(struct tree_extras *x)
{
	free(x->slots);
	*x = (struct tree_extras){ 0 };
}

struct tree_extra *tree_extra(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_extras *x = &tree->extras;

	return node->flags & TREE_EXTRA ? x->slots[slot_of(x, node)] : NULL;
}

struct tree_extra *tree_extra_copy(struct tree *tree, const struct tree_node *node)
{
	struct tree_extra *copy = arena_zalloc(&tree->arena, sizeof(*copy));
	const struct tree_extra *old = tree_extra(tree, node);

	if (copy && old)
		*copy = *old;
	return copy;
}

/* A slot that was taken stays so, and the flag says whether it counts. */
bool tree_set_extra(struct tree *tree, struct tree_node *node, struct tree_extra *extra)
{
	struct tree_extras *x = &tree->extras;
	size_t slot;

	if (!extra) {
		node->flags &= (uint8_t)~TREE_EXTRA;
		return true;
	}
	extra->node = node;
	if (x->room) {
		slot = slot_of(x, node);
		if (x->slots[slot]) {
			x->slots[slot] = extra;
			node->flags |= TREE_EXTRA;
			return true;
		}
	}
	if (!make_room(x))
		return false;
	x->slots[slot_of(x, node)] = extra;
	x->count++;
	node->flags |= TREE_EXTRA;
	return true;
}

static const struct tree_extra *of_leader(const struct tree *tree, const struct tree_node *node)
{
	return tree_extra(tree, node->flags & TREE_HARD_LINK ? node->file.leader : node);
}

static struct tree_time modified(const struct tree_node *node)
{
	if (node->flags & TREE_HARD_LINK)
		node = node->file.leader;
	return (struct tree_time){ node->mtime, node->mtime_nsec };
}

struct tree_time tree_created(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_extra *extra = of_leader(tree, node);

	return extra && extra->has_created ? extra->created : modified(node);
}

struct tree_time tree_accessed(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_extra *extra = of_leader(tree, node);

	return extra && extra->has_accessed ? extra->accessed : modified(node);
}

struct host_stamp tree_stamp(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_extra *extra = tree_extra(tree, node);

	if (extra && extra->restamped)
		return (struct host_stamp){ node->file.size, extra->stamp.seconds,
					    extra->stamp.nanoseconds, true };
	return (struct host_stamp){ node->file.size, node->mtime, node->mtime_nsec, true };
}

const struct tree_stream *tree_streams(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_extra *extra = of_leader(tree, node);

	return extra ? extra->streams : NULL;
}

const struct tree_stream *tree_find_stream(const struct tree *tree,
					   const struct tree_node *node, const char *name)
{
	const struct tree_stream *s = tree_streams(tree, node);

	while (s && strcmp(s->name, name) != 0)
		s = s->next;
	return s;
}
