/* SPDX-License-Identifier: MIT */
/* Reads many small files of this machine at once, by a few threads. */
#ifndef LIB_IMAGE_SMALL_FILES_H
#define LIB_IMAGE_SMALL_FILES_H

#include "image/tree.h"

#define SMALL_FILE_MAX 262144u /* bytes */
#define SMALL_FILES_LEAST 16u  /* that are worth to be shared out */

struct small_files;

/* Files whose contents follow one another, each from the start of a block. */
struct small_run {
	struct tree_node *const *files;
	size_t count;
	const uint32_t *blocks; /* where each begins, by number of the node */
};

struct small_files *small_files_new(const struct tree *tree); /* NULL: out of memory */
struct small_files *small_files_free(
	struct small_files *small); /* NULL is fine; returns NULL */

/*
 * Puts the contents, with the zeroes up to the end of the last block, to @data. Each file must
 * be as it was when it was taken; of those that are not the first one is named in @err.
 */
imapi_status small_files_read(struct small_files *small, const struct small_run *run,
			      uint8_t *data, struct imapi_error *err);

#endif
