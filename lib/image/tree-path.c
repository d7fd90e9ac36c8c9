/* SPDX-License-Identifier: MIT */
/* Paths, put together again from a node and its parents. */
#include "image/tree.h"

#include "base/mem.h"

/* The length of "/a/b" for the way from @top (not included) down to @node. */
static size_t length_below(const struct tree_node *node, const struct tree_node *top)
{
	size_t length = 0;

	for (; node != top && node->parent != node; node = node->parent)
		length += 1u + node->name_length;
	return length;
}

/* Writes the same text so that it ends before @end; what lies at or after @limit is left out.
 */
static void write_below(const struct tree_node *node, const struct tree_node *top, char *text,
			size_t end, size_t limit)
{
	for (; node != top && node->parent != node; node = node->parent) {
		size_t start = end - node->name_length;

		if (start < limit)
			memcpy(text + start, node->name, MIN(node->name_length, limit - start));
		if (start - 1 < limit)
			text[start - 1] = '/';
		end = start - 1;
	}
}

size_t tree_disc_path(const struct tree_node *node, char *path, size_t room)
{
	size_t length = length_below(node, NULL);

	if (room == 0)
		return MAX(length, 1);
	if (length == 0) {
		path[0] = '/';
		path[MIN(1, room - 1)] = '\0';
		return 1;
	}
	write_below(node, NULL, path, length, room - 1);
	path[MIN(length, room - 1)] = '\0';
	return length;
}

char *tree_host_path(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_origin *origin;
	size_t prefix, length;
	char *path;

	if (node->origin == 0 || node->origin >= tree->origin_count)
		return NULL;
	origin = &tree->origins[node->origin];
	prefix = strlen(origin->path);
	length = length_below(node, origin->at);
	path = malloc(prefix + length + 1);
	if (!path)
		return NULL;
	memcpy(path, origin->path, prefix);
	write_below(node, origin->at, path, prefix + length, prefix + length);
	path[prefix + length] = '\0';
	return path;
}
