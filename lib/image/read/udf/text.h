/* SPDX-License-Identifier: MIT */
/* Texts and times of UDF. */
#ifndef LIB_IMAGE_READ_UDF_TEXT_H
#define LIB_IMAGE_READ_UDF_TEXT_H

#include "imapi/image-reader.h"

#include <stdbool.h>

/*
 * OSTA Compressed Unicode (UDF 2.1.1) to UTF-8, terminated: at most 2 bytes for each of the
 * @length and one more. Returns the length; *@ret_known is false if the compression is none
 * that UDF has.
 */
size_t rd_udf_text(const uint8_t *bytes, size_t length, char *text, bool *ret_known);

/* A field of fixed size whose last byte counts the others that are used (UDF 2.1.3). */
size_t rd_udf_dstring(const uint8_t *field, size_t size, char *text);

/* ECMA-167 1/7.3; not known if it is no date. */
void rd_udf_time(const uint8_t bytes[12], struct imapi_image_time *ret);

#endif
