/* SPDX-License-Identifier: MIT */
/* Takes a folder of this machine into a tree. */
#ifndef LIB_IMAGE_SOURCE_H
#define LIB_IMAGE_SOURCE_H

#include "imapi/file-system-image.h"

#include "image/tree.h"

/* The first name of each inode that has several. */
struct source_links {
	struct source_link *slots;
	size_t count, room;
};

/* IMAPI v2's UseRestrictedCharacterSet: whether such a name may be. */
bool source_is_restricted(const char *name, size_t length);

void source_links_done(struct source_links *links);

struct source_options {
	imapi_image_filter_fn *filter; /* may be NULL */
	void *filter_user;
	imapi_image_unreadable_fn *unreadable; /* NULL: an error */
	void *unreadable_user;
	enum imapi_image_special special;
	bool restricted_names;
	struct source_links *links; /* kept from scan to scan */
};

/* Leaves a file out with a remark, or fails. */
imapi_status source_unreadable(const struct source_options *options, struct imapi_error *err,
			       imapi_status status, const char *path, int number);

/*
 * Reads the folder of @origin, without following a symbolic link, into @top, a directory
 * that is in no tree yet and at which @origin points. The metadata of @top becomes
 * that of the folder.
 */
imapi_status source_scan(struct tree *tree, uint16_t origin, struct tree_node *top,
			 const struct source_options *options, struct imapi_error *err);

#endif
