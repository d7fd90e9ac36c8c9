/* SPDX-License-Identifier: MIT */
/* The optical drives of this machine (IMAPI v2: IDiscMaster2). */
#ifndef IMAPI_DISC_MASTER_H
#define IMAPI_DISC_MASTER_H

#include "imapi/context.h"

#include <stddef.h>
#include <stdint.h>

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
			      *   where it is, over restarts too, and no other drive's: udev's
			      *   ID_PATH where it has one (IMAPI v2: unique id) */
	const char *vendor_id, *product_id, *product_revision;
};

#define IMAPI_DRIVE_INIT                                                                       \
	{                                                                                      \
		sizeof(struct imapi_drive), "", "", "", "", ""                                 \
	}

/** Drive @index, from 0. @ret_drive->size must be set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_disc_master_item(const struct imapi_disc_master *master, size_t index,
				    struct imapi_drive *ret_drive);

/**
 * The drive of the snapshot with the unique id @id, whose address imapi_recorder_open() takes.
 * @ret_drive->size must be set. Fails with IMAPI_E_DEV_NOT_EXIST if it is not there,
 * IMAPI_E_INVALIDARG.
 */
imapi_status imapi_disc_master_find(const struct imapi_disc_master *master, const char *id,
				    struct imapi_drive *ret_drive);

/**
 * Whether there is a drive that this program can use, with the rights that it has (IMAPI v2:
 * IsSupportedEnvironment). Opens the drives of the snapshot one after the other until one can
 * be opened; one that another program holds counts. IMAPI_OK if there is one, IMAPI_S_FALSE if
 * there is none; the log (IMAPI_LOG_INFO) says why not.
 */
imapi_status imapi_disc_master_is_supported(const struct imapi_disc_master *master);

/** Tells when drives come and go, and their media (IMAPI v2: DDiscMaster2Events). */
struct imapi_drive_watch;

/** What happened. */
enum imapi_drive_event_kind {
	IMAPI_DRIVE_PRESENT = 1, /**< it was there when the watch began */
	IMAPI_DRIVE_ADDED = 2,	 /**< it came (NotifyDeviceAdded); if there is a medium in
				  *   it, its event may follow */
	IMAPI_DRIVE_REMOVED = 3, /**< it went (NotifyDeviceRemoved) */
	IMAPI_DRIVE_MEDIUM_INSERTED = 4, /**< there is a new medium in it */
	IMAPI_DRIVE_MEDIUM_REMOVED = 5,	 /**< the medium was taken out, or the tray is open */
	IMAPI_DRIVE_MEDIUM_CHANGED = 6,	 /**< one of both; the rights to find out are missing */
	IMAPI_DRIVE_EJECT_REQUESTED = 7, /**< somebody pressed the button of a locked drive */
	IMAPI_DRIVE_RESCAN = 8, /**< events were lost. Drives that came or went are told
				 *   by events before this one, media are not */
};

/** An event of the drive @address; the strings live until the next call for the watch. */
struct imapi_drive_event {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_drive_event_kind kind;
	const char *address, *id; /**< as in struct imapi_drive; "" for IMAPI_DRIVE_RESCAN */
	const char *vendor_id, *product_id, *product_revision;
	uint32_t medium_poll_ms; /**< how often the kernel asks this drive for its medium. 0:
				  *   only when it comes and when somebody opens it, so that
				  *   events of media come late or never; see
				  *   /sys/block/sr0/events_poll_msecs */
};

#define IMAPI_DRIVE_EVENT_INIT                                                                 \
	{                                                                                      \
		sizeof(struct imapi_drive_event), IMAPI_DRIVE_RESCAN, "", "", "", "", "", 0    \
	}

/**
 * Watches the drives of this machine from now on. The drives that are there already are its
 * first events (IMAPI_DRIVE_PRESENT), so that no other list is needed and none falls between
 * list and watch. Needs no rights; the watch and its events belong to the thread of the
 * context. The caller owns the watch. Fails with IMAPI_E_NOTIMPL if the library was built
 * without libudev, IMAPI_E_SYSTEM.
 */
imapi_status imapi_drive_watch_new(struct imapi_context *context,
				   struct imapi_drive_watch **ret_watch);

/** Ends a watch. NULL is fine; returns NULL. */
struct imapi_drive_watch *imapi_drive_watch_free(struct imapi_drive_watch *watch);

/**
 * A descriptor for poll(), select() and the like; readable (POLLIN) when there may be an event.
 * It belongs to the watch: do not read or close it.
 */
int imapi_drive_watch_fd(const struct imapi_drive_watch *watch);

/**
 * The next event; @ret_event->size must be set. Does not wait for one: IMAPI_S_NO_EVENT, and
 * @ret_event untouched, if there is none. Take events until then before you wait for the
 * descriptor. Where udevd does not run, a change of medium makes it ask the drive whether there
 * is one, which takes as long as the drive takes to answer.
 */
imapi_status imapi_drive_watch_next(struct imapi_drive_watch *watch,
				    struct imapi_drive_event *ret_event);

#ifdef __cplusplus
}
#endif

#endif
