/* SPDX-License-Identifier: MIT */
/* The text of the progress line. */
#ifndef TOOLS_PROGRESS_LINE_H
#define TOOLS_PROGRESS_LINE_H

#include "progress.h"

/* 0 to 1, or negative if it is not known. */
double progress_fraction(const struct progress_state *state);

/*
 * Action, percent, bar, speed, buffer fill, time left; what does not fit into @width columns
 * is left out, the least important first. A @width of 0 means a line without end or bar.
 */
void progress_line(char *line, size_t room, const struct progress_state *state,
		   uint32_t single_kbps, unsigned width);

#endif
