/* SPDX-License-Identifier: MIT */
/* Built without libudev: nobody tells. */
#include "transport/udev-monitor.h"

#include "base/context.h"

imapi_status udev_source_new(struct imapi_context *context,
			     struct udev_monitor_source **ret_source)
{
	(void)ret_source;
	err_set(&context->error, IMAPI_E_NOTIMPL,
		"this libimapi was built without libudev and cannot watch drives");
	return err_advise(&context->error, IMAPI_E_NOTIMPL,
			  "Install libudev-dev and build it with -Dlibudev=enabled.");
}

struct udev_monitor_source *udev_source_free(struct udev_monitor_source *source)
{
	(void)source;
	return NULL;
}

int udev_source_fd(const struct udev_monitor_source *source)
{
	(void)source;
	return -1;
}

imapi_status udev_source_next(struct udev_monitor_source *source, struct uevent *ret_event)
{
	(void)source;
	(void)ret_event;
	return IMAPI_S_NO_EVENT;
}
