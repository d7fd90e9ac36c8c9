/* SPDX-License-Identifier: MIT */
/* Changing what an item is said to be, as one change each. */
#include "image/node.h"

#include "base/mem.h"
#include "image/tree-edit.h"
#include "image/tree-extra.h"

#define NANOSECONDS 1000000000u

static imapi_status begin(struct imapi_image_node *node)
{
	imapi_status status = node_check(node);

	return IMAPI_FAILED(status) ? status : image_begin(node->image);
}

static struct imapi_error *err_of(const struct imapi_image_node *node)
{
	return &node->context->error;
}

static struct tree_time time_of(const struct imapi_image_time *time)
{
	return (struct tree_time){ time->seconds, time->nanoseconds };
}

static bool is_before(struct tree_time a, struct tree_time b)
{
	return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Takes the times over that are known. */
static void take_times(struct tree_extra *extra, const struct imapi_image_node_times *times)
{
	if (times->created.known) {
		extra->created = time_of(&times->created);
		extra->has_created = true;
	}
	if (times->accessed.known) {
		extra->accessed = time_of(&times->accessed);
		extra->has_accessed = true;
	}
}

static imapi_status check_order(struct imapi_image_node *node, const struct tree_extra *extra,
				struct tree_time modified)
{
	if (!extra->has_created)
		return IMAPI_OK;
	if (is_before(modified, extra->created))
		return err_set(err_of(node), IMAPI_E_INVALID_DATE,
			       "%s would be modified before it was created", node->node->name);
	if (extra->has_accessed && is_before(extra->accessed, extra->created))
		return err_set(err_of(node), IMAPI_E_INVALID_DATE,
			       "%s would be accessed before it was created", node->node->name);
	return IMAPI_OK;
}

/* A file of this machine is recognized by the time that it has there. */
static void keep_stamp(const struct tree_node *leader, struct tree_extra *extra)
{
	if (extra->restamped || !S_ISREG(leader->mode))
		return;
	extra->stamp = (struct tree_time){ leader->mtime, leader->mtime_nsec };
	extra->restamped = true;
}

static imapi_status put_times(struct imapi_image_node *node,
			      const struct imapi_image_node_times *times)
{
	struct tree *tree = node->image->tree;
	struct tree_node *leader = tree_leader(node->node);
	struct tree_extra *extra = tree_extra_copy(tree, leader);
	struct tree_time modified = { leader->mtime, leader->mtime_nsec };
	imapi_status status;

	if (!extra)
		return err_no_memory(err_of(node));
	take_times(extra, times);
	if (times->modified.known) {
		modified = time_of(&times->modified);
		keep_stamp(leader, extra);
	}
	status = check_order(node, extra, modified);
	if (IMAPI_FAILED(status))
		return status;
	if (!edit_node(tree, leader) || !edit_extra(tree, leader, extra))
		return err_no_memory(err_of(node));
	leader->mtime = modified.seconds;
	leader->mtime_nsec = modified.nanoseconds;
	return IMAPI_OK;
}

imapi_status node_set_times(struct imapi_image_node *node,
			    const struct imapi_image_node_times *times)
{
	imapi_status status;

	if (times->created.nanoseconds >= NANOSECONDS ||
	    times->modified.nanoseconds >= NANOSECONDS ||
	    times->accessed.nanoseconds >= NANOSECONDS)
		return err_set(err_of(node), IMAPI_E_INVALIDARG,
			       "a second has less than that many nanoseconds");
	status = begin(node);
	if (IMAPI_FAILED(status))
		return status;
	return image_end(node->image, put_times(node, times));
}

/* Records what @at is, so that it can be changed. */
static imapi_status begin_change(struct imapi_image_node *node, struct tree_node *at)
{
	imapi_status status = begin(node);

	if (!IMAPI_FAILED(status) && !edit_node(node->image->tree, at))
		status = err_no_memory(err_of(node));
	return status;
}

imapi_status node_set_flag(struct imapi_image_node *node, struct tree_node *at,
			   enum tree_flags flag, bool on)
{
	imapi_status status = begin_change(node, at);

	if (IMAPI_FAILED(status))
		return status;
	at->flags = (uint8_t)(on ? at->flags | flag : at->flags & ~flag);
	return image_end(node->image, IMAPI_OK);
}

imapi_status node_set_mode(struct imapi_image_node *node, uint32_t mode)
{
	struct tree_node *at = tree_leader(node->node);
	imapi_status status = begin_change(node, at);

	if (IMAPI_FAILED(status))
		return status;
	at->mode = (at->mode & S_IFMT) | mode;
	return image_end(node->image, IMAPI_OK);
}

imapi_status node_set_owner(struct imapi_image_node *node, uint32_t uid, uint32_t gid)
{
	struct tree_node *at = tree_leader(node->node);
	imapi_status status = begin_change(node, at);

	if (IMAPI_FAILED(status))
		return status;
	at->uid = uid;
	at->gid = gid;
	return image_end(node->image, IMAPI_OK);
}

/* The list without the stream @left_out, NULL for none, and with @last, NULL for none. */
static bool relist(struct tree *tree, struct tree_extra *extra,
		   const struct tree_stream *left_out, const struct tree_stream *last)
{
	const struct tree_stream *from = extra->streams;
	const struct tree_stream **end = &extra->streams;

	for (; from; from = from->next) {
		struct tree_stream *copy;

		if (from == left_out)
			continue;
		copy = arena_zalloc(&tree->arena, sizeof(*copy));
		if (!copy)
			return false;
		*copy = *from;
		*end = copy;
		end = &copy->next;
	}
	*end = last;
	return true;
}

static imapi_status put_streams(struct imapi_image_node *node,
				const struct tree_stream *left_out,
				const struct tree_stream *last)
{
	struct tree *tree = node->image->tree;
	struct tree_node *leader = tree_leader(node->node);
	struct tree_extra *extra = tree_extra_copy(tree, leader);

	if (!extra || !relist(tree, extra, left_out, last) || !edit_extra(tree, leader, extra))
		return err_no_memory(err_of(node));
	return IMAPI_OK;
}

static imapi_status check_stream(struct imapi_image_node *node, const char *name)
{
	enum imapi_image_node_kind kind = node_kind(node->node);

	if (kind == IMAPI_IMAGE_NODE_OTHER)
		return err_set(err_of(node), IMAPI_E_PROPERTY_NOT_ACCESSIBLE,
			       "%s is neither a file nor a directory", node->node->name);
	if (!*name || strlen(name) > TREE_NAME_MAX)
		return err_set(err_of(node), IMAPI_E_INVALID_PATH,
			       "\"%.300s\" cannot be the name of a stream", name);
	if (tree_find_stream(node->image->tree, node->node, name))
		return err_set(err_of(node), IMAPI_E_DUP_NAME, "%s has a stream \"%s\" already",
			       node->node->name, name);
	return IMAPI_OK;
}

static imapi_status make_stream(struct imapi_image_node *node, const char *name,
				struct imapi_stream *stream)
{
	struct tree *tree = node->image->tree;
	struct tree_stream *made = arena_zalloc(&tree->arena, sizeof(*made));
	imapi_status status;

	if (made)
		made->name = arena_text(&tree->arena, name, strlen(name));
	if (!made || !made->name)
		return err_no_memory(err_of(node));
	made->stream = stream;
	status = put_streams(node, NULL, made);
	if (!IMAPI_FAILED(status) && !tree_own_stream(tree, stream))
		status = err_no_memory(err_of(node));
	return status;
}

imapi_status node_add_stream(struct imapi_image_node *node, const char *name,
			     struct imapi_stream *stream)
{
	imapi_status status = begin(node);

	if (!IMAPI_FAILED(status))
		status = check_stream(node, name);
	if (IMAPI_FAILED(status))
		return status;
	status = image_end(node->image, make_stream(node, name, stream));
	return IMAPI_FAILED(status) || image_has_streams(node->image)
		       ? status
		       : IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED;
}

imapi_status node_remove_stream(struct imapi_image_node *node, const char *name)
{
	const struct tree_stream *found;
	imapi_status status = begin(node);

	if (IMAPI_FAILED(status))
		return status;
	found = tree_find_stream(node->image->tree, node->node, name);
	if (!found)
		return err_set(err_of(node), IMAPI_E_ITEM_NOT_FOUND,
			       "%s has no stream \"%.300s\"", node->node->name, name);
	return image_end(node->image, put_streams(node, found, NULL));
}
