/* SPDX-License-Identifier: MIT */
#include "image/host-streams.h"

#include "base/mem.h"
#include "image/tree-edit.h"
#include "image/tree-extra.h"
#include "stream/sources.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/xattr.h>

#define USER_PREFIX "user."

/* The file whose attributes are being read. */
struct host_streams {
	struct imapi_context *context;
	struct tree *tree;
	const struct source_options *options;
	struct tree_node *node;
	const char *path;
	struct tree_stream *first, *last;
	uint64_t *count;
	char names[XATTR_LIST_MAX];
	const char *sorted[XATTR_LIST_MAX / 2];
	char value[XATTR_SIZE_MAX];
};

static imapi_status unreadable(struct host_streams *h, int number)
{
	return source_unreadable(h->options, &h->context->error,
				 IMAPI_E_DATA_STREAM_READ_FAILURE, h->path, number);
}

static imapi_status add(struct host_streams *h, const char *name, size_t length)
{
	struct arena *arena = &h->tree->arena;
	struct tree_stream *made = arena_zalloc(arena, sizeof(*made));
	uint8_t *value = arena_alloc(arena, MAX(length, 1u), 1);
	imapi_status status;

	if (made)
		made->name = arena_text(arena, name, strlen(name));
	if (!made || !made->name || !value)
		return err_no_memory(&h->context->error);
	memcpy(value, h->value, length);
	status = stream_from_memory(h->context, value, length, &made->stream);
	if (IMAPI_FAILED(status))
		return status;
	if (!tree_own_stream(h->tree, made->stream)) {
		stream_free(made->stream);
		return err_no_memory(&h->context->error);
	}
	if (h->last)
		h->last->next = made;
	else
		h->first = made;
	h->last = made;
	++*h->count;
	return IMAPI_OK;
}

/* An attribute that went since the list was read is no error. */
static imapi_status take(struct host_streams *h, const char *name)
{
	ssize_t length;

	if (strncmp(name, USER_PREFIX, strlen(USER_PREFIX)) != 0)
		return IMAPI_OK;
	length = lgetxattr(h->path, name, h->value, sizeof(h->value));
	if (length < 0)
		return errno == ENODATA || errno == ENOENT ? IMAPI_OK : unreadable(h, errno);
	return add(h, name + strlen(USER_PREFIX), (size_t)length);
}

/* What the system lists has an order of its own, which is not the same on every file system. */
static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static imapi_status take_sorted(struct host_streams *h, size_t length)
{
	imapi_status status = IMAPI_OK;
	size_t count = 0;

	for (size_t at = 0; at < length; at += strlen(h->names + at) + 1)
		h->sorted[count++] = h->names + at;
	qsort(h->sorted, count, sizeof(*h->sorted), by_name);
	for (size_t i = 0; i < count && !IMAPI_FAILED(status); i++)
		status = take(h, h->sorted[i]);
	return status;
}

static imapi_status keep(struct host_streams *h)
{
	struct tree_extra *extra;

	if (!h->first)
		return IMAPI_OK;
	extra = tree_extra_copy(h->tree, h->node);
	if (!extra)
		return err_no_memory(&h->context->error);
	extra->streams = h->first;
	return edit_extra(h->tree, h->node, extra) ? IMAPI_OK
						   : err_no_memory(&h->context->error);
}

static imapi_status take_node(struct host_streams *h, struct tree_node *node)
{
	AUTOFREE char *path = tree_host_path(h->tree, node);
	imapi_status status;
	ssize_t length;

	if (!path)
		return err_no_memory(&h->context->error);
	h->path = path[0] ? path : "/";
	h->node = tree_leader(node);
	h->first = h->last = NULL;
	length = llistxattr(h->path, h->names, sizeof(h->names));
	if (length < 0)
		return errno == ENOTSUP || errno == ENOENT ? IMAPI_OK : unreadable(h, errno);
	status = take_sorted(h, (size_t)length);
	return IMAPI_FAILED(status) ? status : keep(h);
}

/* The leader of a hard link may have been added before, without them. */
static bool may_have(const struct tree *tree, const struct tree_node *node)
{
	if (node->flags & TREE_HARD_LINK)
		return !tree_streams(tree, node);
	return tree_is_directory(node) || S_ISREG(node->mode);
}

imapi_status host_streams_take(struct imapi_context *context, struct tree *tree,
			       struct tree_node *top, const struct source_options *options,
			       uint64_t *ret_count)
{
	struct tree_walk walk = TREE_WALK(top);
	AUTOFREE struct host_streams *h = calloc(1, sizeof(*h));
	struct tree_node *node;
	imapi_status status = IMAPI_OK;

	*ret_count = 0;
	if (!h)
		return err_no_memory(&context->error);
	h->context = context;
	h->tree = tree;
	h->options = options;
	h->count = ret_count;
	while (!IMAPI_FAILED(status) && (node = tree_walk_next(&walk)))
		if (may_have(tree, node))
			status = take_node(h, node);
	if (!IMAPI_FAILED(status) && walk.failed)
		status = err_no_memory(&context->error);
	tree_walk_done(&walk);
	return status;
}
