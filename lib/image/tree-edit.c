/* SPDX-License-Identifier: MIT */
#include "image/tree-edit.h"

#include "base/mem.h"
#include "image/tree-extra.h"

enum edit_kind {
	EDIT_INSERTED,
	EDIT_REMOVED,
	EDIT_EMPTIED,
	EDIT_ADOPTED,
	EDIT_CHANGED,
	EDIT_EXTRA,
};

struct tree_edit {
	enum edit_kind kind;
	uint32_t change;
	struct tree_node *node;
	union {
		struct tree_node *other;	/* where it was, or what it was adopted from */
		struct tree_children *children; /* what it had */
		struct tree_node *was;		/* a copy without the name */
		struct tree_extra *extra;	/* what it had, or NULL */
	};
};

static struct tree_edit *record(struct tree *tree, enum edit_kind kind, struct tree_node *node)
{
	struct tree_edits *e = &tree->edits;
	struct tree_edit *at = array_grow(e->at, e->count, &e->room, sizeof(*at));

	if (!at)
		return NULL;
	e->at = at;
	at[e->count] = (struct tree_edit){ kind, e->change + 1, node, { NULL } };
	return &at[e->count++];
}

bool edit_insert(struct tree *tree, struct tree_node *directory, struct tree_node *node)
{
	if (!record(tree, EDIT_INSERTED, node))
		return false;
	if (tree_insert(directory, node))
		return true;
	tree->edits.count--;
	return false;
}

bool edit_remove(struct tree *tree, struct tree_node *node)
{
	struct tree_edit *edit = record(tree, EDIT_REMOVED, node);

	if (!edit)
		return false;
	edit->other = node->parent;
	tree_remove(node);
	return true;
}

bool edit_empty(struct tree *tree, struct tree_node *directory)
{
	struct tree_children *had = arena_zalloc(&tree->arena, sizeof(*had));
	struct tree_edit *edit = had ? record(tree, EDIT_EMPTIED, directory) : NULL;

	if (!edit)
		return false;
	*had = directory->children;
	edit->children = had;
	directory->children = (struct tree_children){ 0 };
	return true;
}

static void swap_children(struct tree_node *a, struct tree_node *b)
{
	struct tree_children c = a->children;

	a->children = b->children;
	b->children = c;
	for (uint32_t i = 0; i < a->children.count; i++)
		a->children.at[i]->parent = a;
}

bool edit_adopt(struct tree *tree, struct tree_node *to, struct tree_node *from)
{
	struct tree_edit *edit = record(tree, EDIT_ADOPTED, to);

	if (!edit)
		return false;
	edit->other = from;
	swap_children(to, from);
	return true;
}

bool edit_node(struct tree *tree, struct tree_node *node)
{
	struct tree_node *was = arena_zalloc(&tree->arena, sizeof(*was));
	struct tree_edit *edit = was ? record(tree, EDIT_CHANGED, node) : NULL;

	if (!edit)
		return false;
	memcpy(was, node, offsetof(struct tree_node, name));
	edit->was = was;
	return true;
}

bool edit_extra(struct tree *tree, struct tree_node *node, struct tree_extra *extra)
{
	struct tree_edit *edit = record(tree, EDIT_EXTRA, node);

	if (!edit)
		return false;
	edit->extra = tree_extra(tree, node);
	if (tree_set_extra(tree, node, extra))
		return true;
	tree->edits.count--;
	return false;
}

static void restore(struct tree_node *node, const struct tree_node *was)
{
	node->mtime = was->mtime;
	node->mtime_nsec = was->mtime_nsec;
	node->mode = was->mode;
	node->uid = was->uid;
	node->gid = was->gid;
	node->origin = was->origin;
	node->flags = was->flags;
}

/* The array of a directory has room for what was in it before. */
static void undo(struct tree *tree, const struct tree_edit *edit)
{
	switch (edit->kind) {
	case EDIT_INSERTED:
		tree_remove(edit->node);
		break;
	case EDIT_REMOVED:
		tree_insert(edit->other, edit->node);
		break;
	case EDIT_EMPTIED:
		free(edit->node->children.at);
		edit->node->children = *edit->children;
		edit->children->at = NULL;
		break;
	case EDIT_ADOPTED:
		swap_children(edit->other, edit->node);
		break;
	case EDIT_CHANGED:
		restore(edit->node, edit->was);
		break;
	case EDIT_EXTRA:
		tree_set_extra(tree, edit->node, edit->extra);
		break;
	}
}

size_t edit_mark(const struct tree *tree)
{
	return tree->edits.count;
}

void edit_undo(struct tree *tree, size_t mark)
{
	struct tree_edits *e = &tree->edits;

	while (e->count > mark)
		undo(tree, &e->at[--e->count]);
}

void edit_commit(struct tree *tree)
{
	struct tree_edits *e = &tree->edits;

	if (e->count && e->at[e->count - 1].change > e->change)
		e->change++;
}

void edit_rollback(struct tree *tree, uint32_t change)
{
	struct tree_edits *e = &tree->edits;
	size_t mark = e->count;

	while (mark > 0 && e->at[mark - 1].change > change)
		mark--;
	edit_undo(tree, mark);
	e->change = MIN(e->change, change);
}

static void forget(struct tree_edits *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->at[i].kind == EDIT_EMPTIED)
			free(e->at[i].children->at);
	free(e->at);
	e->at = NULL;
	e->count = e->room = 0;
}

void edit_lock(struct tree *tree)
{
	forget(&tree->edits);
	tree->edits.locked = tree->edits.change;
}

void edits_done(struct tree *tree)
{
	forget(&tree->edits);
}
