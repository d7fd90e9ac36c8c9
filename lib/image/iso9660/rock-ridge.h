/* SPDX-License-Identifier: MIT */
/* The Rock Ridge Interchange Protocol (IEEE P1282, version 1.12) over SUSP. */
#ifndef LIB_IMAGE_ISO9660_ROCK_RIDGE_H
#define LIB_IMAGE_ISO9660_ROCK_RIDGE_H

#include "image/iso9660/hierarchy.h"
#include "image/iso9660/susp.h"

/* The entries of the record that @entry has in its directory. */
void rock_ridge_entry(const struct hierarchy *hierarchy, const struct hierarchy_entry *entry,
		      struct susp *susp);

/* The entries of "." (which in the root announce the protocol) and of "..". */
void rock_ridge_self(const struct hierarchy *hierarchy,
		     const struct hierarchy_directory *directory, struct susp *susp);
void rock_ridge_parent(const struct hierarchy_directory *directory, struct susp *susp);

#endif
