/* SPDX-License-Identifier: MIT */
/* From the dates of a disc to points in time. */
#ifndef LIB_IMAGE_READ_DATE_H
#define LIB_IMAGE_READ_DATE_H

#include "imapi/image-reader.h"

#include <stdbool.h>

/* A date of the Gregorian calendar as a disc has it. */
struct rd_civil {
	int year;
	unsigned month, day, hour, minute, second;
	int offset; /* minutes east of Greenwich */
};

/* False, and a time that is not known, if there is no such date after the year 0. */
bool rd_date_civil(const struct rd_civil *c, uint32_t nanoseconds,
		   struct imapi_image_time *ret);

/* The seven bytes of a directory record (9.1.5); false if they are no date. */
bool rd_date_short(const uint8_t bytes[7], struct imapi_image_time *ret);

/*
 * The seventeen bytes of a descriptor (8.4.26.1); false if they are no date. A date that is
 * not specified (all digits 0) is a date that is not known.
 */
bool rd_date_long(const uint8_t bytes[17], struct imapi_image_time *ret);

#endif
