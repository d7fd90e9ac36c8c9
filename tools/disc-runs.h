/* SPDX-License-Identifier: MIT */
/* Where on a disc the files of a session lie that an earlier session has written. */
#ifndef TOOLS_DISC_RUNS_H
#define TOOLS_DISC_RUNS_H

#include "imapi/image-reader.h"

#include <stdbool.h>

struct disc_run {
	uint64_t from, to; /* LBA of the first sector, and behind the last */
};

struct disc_runs {
	struct disc_run *at; /* in the order of the disc; none touches the next */
	size_t count, room;
	uint64_t sectors;
};

/*
 * Finds the sectors before LBA @end that files of @reader (NULL: none) lie in. What cannot be
 * read of the tree is left out. False: out of memory.
 */
bool disc_runs_find(struct imapi_image_reader *reader, uint64_t end, struct disc_runs *runs);
void disc_runs_done(struct disc_runs *runs);

#endif
