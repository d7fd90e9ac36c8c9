/* SPDX-License-Identifier: MIT */
/* From the identifiers of the disc to the names of a path. */
#ifndef LIB_IMAGE_READ_NAMES_H
#define LIB_IMAGE_READ_NAMES_H

#include "imapi/image-reader.h"

#include "image/read/rock.h"
#include "image/read/scan.h"

#define RD_TEXT_MAX (RD_NAME_MAX + 1) /* room for any name and its terminator */

/*
 * Writes the name that @record has in a tree of @kind, terminated, and returns its length.
 * @rock is NULL unless the tree is Rock Ridge's. *@ret_changed is set if a character that no
 * path can have was replaced.
 */
size_t rd_name_of(const struct rd_record *record, enum imapi_image_tree kind,
		  const struct rd_rock *rock, char text[RD_TEXT_MAX], bool *ret_changed);

/*
 * Replaces what would make the name something else in a path; @text has room for one byte more
 * than @length and a terminator. Returns the length.
 */
size_t rd_name_harmless(char *text, size_t length, bool *ret_changed);

#endif
