/* SPDX-License-Identifier: MIT */
/* The watch: the monitor of drives behind the public interface. */
#include "imapi/disc-master.h"

#include "api/size.h"
#include "base/api.h"
#include "base/context.h"
#include "base/mem.h"
#include "transport/monitor.h"

struct imapi_drive_watch {
	struct imapi_context *context;
	struct udev_monitor_source *source;
	struct monitor *monitor;
	struct monitor_event event; /* the one that the program looks at */
};

static void free_watch(struct imapi_drive_watch **watch)
{
	imapi_drive_watch_free(*watch);
}

IMAPI_API imapi_status imapi_drive_watch_new(struct imapi_context *context,
					     struct imapi_drive_watch **ret_watch)
{
	CLEANUP(free_watch) struct imapi_drive_watch *watch = NULL;
	imapi_status status;

	if (!context)
		return IMAPI_E_POINTER;
	if (!ret_watch)
		return err_set(&context->error, IMAPI_E_POINTER, "no place for the watch");
	watch = zalloc(sizeof(*watch));
	if (!watch)
		return err_no_memory(&context->error);
	watch->context = context;
	status =
		udev_source_new(context, &watch->source); /* before the look at what is there */
	if (!IMAPI_FAILED(status))
		status = monitor_new(context, "", &watch->monitor);
	if (IMAPI_FAILED(status))
		return err_in(&context->error, status, "watching drives");
	*ret_watch = STEAL(watch);
	return IMAPI_OK;
}

IMAPI_API struct imapi_drive_watch *imapi_drive_watch_free(struct imapi_drive_watch *watch)
{
	if (!watch)
		return NULL;
	udev_source_free(watch->source);
	monitor_free(watch->monitor);
	drive_entry_done(&watch->event.drive);
	free(watch);
	return NULL;
}

IMAPI_API int imapi_drive_watch_fd(const struct imapi_drive_watch *watch)
{
	return watch ? udev_source_fd(watch->source) : -1;
}

/* Makes watch->event the next event. IMAPI_S_NO_EVENT: there is none. */
static imapi_status advance(struct imapi_drive_watch *watch)
{
	for (;;) {
		struct uevent uevent;
		struct monitor_event event;
		imapi_status status;

		if (monitor_pop(watch->monitor, &event)) {
			drive_entry_done(&watch->event.drive);
			watch->event = event;
			return IMAPI_OK;
		}
		status = udev_source_next(watch->source, &uevent);
		if (status != IMAPI_OK)
			return status;
		status = monitor_take(watch->monitor, &uevent);
		if (IMAPI_FAILED(status))
			return status;
	}
}

IMAPI_API imapi_status imapi_drive_watch_next(struct imapi_drive_watch *watch,
					      struct imapi_drive_event *ret_event)
{
	struct imapi_drive_event event = IMAPI_DRIVE_EVENT_INIT;
	const struct drive_entry *drive;
	imapi_status status;

	if (!watch)
		return IMAPI_E_POINTER;
	drive = &watch->event.drive;
	if (!ret_event || ret_event->size <= sizeof(size_t))
		return err_set(&watch->context->error, IMAPI_E_INVALIDARG,
			       "the size of struct imapi_drive_event is not set");
	status = advance(watch);
	if (status != IMAPI_OK)
		return err_in(&watch->context->error, status, "watching drives");
	event.kind = watch->event.kind;
	event.medium_poll_ms = watch->event.medium_poll_ms;
	if (drive->address) {
		event.address = drive->address;
		event.id = drive->id;
		event.vendor_id = drive->vendor;
		event.product_id = drive->product;
		event.product_revision = drive->revision;
	}
	size_copy(ret_event, &event, sizeof(event));
	return IMAPI_OK;
}
