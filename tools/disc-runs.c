/* SPDX-License-Identifier: MIT */
#include "disc-runs.h"

#include "size.h"

#include <stdlib.h>

static bool add(struct disc_runs *runs, struct disc_run run)
{
	if (runs->count == runs->room) {
		size_t room = runs->room ? 2 * runs->room : 64;
		struct disc_run *at = realloc(runs->at, room * sizeof(*at));

		if (!at)
			return false;
		runs->at = at;
		runs->room = room;
	}
	runs->at[runs->count++] = run;
	return true;
}

static bool add_extents(struct disc_runs *runs, const struct imapi_image_entry *entry,
			uint64_t end)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	struct imapi_image_extent extent;

	if (IMAPI_FAILED(imapi_image_entry_info(entry, &info)) || info.type != IMAPI_IMAGE_FILE)
		return true;
	for (size_t i = 0; i < info.extent_count; i++) {
		struct disc_run run;

		if (IMAPI_FAILED(imapi_image_entry_extent(entry, i, &extent)))
			return true;
		run.from = extent.block;
		run.to = extent.block + (extent.length + SECTOR - 1) / SECTOR;
		run.to = run.to < end ? run.to : end;
		if (run.from < run.to && !add(runs, run))
			return false;
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct disc_run *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Names of one file, and files side by side, become one run. */
static void join(struct disc_runs *runs)
{
	size_t kept = 0;

	if (runs->count)
		qsort(runs->at, runs->count, sizeof(*runs->at), by_place);
	for (size_t i = 0; i < runs->count; i++) {
		struct disc_run *last = kept ? &runs->at[kept - 1] : NULL;

		if (!last || runs->at[i].from > last->to)
			runs->at[kept++] = runs->at[i];
		else if (runs->at[i].to > last->to)
			last->to = runs->at[i].to;
	}
	runs->count = kept;
	for (size_t i = 0; i < kept; i++)
		runs->sectors += runs->at[i].to - runs->at[i].from;
}

bool disc_runs_find(struct imapi_image_reader *reader, uint64_t end, struct disc_runs *runs)
{
	const struct imapi_image_entry *entry = NULL;

	while (reader && end && !IMAPI_FAILED(imapi_image_reader_next(reader, entry, &entry)) &&
	       entry)
		if (!add_extents(runs, entry, end))
			return false;
	join(runs);
	return true;
}

void disc_runs_done(struct disc_runs *runs)
{
	free(runs->at);
}
