/* SPDX-License-Identifier: MIT */
/* Reading all that a session needs, to see whether it can be read. */
#ifndef TOOLS_DISC_SCAN_H
#define TOOLS_DISC_SCAN_H

#include "disc-range.h"

struct disc_scan {
	uint64_t good, bad; /* sectors */
	uint64_t earlier;   /* of these in sessions before, whose files are seen in this one */
};

/*
 * Reads every sector of the range and of its files that lie before it, one by one where many at
 * a time fail. Bad ones are told with the file that they belong to.
 */
imapi_status disc_scan(struct run *run, struct disc_range *range, struct disc_scan *ret);

#endif
