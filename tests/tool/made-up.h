/* SPDX-License-Identifier: MIT */
/* Reports of burns that never were, with everything in them that a report can show. */
#ifndef TESTS_TOOL_MADE_UP_H
#define TESTS_TOOL_MADE_UP_H

#include "tools/report-data.h"

struct made_up {
	struct report_data data;
	struct failure failure;
};

/*
 * "verified": a long close with two sources believed and two not, a deadline that moves,
 * foretold times; "junk": progress that is not trusted, no deadline; "silent": a drive that
 * dies; "bad": bad sectors in files with hostile names; "empty": nothing was done; "full": as
 * many polls and samples as there can be. Returns false for other names.
 */
bool made_up_begin(struct made_up *m, const char *name);
void made_up_done(struct made_up *m);

#endif
