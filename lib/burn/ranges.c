/* SPDX-License-Identifier: MIT */
#include "burn/ranges.h"

#include "base/mem.h"

void ranges_done(struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++)
		free(ranges->items[i].path);
	free(ranges->items);
	*ranges = (struct ranges){ 0 };
}

static bool same_path(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

imapi_status ranges_add(struct ranges *ranges, int64_t start, uint64_t sectors, bool unreadable,
			const char *path, struct imapi_error *err)
{
	struct range *last = ranges->count ? &ranges->items[ranges->count - 1] : NULL, *items;
	AUTOFREE char *copy = NULL;

	ranges->sectors += sectors;
	if (last && last->start + (int64_t)last->sectors == start &&
	    last->unreadable == unreadable && same_path(last->path, path)) {
		last->sectors += sectors;
		return IMAPI_OK;
	}
	if (ranges->count >= RANGES_MAX)
		return IMAPI_OK;
	copy = path ? strdup(path) : NULL;
	items = array_grow(ranges->items, ranges->count, &ranges->room, sizeof(*items));
	if (items)
		ranges->items = items;
	if (!items || (path && !copy))
		return err_no_memory(err);
	items[ranges->count++] = (struct range){ start, sectors, unreadable, STEAL(copy) };
	return IMAPI_OK;
}
