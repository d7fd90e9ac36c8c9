/* SPDX-License-Identifier: MIT */
/* A moment as a date of the Gregorian calendar, UTC. */
#ifndef LIB_IMAGE_DATE_H
#define LIB_IMAGE_DATE_H

#include <stdint.h>

struct date {
	int64_t year;
	int month, day; /* from 1 */
	int hour, minute, second;
};

/* @seconds since 1970-01-01 00:00:00; at most 10^15 either way. */
struct date date_of(int64_t seconds);

#endif
