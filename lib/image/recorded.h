/* SPDX-License-Identifier: MIT */
/* The names that the file systems of a planned image record, and why they differ. */
#ifndef LIB_IMAGE_RECORDED_H
#define LIB_IMAGE_RECORDED_H

#include "imapi/image-names.h"

#include "image/layout.h"

#define RECORDED_NAME_MAX (3u * 255u + 1u) /* bytes of UTF-8 with the terminator */

/*
 * The name of @node in one file system. Returns its length, 0 if the file system does not show
 * it or is not there.
 */
size_t recorded_name(const struct layout *layout, enum imapi_file_systems file_system,
		     const struct tree_node *node, char name[RECORDED_NAME_MAX]);

/* The path of it in the same way, "/A/B"; writes at most @room bytes with the terminator. */
size_t recorded_path(const struct layout *layout, enum imapi_file_systems file_system,
		     const struct tree_node *node, char *path, size_t room);

/* Goes through all names that differ. */
imapi_status recorded_changes(const struct layout *layout, imapi_image_renamed_fn *fn,
			      void *user, struct imapi_error *err);

#endif
