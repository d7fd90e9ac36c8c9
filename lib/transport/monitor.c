/* SPDX-License-Identifier: MIT */
#include "transport/monitor.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/attribute.h"

#include <stdio.h>

struct monitor {
	struct imapi_context *context;
	const char *root;
	struct drive_list known;
	char leaving[32]; /* address of the drive that was told last to go, "" when it is gone
			   */
	struct monitor_event *events; /* those from @next to @count wait */
	size_t next, count, room;
};

static void free_monitor(struct monitor **monitor)
{
	monitor_free(*monitor);
}

static void list_done(struct drive_list *list)
{
	drive_list_done(list);
}

/*
 * How often the kernel asks the drive for news of its medium: the drive's own setting (-1: the
 * general one), unless the drive tells unasked (Documentation/ABI/stable/sysfs-block).
 */
static uint32_t poll_interval(const char *root, const char *address)
{
	const char *name = address + strlen("/dev/");
	char text[64];
	long own;

	if (attribute_read_path(text, sizeof(text), "%s/sys/class/block/%s/events_async", root,
				name) &&
	    strstr(text, "media_change"))
		return 1;
	if (!attribute_read_path(text, sizeof(text), "%s/sys/class/block/%s/events_poll_msecs",
				 root, name))
		return 0;
	own = strtol(text, NULL, 10);
	if (own < 0 && attribute_read_path(text, sizeof(text),
					   "%s/sys/module/block/parameters/"
					   "events_dfl_poll_msecs",
					   root))
		own = strtol(text, NULL, 10);
	return own > 0 ? (uint32_t)MIN(own, (long)UINT32_MAX) : 0;
}

static imapi_status queue(struct monitor *monitor, enum imapi_drive_event_kind kind,
			  const struct drive_entry *drive)
{
	struct monitor_event event = { .kind = kind };
	struct monitor_event *events =
		array_grow(monitor->events, monitor->count, &monitor->room, sizeof(*events));

	if (!events)
		return err_no_memory(&monitor->context->error);
	monitor->events = events;
	if (drive && !drive_entry_copy(drive, &event.drive))
		return err_no_memory(&monitor->context->error);
	if (drive)
		event.medium_poll_ms = poll_interval(monitor->root, drive->address);
	events[monitor->count++] = event;
	return IMAPI_OK;
}

imapi_status monitor_new(struct imapi_context *context, const char *root,
			 struct monitor **ret_monitor)
{
	CLEANUP(free_monitor) struct monitor *monitor = zalloc(sizeof(*monitor));
	imapi_status status;

	if (!monitor)
		return err_no_memory(&context->error);
	monitor->context = context;
	monitor->root = root;
	status = enumerate_drives(context, root, &monitor->known);
	for (size_t i = 0; !IMAPI_FAILED(status) && i < monitor->known.count; i++)
		status = queue(monitor, IMAPI_DRIVE_PRESENT, &monitor->known.items[i]);
	if (IMAPI_FAILED(status))
		return status;
	*ret_monitor = STEAL(monitor);
	return IMAPI_OK;
}

struct monitor *monitor_free(struct monitor *monitor)
{
	struct monitor_event event;

	if (!monitor)
		return NULL;
	while (monitor_pop(monitor, &event))
		drive_entry_done(&event.drive);
	drive_list_done(&monitor->known);
	free(monitor->events);
	free(monitor);
	return NULL;
}

bool monitor_pop(struct monitor *monitor, struct monitor_event *ret_event)
{
	if (monitor->next == monitor->count) {
		monitor->next = monitor->count = 0;
		return false;
	}
	*ret_event = monitor->events[monitor->next++];
	return true;
}

static imapi_status remove_known(struct monitor *monitor, size_t at)
{
	struct drive_list *known = &monitor->known;
	imapi_status status = queue(monitor, IMAPI_DRIVE_REMOVED, &known->items[at]);

	if (IMAPI_FAILED(status))
		return status;
	drive_entry_done(&known->items[at]);
	known->count--;
	memmove(&known->items[at], &known->items[at + 1],
		(known->count - at) * sizeof(*known->items));
	return IMAPI_OK;
}

static imapi_status add_known(struct monitor *monitor, const struct drive_entry *drive)
{
	struct drive_entry copy;
	imapi_status status = queue(monitor, IMAPI_DRIVE_ADDED, drive);

	if (IMAPI_FAILED(status))
		return status;
	if (!drive_entry_copy(drive, &copy))
		return err_no_memory(&monitor->context->error);
	return drive_list_add(monitor->context, &monitor->known, &copy);
}

/* Another drive can have taken the place, and the name, of one that is gone. */
static bool is_same(const struct drive_entry *a, const struct drive_entry *b)
{
	return b && !strcmp(a->id, b->id);
}

static imapi_status remove_gone(struct monitor *monitor, const struct drive_list *now)
{
	struct drive_list *known = &monitor->known;
	imapi_status status = IMAPI_OK;

	for (size_t i = known->count; i-- > 0 && !IMAPI_FAILED(status);) {
		const struct drive_entry *drive = &known->items[i];

		if (drive->in_sysfs && !is_same(drive, drive_list_find(now, drive->address)))
			status = remove_known(monitor, i);
	}
	return status;
}

static imapi_status add_new(struct monitor *monitor, const struct drive_list *now)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < now->count && !IMAPI_FAILED(status); i++) {
		const struct drive_entry *drive = &now->items[i];

		if (!drive_list_find(&monitor->known, drive->address) &&
		    strcmp(drive->address, monitor->leaving) != 0)
			status = add_known(monitor, drive);
	}
	return status;
}

/*
 * Brings what is known in line with /sys, which may still show a drive for a moment after its
 * removal was told. If it comes back, that is told, too.
 */
static imapi_status reconcile(struct monitor *monitor)
{
	CLEANUP(list_done) struct drive_list now = { NULL };
	imapi_status status = enumerate_sysfs(monitor->context, monitor->root, &now);

	if (!drive_list_find(&now, monitor->leaving))
		monitor->leaving[0] = '\0';
	if (!IMAPI_FAILED(status))
		status = remove_gone(monitor, &now);
	return IMAPI_FAILED(status) ? status : add_new(monitor, &now);
}

static imapi_status take_change(struct monitor *monitor, const struct uevent *uevent)
{
	static const enum imapi_drive_event_kind kinds[] = {
		IMAPI_DRIVE_MEDIUM_CHANGED,
		IMAPI_DRIVE_MEDIUM_REMOVED,
		IMAPI_DRIVE_MEDIUM_INSERTED,
	};
	const struct drive_entry *drive = drive_list_find(&monitor->known, uevent->address);
	imapi_status status = IMAPI_OK;

	if (!drive)
		return IMAPI_OK;
	if (uevent->eject_request)
		status = queue(monitor, IMAPI_DRIVE_EJECT_REQUESTED, drive);
	if (!IMAPI_FAILED(status) && uevent->media_change)
		status = queue(monitor, kinds[uevent->medium + 1], drive);
	return status;
}

static imapi_status take_remove(struct monitor *monitor, const char *address)
{
	const struct drive_entry *drive = drive_list_find(&monitor->known, address);
	imapi_status status = IMAPI_OK;

	if (drive)
		status = remove_known(monitor, (size_t)(drive - monitor->known.items));
	snprintf(monitor->leaving, sizeof(monitor->leaving), "%s", address);
	return IMAPI_FAILED(status) ? status : reconcile(monitor);
}

static imapi_status take_add(struct monitor *monitor, const char *address)
{
	if (!strcmp(monitor->leaving, address))
		monitor->leaving[0] = '\0';
	return reconcile(monitor);
}

static imapi_status take_lost(struct monitor *monitor)
{
	imapi_status status;

	log_info(monitor->context, "events of devices were lost; looking anew");
	monitor->leaving[0] = '\0';
	status = reconcile(monitor);
	return IMAPI_FAILED(status) ? status : queue(monitor, IMAPI_DRIVE_RESCAN, NULL);
}

imapi_status monitor_take(struct monitor *monitor, const struct uevent *uevent)
{
	switch (uevent->action) {
	case UEVENT_ADD:
		return take_add(monitor, uevent->address);
	case UEVENT_REMOVE:
		return take_remove(monitor, uevent->address);
	case UEVENT_CHANGE:
		return take_change(monitor, uevent);
	case UEVENT_LOST:
		return take_lost(monitor);
	}
	return IMAPI_OK;
}
