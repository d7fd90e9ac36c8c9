/* SPDX-License-Identifier: MIT */
/* Speed over the disc, the buffers below it, and where the disc is bad. */
#ifndef TOOLS_CHART_SPEED_H
#define TOOLS_CHART_SPEED_H

#include "report-data.h"

#include <stdio.h>

struct speed_chart {
	const char *id, *about;
	const struct series *series;
	bool with_buffers;
	double from, to; /* LBA: all that was to be moved */
	uint32_t single_kbps;
	double average_kbps;
	const struct report_range *ranges; /* that are bad */
	unsigned range_count;
	int64_t lost_from; /* -1: nothing */
};

/* Draws it; needs a sample at least. */
void chart_speed(FILE *out, const struct speed_chart *chart);

#endif
