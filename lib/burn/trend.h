/* SPDX-License-Identifier: MIT */
/* What the progress that a drive reports is worth, and when it will be at its end. */
#ifndef LIB_BURN_TREND_H
#define LIB_BURN_TREND_H

#include "imapi/wait.h"

#include "base/units.h"

#include <stdbool.h>

#define TREND_POINTS 16

struct trend_point {
	usec_t at;
	int32_t progress; /* of 65536 */
};

struct trend {
	enum imapi_progress_class class;
	struct trend_point
		points[TREND_POINTS]; /* distinct values of this phase, oldest first */
	unsigned count;
	unsigned rises, samples; /* in this phase */
	usec_t first_seen;	 /* of this phase */
	usec_t longest_gap;	 /* between two rises */
	unsigned drops;		 /* in all, of more than a phase's end */
	uint16_t recent_drops;	 /* a bit per sample, the newest lowest */
	unsigned phases;	 /* that were finished */
};

/* One sample: 0 to 65535. True if it shows that the drive gets on. */
bool trend_add(struct trend *trend, usec_t now, int32_t progress);

/* Time until the end by the progress of this phase; 0 if nothing is known. */
usec_t trend_left(const struct trend *trend);

#endif
