/* SPDX-License-Identifier: MIT */
/*
 * What the library and a separately loaded module that finds drives know of each other. Nothing
 * of the library that the module is made of shows here.
 */
#ifndef LIB_TRANSPORT_MODULE_H
#define LIB_TRANSPORT_MODULE_H

#include <stdint.h>

/* Any change of this file is another interface; a module of another one is passed over. */
#define FINDER_INTERFACE 1u
#define FINDER_SYMBOL "imapi_drive_finder"
#define FINDER_FILE "imapi-cdio.so"

/* Takes one path, "/dev/sr0" or a link to it. Returns 0 to be told more. */
typedef int finder_found_fn(void *user, const char *path);

/* The module exports one of these under the name FINDER_SYMBOL. */
struct imapi_drive_finder {
	uint32_t interface; /* FINDER_INTERFACE */
	uint32_t size;	    /* of this struct */
	const char *name;   /* what finds the drives, "libcdio 2.1.0" */

	/* Calls @found for each drive; stops, and returns what it returned, if that is not 0.
	 */
	int (*find)(finder_found_fn *found, void *user);
};

#endif
