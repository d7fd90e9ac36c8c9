/* SPDX-License-Identifier: MIT */
#include "image/read/tree.h"

#include "base/mem.h"

struct imapi_image_entry *rd_tree_next(const struct imapi_image_entry *entry,
				       const struct imapi_image_entry *top)
{
	if (entry->child_count > 0)
		return entry->children[0];
	while (entry != top) {
		const struct imapi_image_entry *parent = entry->parent;

		if (entry->index + 1 < parent->child_count)
			return parent->children[entry->index + 1];
		entry = parent;
	}
	return NULL;
}

static int compare_name(const char *name, const char *key, size_t length)
{
	int order = strncmp(name, key, length);

	return order ? order : name[length] != '\0';
}

struct imapi_image_entry *rd_tree_child(const struct imapi_image_entry *directory,
					const char *name, size_t length)
{
	size_t low = 0, high = directory->child_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_name(directory->children[middle]->name, name, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == directory->child_count ||
	    compare_name(directory->children[low]->name, name, length) != 0)
		return NULL;
	return directory->children[low];
}

size_t rd_tree_path(const struct imapi_image_entry *entry, char *text, size_t size)
{
	const struct imapi_image_entry *e;
	size_t length = 0, end;

	for (e = entry; e->parent; e = e->parent)
		length += 1 + strlen(e->name);
	end = length;
	for (e = entry; e->parent; e = e->parent) {
		size_t part = strlen(e->name);

		end -= part + 1;
		if (end < size)
			text[end] = e->flags & IMAPI_IMAGE_ENTRY_STREAM ? ':' : '/';
		if (end + 1 < size)
			memcpy(text + end + 1, e->name, MIN(part, size - end - 1));
	}
	if (length == 0) {
		if (size > 1)
			text[0] = '/';
		length = 1;
	}
	if (size > 0)
		text[MIN(length, size - 1)] = '\0';
	return length;
}

void rd_tree_clear(struct rd_tree *tree)
{
	arena_done(&tree->arena);
	tree->root = NULL;
}
