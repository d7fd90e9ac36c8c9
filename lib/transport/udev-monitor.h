/* SPDX-License-Identifier: MIT */
/* What the kernel and udev tell about devices that may be drives. */
#ifndef LIB_TRANSPORT_UDEV_MONITOR_H
#define LIB_TRANSPORT_UDEV_MONITOR_H

#include "imapi/context.h"

#include <stdbool.h>

enum uevent_action { UEVENT_ADD, UEVENT_REMOVE, UEVENT_CHANGE, UEVENT_LOST };

struct uevent {
	enum uevent_action
		action;	  /* UEVENT_LOST: some did not fit the buffer; the rest is empty */
	char address[32]; /* "/dev/sr0" or "/dev/sg0" */
	bool media_change, eject_request;
	int medium; /* 1: there is one, 0: none, -1: nobody says */
};

/* Receives from when it is made; events wait in the kernel until they are taken. */
struct udev_monitor_source;

imapi_status udev_source_new(struct imapi_context *context,
			     struct udev_monitor_source **ret_source);
struct udev_monitor_source *udev_source_free(struct udev_monitor_source *source);

/* Readable when udev_source_next() has something to look at. */
int udev_source_fd(const struct udev_monitor_source *source);

/* IMAPI_OK and an event, or IMAPI_S_NO_EVENT; does not wait. */
imapi_status udev_source_next(struct udev_monitor_source *source, struct uevent *ret_event);

#endif
