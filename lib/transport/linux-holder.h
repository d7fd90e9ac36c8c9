/* SPDX-License-Identifier: MIT */
/* Who uses a drive: mounted file systems by device number, and processes that have it open. */
#ifndef LIB_TRANSPORT_LINUX_HOLDER_H
#define LIB_TRANSPORT_LINUX_HOLDER_H

#include "transport/linux-node.h"

#include <stdbool.h>
#include <stdio.h>

/* Told each place where something is mounted; false ends the search. */
typedef bool mount_fn(void *user, const char *where);

/* Goes through a table like /proc/self/mountinfo, for what is mounted from @device. */
void holder_each_mount(FILE *table, dev_t device, mount_fn *fn, void *user);

/* The first place where the disc is mounted. */
bool holder_find_mount(const struct drive_node *node, char *where, size_t room);

/*
 * Lists processes, but not this one, that have a node of the drive open, "xorriso (process 12),
 * vlc (process 14)", as far as rights allow it to be seen; the first goes to *@ret_first, too.
 * False if there is none.
 */
bool holder_find_processes(const struct drive_node *node, char *text, size_t room,
			   struct imapi_exclusive_owner *ret_first);

#endif
