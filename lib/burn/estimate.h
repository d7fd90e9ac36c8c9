/* SPDX-License-Identifier: MIT */
/* Speed and remaining time, smoothed for people. */
#ifndef LIB_BURN_ESTIMATE_H
#define LIB_BURN_ESTIMATE_H

#include "base/units.h"

#define ESTIMATE_SLOTS 4

struct estimate {
	usec_t started; /* the job */
	usec_t action_started, action_expect, rest_expect;
	usec_t sampled; /* when the speed was last taken */
	uint64_t sampled_bytes;
	kbps_t speed;
	usec_t slots[ESTIMATE_SLOTS];
	unsigned slot, filled;
};

void estimate_start(struct estimate *e, usec_t now);

/* A new action begins; @expect is its time as planned, @rest that of all later ones. */
void estimate_action(struct estimate *e, usec_t now, usec_t expect, usec_t rest);

/* @done of @total bytes are moved. */
void estimate_moved(struct estimate *e, usec_t now, uint64_t done, uint64_t total);

/* A wait goes on; @progress is of 65536, negative if the device does not tell. */
void estimate_waited(struct estimate *e, usec_t now, int32_t progress);

/* A wait goes on, and will do so for @left. */
void estimate_left(struct estimate *e, usec_t now, usec_t left);

usec_t estimate_elapsed(const struct estimate *e, usec_t now);
usec_t estimate_remaining(const struct estimate *e);

#endif
