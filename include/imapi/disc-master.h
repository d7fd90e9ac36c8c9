/* SPDX-License-Identifier: MIT */
/* The optical drives of this machine (IMAPI v2: IDiscMaster2). */
#ifndef IMAPI_DISC_MASTER_H
#define IMAPI_DISC_MASTER_H

#include "imapi/context.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A snapshot of the drives that were there when it was made. */
struct imapi_disc_master;

/** Looks for drives. None is not a failure. The caller owns the snapshot. */
imapi_status imapi_disc_master_new(struct imapi_context *context,
				   struct imapi_disc_master **ret_master);

/** Releases a snapshot. NULL is fine; returns NULL. */
struct imapi_disc_master *imapi_disc_master_free(struct imapi_disc_master *master);

/** How many drives the snapshot holds. */
size_t imapi_disc_master_count(const struct imapi_disc_master *master);

/** One drive as the system knows it; the strings live as long as the snapshot. */
struct imapi_drive {
	size_t size;	     /**< sizeof, as the program was compiled */
	const char *address; /**< for imapi_recorder_open() */
	const char *id;	     /**< the same for the same drive as long as it stays plugged in
			      *   where it is (IMAPI v2: unique id) */
	const char *vendor_id, *product_id, *product_revision;
};

#define IMAPI_DRIVE_INIT                                                                       \
	{                                                                                      \
		sizeof(struct imapi_drive), "", "", "", "", ""                                 \
	}

/** Drive @index, from 0. @ret_drive->size must be set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_disc_master_item(const struct imapi_disc_master *master, size_t index,
				    struct imapi_drive *ret_drive);

#ifdef __cplusplus
}
#endif

#endif
