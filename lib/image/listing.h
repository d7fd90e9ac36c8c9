/* SPDX-License-Identifier: MIT */
/* The entries of a folder of this machine with their status, asked for by a few threads. */
#ifndef LIB_IMAGE_LISTING_H
#define LIB_IMAGE_LISTING_H

#include <dirent.h>
#include <stddef.h>
#include <sys/stat.h>

/* System's error numbers are 0 for success. */
struct listed {
	struct stat status; /* of the entry itself, also of a symbolic link */
	int unknown;	    /* why it has no status */
	int unreadable;	    /* why this program may not read it, a regular file */
	char name[256];
};

struct listing;

struct listing *listing_new(void);		       /* NULL: out of memory */
struct listing *listing_free(struct listing *listing); /* NULL is fine; returns NULL */

/*
 * Reads the next entries of @folder, in its order, but for "." and "..". *@ret_count is 0 at
 * the end. Returns the system's error number with which reading the folder ended, or 0.
 */
int listing_read(struct listing *listing, DIR *folder, size_t *ret_count);

/* One of the entries that were read last. */
const struct listed *listing_at(const struct listing *listing, size_t index);

#endif
