/* SPDX-License-Identifier: MIT */
/* What a file entry says about its file, as an entry of the tree. */
#ifndef LIB_IMAGE_READ_UDF_ENTRY_H
#define LIB_IMAGE_READ_UDF_ENTRY_H

#include "image/read/tree.h"
#include "image/read/udf/icb.h"

#define RD_UDF_PATH_MAX 16384u /* bytes of path components */

/* Fills type, mode, owner, times, device and flags; false if the type is none of a file. */
bool rd_udf_describe(const struct rd_udf_file *file, struct imapi_image_entry *ret);

/*
 * The path components of a symbolic link (ECMA-167 4/14.16) as a target, terminated. Returns
 * NULL or what is wrong.
 */
const char *rd_udf_target(const uint8_t *bytes, size_t length, char text[RD_TARGET_MAX + 1]);

#endif
