/* SPDX-License-Identifier: MIT */
#include "image/tree.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/changed.h"
#include "image/tree-edit.h"
#include "image/tree-extra.h"

#define ORIGIN_MAX UINT16_MAX

struct tree *tree_new(void)
{
	struct tree *tree = zalloc(sizeof(*tree));

	if (!tree)
		return NULL;
	tree->references = 1;
	tree->origin_count = 1;
	tree->root = tree_node_new(tree, "", 0, S_IFDIR | 0755);
	if (!tree->root)
		return tree_unref(tree);
	tree->root->parent = tree->root;
	return tree;
}

struct tree *tree_ref(struct tree *tree)
{
	tree->references++;
	return tree;
}

struct tree *tree_unref(struct tree *tree)
{
	if (!tree || --tree->references > 0)
		return NULL;
	for (size_t i = 0; i < tree->owner_count; i++)
		free(tree->owners[i]->children.at);
	free(tree->owners);
	for (size_t i = 0; i < tree->stream_count; i++)
		stream_free(tree->streams[i]);
	free(tree->streams);
	edits_done(tree);
	extras_done(&tree->extras);
	changed_done(tree);
	for (size_t i = 1; i < tree->origin_count; i++)
		free(tree->origins[i].path);
	free(tree->origins);
	arena_done(&tree->arena);
	free(tree);
	return NULL;
}

static bool add_owner(struct tree *tree, struct tree_node *node)
{
	struct tree_node **owners =
		array_grow(tree->owners, tree->owner_count, &tree->owner_room, sizeof(*owners));

	if (!owners)
		return false;
	tree->owners = owners;
	owners[tree->owner_count++] = node;
	return true;
}

struct tree_node *tree_node_new(struct tree *tree, const char *name, size_t length,
				uint32_t mode)
{
	struct tree_node *node = arena_alloc(&tree->arena, sizeof(*node) + length + 1, 8);

	if (!node || length > TREE_NAME_MAX)
		return NULL;
	memset(node, 0, sizeof(*node));
	memcpy(node->name, name, length);
	node->name[length] = '\0';
	node->name_length = (uint8_t)length;
	node->mode = mode;
	node->links = 1;
	if (S_ISDIR(mode) && !add_owner(tree, node))
		return NULL;
	return node;
}

static int compare_name(const struct tree_node *node, const char *name, size_t length)
{
	int order = memcmp(node->name, name, MIN(node->name_length, length));

	return order ? order : (int)node->name_length - (int)length;
}

/* The index of the first child that does not come before the name. */
static uint32_t place_of(const struct tree_children *children, const char *name, size_t length)
{
	uint32_t low = 0, high = children->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (compare_name(children->at[middle], name, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct tree_node *tree_find(const struct tree_node *directory, const char *name, size_t length)
{
	const struct tree_children *c = &directory->children;
	uint32_t i = place_of(c, name, length);

	return i < c->count && compare_name(c->at[i], name, length) == 0 ? c->at[i] : NULL;
}

bool tree_append(struct tree_node *directory, struct tree_node *node)
{
	struct tree_children *c = &directory->children;
	size_t room = c->room;
	struct tree_node **at = array_grow(c->at, c->count, &room, sizeof(*at));

	if (!at || c->count == UINT32_MAX)
		return false;
	c->at = at;
	c->room = (uint32_t)room;
	at[c->count++] = node;
	node->parent = directory;
	return true;
}

bool tree_insert(struct tree_node *directory, struct tree_node *node)
{
	struct tree_children *c = &directory->children;
	uint32_t i = place_of(c, node->name, node->name_length);

	if (!tree_append(directory, node))
		return false;
	memmove(c->at + i + 1, c->at + i, (c->count - 1 - i) * sizeof(*c->at));
	c->at[i] = node;
	return true;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct tree_node *x = *(struct tree_node *const *)a;
	const struct tree_node *y = *(struct tree_node *const *)b;

	return compare_name(x, y->name, y->name_length);
}

void tree_sort(struct tree_node *directory)
{
	struct tree_children *c = &directory->children;
	struct tree_node **fit;

	if (c->count == 0)
		return;
	array_sort(c->at, c->count, sizeof(*c->at), compare_nodes);
	fit = realloc(c->at, c->count * sizeof(*c->at));
	if (fit) {
		c->at = fit;
		c->room = c->count;
	}
}

void tree_remove(struct tree_node *node)
{
	struct tree_children *c = &node->parent->children;
	uint32_t i = place_of(c, node->name, node->name_length);

	memmove(c->at + i, c->at + i + 1, (c->count - 1 - i) * sizeof(*c->at));
	c->count--;
}

bool tree_own_stream(struct tree *tree, struct imapi_stream *stream)
{
	struct imapi_stream **streams = array_grow(tree->streams, tree->stream_count,
						   &tree->stream_room, sizeof(*streams));

	if (!streams)
		return false;
	tree->streams = streams;
	streams[tree->stream_count++] = stream;
	return true;
}

bool tree_set_stream(struct tree *tree, struct tree_node *node, struct imapi_stream *stream)
{
	if (!tree_own_stream(tree, stream))
		return false;
	node->file.size = stream->length;
	node->file.stream = stream;
	node->flags |= TREE_STREAM;
	return true;
}

uint16_t tree_add_origin(struct tree *tree, const char *path, struct tree_node *at)
{
	struct tree_origin *origins;

	if (tree->origin_count > ORIGIN_MAX)
		return 0;
	origins = array_grow(tree->origins, tree->origin_count, &tree->origin_room,
			     sizeof(*origins));
	if (!origins)
		return 0;
	tree->origins = origins;
	origins[tree->origin_count] = (struct tree_origin){ strdup(path), at };
	if (!origins[tree->origin_count].path)
		return 0;
	return (uint16_t)tree->origin_count++;
}
