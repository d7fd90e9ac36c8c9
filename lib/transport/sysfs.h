/* SPDX-License-Identifier: MIT */
/* What /sys says about a drive that somebody else has found. */
#ifndef LIB_TRANSPORT_SYSFS_H
#define LIB_TRANSPORT_SYSFS_H

#include "transport/enumerate.h"

/*
 * Fills in all but the address of @entry from /sys below @root. The id of a drive that /sys
 * does not know is its address. Takes over @entry's strings if it fails.
 */
imapi_status sysfs_describe(struct imapi_context *context, const char *root,
			    struct drive_entry *entry);

#endif
