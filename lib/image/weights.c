/* SPDX-License-Identifier: MIT */
#include "image/weights.h"

#include "base/mem.h"

#include <fnmatch.h>

#define PATH_ROOM 65536u

bool weights_add(struct weights *w, const char *pattern, int weight)
{
	struct weight *at = array_grow(w->at, w->count, &w->room, sizeof(*at));

	if (!at)
		return false;
	w->at = at;
	at[w->count] = (struct weight){ strdup(pattern), weight };
	return at[w->count].pattern && ++w->count;
}

void weights_clear(struct weights *w)
{
	while (w->count > 0)
		free(w->at[--w->count].pattern);
	free(w->at);
	*w = (struct weights){ 0 };
}

/* The name, the path, or a folder above. */
static bool fits(const char *pattern, const struct tree_node *node, const char *path)
{
	pattern += *pattern == '/';
	return !fnmatch(pattern, node->name, 0) ||
	       !fnmatch(pattern, path + 1, FNM_PATHNAME | FNM_LEADING_DIR);
}

int weights_of(const struct weights *w, const struct tree_node *node, char *path, size_t room)
{
	tree_disc_path(node, path, room);
	for (size_t i = w->count; i > 0; i--)
		if (fits(w->at[i - 1].pattern, node, path))
			return w->at[i - 1].weight;
	return 0;
}

struct weighed {
	struct tree_node *node;
	size_t order;
	int weight;
};

static int heaviest_first(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

bool weights_sort(const struct weights *w, struct tree_node **files, size_t count)
{
	AUTOFREE struct weighed *weighed = calloc(count + 1, sizeof(*weighed));
	AUTOFREE char *path = malloc(PATH_ROOM);

	if (!weighed || !path)
		return false;
	for (size_t i = 0; i < count; i++)
		weighed[i] = (struct weighed){ files[i], i,
					       weights_of(w, files[i], path, PATH_ROOM) };
	array_sort(weighed, count, sizeof(*weighed), heaviest_first);
	for (size_t i = 0; i < count; i++)
		files[i] = weighed[i].node;
	return true;
}
