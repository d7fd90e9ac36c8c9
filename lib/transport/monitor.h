/* SPDX-License-Identifier: MIT */
/* The drives that are known, and what uevents make of them. */
#ifndef LIB_TRANSPORT_MONITOR_H
#define LIB_TRANSPORT_MONITOR_H

#include "imapi/disc-master.h"
#include "transport/enumerate.h"
#include "transport/udev-monitor.h"

struct monitor;

struct monitor_event {
	enum imapi_drive_event_kind kind;
	struct drive_entry drive; /* empty for IMAPI_DRIVE_RESCAN */
	uint32_t medium_poll_ms;
};

/*
 * Knows the drives below @root (as in enumerate.h), which are its first events. What tells of
 * changes must listen before.
 */
imapi_status monitor_new(struct imapi_context *context, const char *root,
			 struct monitor **ret_monitor);
struct monitor *monitor_free(struct monitor *monitor);

/* Finds out what @uevent means; the result waits for monitor_pop(). */
imapi_status monitor_take(struct monitor *monitor, const struct uevent *uevent);

/* The next event, whose strings the caller now owns; false: there is none. */
bool monitor_pop(struct monitor *monitor, struct monitor_event *ret_event);

#endif
