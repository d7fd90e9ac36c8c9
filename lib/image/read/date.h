/* SPDX-License-Identifier: MIT */
/* The two forms of a date in ECMA-119. */
#ifndef LIB_IMAGE_READ_DATE_H
#define LIB_IMAGE_READ_DATE_H

#include "imapi/image-reader.h"

#include <stdbool.h>

/* The seven bytes of a directory record (9.1.5); false if they are no date. */
bool rd_date_short(const uint8_t bytes[7], struct imapi_image_time *ret);

/*
 * The seventeen bytes of a descriptor (8.4.26.1); false if they are no date. A date that is
 * not specified (all digits 0) is a date that is not known.
 */
bool rd_date_long(const uint8_t bytes[17], struct imapi_image_time *ret);

#endif
