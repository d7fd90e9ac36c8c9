/* SPDX-License-Identifier: MIT */
/* The time of day, for the dates that an image carries; nothing is timed with it. */
#ifndef LIB_BASE_WALL_CLOCK_H
#define LIB_BASE_WALL_CLOCK_H

#include <stdint.h>

/*
 * Seconds since 1970-01-01 00:00:00 UTC: the environment's SOURCE_DATE_EPOCH if it is set and a
 * number, else the clock.
 */
int64_t wall_clock(void);

#endif
