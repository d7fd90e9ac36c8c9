/* SPDX-License-Identifier: MIT */
/* What every loader of a tree does: directories queued, entries appended and put in order. */
#ifndef LIB_IMAGE_READ_BUILD_H
#define LIB_IMAGE_READ_BUILD_H

#include "image/read/tree.h"

struct rd_build {
	struct rd_tree *tree;
	struct imapi_error *err;
	struct imapi_image_entry **queue; /* of directories to be read */
	size_t at, count, room;
};

/* A fault of @entry that lies at @block. */
imapi_status rd_build_fault(struct rd_build *build, const struct imapi_image_entry *entry,
			    uint64_t block, const char *what);

/* Turns a fault into a line of log where that was asked for. */
imapi_status rd_build_forgive(struct rd_build *build, imapi_status status);

imapi_status rd_build_enqueue(struct rd_build *build, struct imapi_image_entry *directory);

imapi_status rd_build_append(struct rd_build *build, struct imapi_image_entry *directory,
			     struct imapi_image_entry *entry);

/* Adds an extent at the end of the entry; its length grows by that. */
imapi_status rd_build_extent(struct rd_build *build, struct imapi_image_entry *entry,
			     const struct imapi_image_extent *extent);

/* Sorts the children of all directories of the queue and moves their lists to the arena. */
imapi_status rd_build_settle(struct rd_build *build);

void rd_build_clear(struct rd_build *build);

#endif
