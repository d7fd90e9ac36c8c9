/* SPDX-License-Identifier: MIT */
#include "transport/udev-monitor.h"

#include "base/context.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libudev.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Some 800 events; the kernel's default holds about 150. */
#define BUFFER_SIZE (1 << 20)

struct udev_monitor_source {
	struct imapi_context *context;
	struct udev *udev;
	struct udev_monitor *monitor;
};

static void free_source(struct udev_monitor_source **source)
{
	udev_source_free(*source);
}

static void unref_device(struct udev_device **device)
{
	udev_device_unref(*device);
}

/* udevd hands events on when device node and properties are ready; without it the kernel's. */
static const char *best_sender(void)
{
	return access("/run/udev/control", F_OK) ? "kernel" : "udev";
}

static int start(struct udev_monitor_source *source)
{
	const char *sender = best_sender();
	int error;

	source->udev = udev_new();
	if (!source->udev)
		return -errno;
	source->monitor = udev_monitor_new_from_netlink(source->udev, sender);
	if (!source->monitor)
		return -errno;
	error = udev_monitor_filter_add_match_subsystem_devtype(source->monitor, "block",
								"disk");
	if (error >= 0)
		error = udev_monitor_filter_add_match_subsystem_devtype(source->monitor,
									"scsi_generic", NULL);
	if (error < 0)
		return error;
	if (udev_monitor_set_receive_buffer_size(source->monitor, BUFFER_SIZE) < 0)
		log_debug(source->context, "udev: the buffer stays as large as it is");
	log_debug(source->context, "udev: watching what %s tells", sender);
	return udev_monitor_enable_receiving(source->monitor);
}

imapi_status udev_source_new(struct imapi_context *context,
			     struct udev_monitor_source **ret_source)
{
	CLEANUP(free_source) struct udev_monitor_source *source = zalloc(sizeof(*source));
	int error;

	if (!source)
		return err_no_memory(&context->error);
	source->context = context;
	error = start(source);
	if (error < 0)
		return err_errno(&context->error, IMAPI_E_SYSTEM, -error,
				 "listening for events of devices");
	*ret_source = STEAL(source);
	return IMAPI_OK;
}

struct udev_monitor_source *udev_source_free(struct udev_monitor_source *source)
{
	if (source) {
		udev_monitor_unref(source->monitor);
		udev_unref(source->udev);
	}
	free(source);
	return NULL;
}

int udev_source_fd(const struct udev_monitor_source *source)
{
	return udev_monitor_get_fd(source->monitor);
}

static bool is_set(struct udev_device *device, const char *property)
{
	const char *value = udev_device_get_property_value(device, property);

	return value && strcmp(value, "0") != 0;
}

/* Opening without waiting for a medium leaves tray and medium alone. */
static int ask_kernel(const char *address)
{
	int fd = open(address, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int answer = fd >= 0 ? ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT) : -1;

	if (fd >= 0)
		close(fd);
	if (answer == CDS_NO_DISC || answer == CDS_TRAY_OPEN)
		return 0;
	return answer == CDS_DISC_OK || answer == CDS_DRIVE_NOT_READY ? 1 : -1;
}

/* udev's cdrom_id sets ID_CDROM on every drive that it could ask, and more if there is a
 * medium. */
static int medium_of(struct udev_device *device, const char *address)
{
	if (is_set(device, "ID_CDROM_MEDIA"))
		return 1;
	return is_set(device, "ID_CDROM") ? 0 : ask_kernel(address);
}

static bool action_of(struct udev_device *device, enum uevent_action *ret_action)
{
	static const char *const names[] = {
		[UEVENT_ADD] = "add", [UEVENT_REMOVE] = "remove", [UEVENT_CHANGE] = "change"
	};
	const char *action = udev_device_get_action(device);

	for (size_t i = 0; action && i < ARRAY_SIZE(names); i++) {
		if (!strcmp(action, names[i])) {
			*ret_action = (enum uevent_action)i;
			return true;
		}
	}
	return false;
}

/* False for a device that is no drive, and for news that mean nothing here. */
static bool translate(struct udev_device *device, struct uevent *ret_event)
{
	const char *name = udev_device_get_sysname(device);
	struct uevent event = { .medium = -1 };

	if (!name || (strncmp(name, "sr", 2) != 0 && strncmp(name, "sg", 2) != 0) ||
	    strlen(name) + sizeof("/dev/") > sizeof(event.address) ||
	    !action_of(device, &event.action))
		return false;
	snprintf(event.address, sizeof(event.address), "/dev/%s", name);
	event.media_change = is_set(device, "DISK_MEDIA_CHANGE");
	event.eject_request = is_set(device, "DISK_EJECT_REQUEST");
	if (event.action == UEVENT_CHANGE && !event.media_change && !event.eject_request)
		return false;
	if (event.action == UEVENT_CHANGE && event.media_change)
		event.medium = medium_of(device, event.address);
	*ret_event = event;
	return true;
}

imapi_status udev_source_next(struct udev_monitor_source *source, struct uevent *ret_event)
{
	for (;;) {
		CLEANUP(unref_device) struct udev_device *device = NULL;

		errno = 0;
		device = udev_monitor_receive_device(source->monitor);
		if (device && translate(device, ret_event))
			return IMAPI_OK;
		if (device || errno == EINTR)
			continue;
		if (errno == ENOBUFS) {
			*ret_event = (struct uevent){ .action = UEVENT_LOST, .medium = -1 };
			return IMAPI_OK;
		}
		if (!errno || errno == EAGAIN || errno == ENODATA)
			return IMAPI_S_NO_EVENT;
		return err_errno(&source->context->error, IMAPI_E_SYSTEM, errno,
				 "receiving events of devices");
	}
}
