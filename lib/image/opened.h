/* SPDX-License-Identifier: MIT */
/* What is open of this machine while contents are read: a file, and the folder of the last. */
#ifndef LIB_IMAGE_OPENED_H
#define LIB_IMAGE_OPENED_H

#include "image/tree.h"

struct opened {
	const struct tree *tree;
	struct host_file file;
	const struct tree_node *node;	   /* whose contents @file has */
	const struct tree_node *directory; /* whose descriptor @handle is, on the host side */
	uint16_t origin;		   /* of @directory */
	int handle;
	const struct tree_node *told; /* the last file of which it was told that it changed */
};

#define OPENED_NONE(of)                                                                        \
	{                                                                                      \
		.tree = (of), .file = HOST_FILE_CLOSED, .handle = -1                           \
	}

/*
 * All of these are about @node, a regular file of this machine, which must be as it was when
 * it was taken. Messages do not name it; see opened_name().
 */

/* Reads a part of it; the file stays open until its end was read. */
imapi_status opened_read(struct opened *opened, const struct tree_node *node, uint64_t offset,
			 uint8_t *data, size_t length, struct imapi_error *err);

/* Reads all of it. */
imapi_status opened_read_whole(struct opened *opened, const struct tree_node *node,
			       uint8_t *data, struct imapi_error *err);

/* As region_ops->copy, from inside the file. */
struct region_copy;
imapi_status opened_copy(struct opened *opened, const struct tree_node *node,
			 const struct region_copy *want, uint64_t *ret_copied,
			 struct imapi_error *err);

/* Looks at it without opening it. */
imapi_status opened_look(struct opened *opened, const struct tree_node *node,
			 struct imapi_error *err);

/* Puts the path of @node before the message of a failure. */
imapi_status opened_name(const struct tree *tree, const struct tree_node *node,
			 imapi_status status, struct imapi_error *err);

void opened_done(struct opened *opened);

#endif
