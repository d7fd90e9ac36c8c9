/* SPDX-License-Identifier: MIT */
/* Finding the optical drives of this machine. */
#ifndef LIB_TRANSPORT_ENUMERATE_H
#define LIB_TRANSPORT_ENUMERATE_H

#include "imapi/context.h"

#include <stdbool.h>
#include <stddef.h>

/* One drive as the system knows it, without asking the drive itself. */
struct drive_entry {
	char *address;	/* "/dev/sr0" */
	char *id;	/* where it is plugged in, "pci-0000:00:1f.2-ata-1.0" */
	char vendor[9]; /* INQUIRY, trailing blanks cut */
	char product[17], revision[5];
	bool in_sysfs; /* found there, so that its leaving shows there */
};

/* Releases the strings of @entry. */
void drive_entry_done(struct drive_entry *entry);

/* A copy with strings of its own; false if memory ran out. */
bool drive_entry_copy(const struct drive_entry *entry, struct drive_entry *ret_copy);

struct drive_list {
	struct drive_entry *items; /* in order of address, sr2 before sr10 */
	size_t count, room;
};

/* Releases what the list holds, not the list itself. */
void drive_list_done(struct drive_list *list);

/* The drive at @address, or NULL. */
const struct drive_entry *drive_list_find(const struct drive_list *list, const char *address);

/* Takes over the strings of @entry, also if it fails. Does nothing for a known address. */
imapi_status drive_list_add(struct imapi_context *context, struct drive_list *list,
			    struct drive_entry *entry);

/*
 * Adds the drives that the system below the directory @root knows ("" for this machine; a test
 * brings its own). A machine that has none, or no /sys, is not a failure.
 */
imapi_status enumerate_drives(struct imapi_context *context, const char *root,
			      struct drive_list *list);

/* Ways to find drives: rows of the table in enumerate.c. */
imapi_status enumerate_sysfs(struct imapi_context *context, const char *root,
			     struct drive_list *list);

/*
 * By the module (module.h) in the folder that the build names, or IMAPI_MODULE_PATH; an empty
 * one is none. Asks only if a device node is not accounted for by the drives in the list. Finds
 * drives of this machine only, not of another @root. That the module is absent, or no such
 * module, is no failure.
 */
imapi_status enumerate_module(struct imapi_context *context, const char *root,
			      struct drive_list *list);

#endif
