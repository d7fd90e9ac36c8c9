/* SPDX-License-Identifier: MIT */
/* One wait over time: polls, reported progress, and the deadline as it moved. */
#ifndef TOOLS_CHART_WAIT_H
#define TOOLS_CHART_WAIT_H

#include "report-data.h"

#include <stdio.h>

/* Draws it; needs a poll at least. @index makes the id of the drawing. */
void chart_wait(FILE *out, const struct report_wait *wait, unsigned index);

#endif
