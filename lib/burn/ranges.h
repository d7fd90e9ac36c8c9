/* SPDX-License-Identifier: MIT */
/* Runs of bad sectors, in order of LBA, and the files they belong to. */
#ifndef LIB_BURN_RANGES_H
#define LIB_BURN_RANGES_H

#include "imapi/status.h"

#include "base/error.h"

#define RANGES_MAX 10000u

struct range {
	int64_t start;
	uint64_t sectors;
	bool unreadable;
	char *path; /* NULL: none */
};

struct ranges {
	struct range *items;
	size_t count, room;
	uint64_t sectors; /* in all, also those that found no room */
};

void ranges_done(struct ranges *ranges);

/*
 * Adds sectors behind all others; joins them to the last run if they continue it. @path may
 * be NULL. Beyond RANGES_MAX runs only the sectors are counted.
 */
imapi_status ranges_add(struct ranges *ranges, int64_t start, uint64_t sectors, bool unreadable,
			const char *path, struct imapi_error *err);

#endif
