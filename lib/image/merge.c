/* SPDX-License-Identifier: MIT */
#include "image/merge.h"

#include "base/mem.h"
#include "image/tree-edit.h"
#include "image/tree-extra.h"

/* A new directory takes the place of an old one: what it is, but not what it holds. */
static void take_metadata(struct tree_node *to, const struct tree_node *from)
{
	to->mtime = from->mtime;
	to->mtime_nsec = from->mtime_nsec;
	to->mode = from->mode;
	to->uid = from->uid;
	to->gid = from->gid;
	to->origin = from->origin;
}

/* Pairs of directories that wait to be joined, so depth costs no stack. */
struct merge {
	struct pair {
		struct tree_node *to, *from;
	} * pairs;
	size_t count, room;
	struct tree *tree;
	bool keep;
};

static bool push(struct merge *m, struct tree_node *to, struct tree_node *from)
{
	struct pair *pairs = array_grow(m->pairs, m->count, &m->room, sizeof(*pairs));

	if (!pairs)
		return false;
	m->pairs = pairs;
	pairs[m->count++] = (struct pair){ to, from };
	return true;
}

static bool merge_child(struct merge *m, struct tree_node *to, struct tree_node *child)
{
	struct tree_node *old = tree_find(to, child->name, child->name_length);

	if (old && tree_is_directory(old) && tree_is_directory(child))
		return push(m, old, child);
	if (old && m->keep)
		return true;
	if (old && !edit_remove(m->tree, old))
		return false;
	return edit_insert(m->tree, to, child);
}

/* Times and named streams, if it has any. */
static bool take_extra(struct tree *tree, struct tree_node *to, const struct tree_node *from)
{
	struct tree_extra *extra;

	if (!tree_extra(tree, from))
		return true;
	extra = tree_extra_copy(tree, from);
	return extra && edit_extra(tree, to, extra);
}

static bool merge_pair(struct merge *m, struct pair p)
{
	bool empty = p.to->children.count == 0;
	bool ok = true;

	if (empty || !m->keep) {
		ok = edit_node(m->tree, p.to);
		if (ok)
			take_metadata(p.to, p.from);
		ok = ok && take_extra(m->tree, p.to, p.from);
	}
	if (ok && empty)
		ok = edit_adopt(m->tree, p.to, p.from);
	for (uint32_t i = 0; !empty && ok && i < p.from->children.count; i++)
		ok = merge_child(m, p.to, p.from->children.at[i]);
	return ok;
}

static bool merge_all(struct tree *tree, struct tree_node *to, struct tree_node *from,
		      bool keep)
{
	struct merge m = { .tree = tree, .keep = keep };
	bool ok = push(&m, to, from);

	while (ok && m.count > 0)
		ok = merge_pair(&m, m.pairs[--m.count]);
	free(m.pairs);
	return ok;
}

bool merge_replace(struct tree *tree, struct tree_node *to, struct tree_node *from)
{
	return merge_all(tree, to, from, false);
}

bool merge_keep(struct tree *tree, struct tree_node *to, struct tree_node *from)
{
	return merge_all(tree, to, from, true);
}

static imapi_status check_child(struct merge *m, struct tree_node *to, struct tree_node *child,
				struct imapi_error *err)
{
	struct tree_node *old = tree_find(to, child->name, child->name_length);
	char path[512];

	if (!old || (!tree_is_directory(old) && !tree_is_directory(child)))
		return IMAPI_OK;
	if (tree_is_directory(old) && tree_is_directory(child))
		return push(m, old, child) ? IMAPI_OK : err_no_memory(err);
	tree_disc_path(old, path, sizeof(path));
	if (tree_is_directory(old))
		return err_set(err, IMAPI_E_IMPORT_TYPE_COLLISION_FILE_EXISTS_AS_DIRECTORY,
			       "%s is a directory in the image, but not on the disc", path);
	return err_set(err, IMAPI_E_IMPORT_TYPE_COLLISION_DIRECTORY_EXISTS_AS_FILE,
		       "%s is a directory on the disc, but not in the image", path);
}

imapi_status merge_check(struct tree_node *to, struct tree_node *from, struct imapi_error *err)
{
	struct merge m = { 0 };
	imapi_status status = push(&m, to, from) ? IMAPI_OK : err_no_memory(err);

	while (!IMAPI_FAILED(status) && m.count > 0) {
		struct pair p = m.pairs[--m.count];

		for (uint32_t i = 0; !IMAPI_FAILED(status) && i < p.from->children.count; i++)
			status = check_child(&m, p.to, p.from->children.at[i], err);
	}
	free(m.pairs);
	return status;
}
