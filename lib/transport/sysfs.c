/* SPDX-License-Identifier: MIT */
/* Optical drives as Linux shows them in /sys/class/scsi_device; needs no rights and no udev. */
#include "transport/enumerate.h"

#include "base/context.h"
#include "base/mem.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define TYPE_OPTICAL 5 /* SPC-4: the peripheral device type of CD, DVD and BD drives */

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The text of a small attribute file without the blanks around it; "" if there is none. */
static void read_attribute(int at, const char *name, char *text, size_t room)
{
	CLEANUP(close_fd) int fd = openat(at, name, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 ? read(fd, text, room - 1) : 0;
	size_t length = got > 0 ? (size_t)got : 0;

	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
}

/* The first entry of directory @name that begins with @prefix, "sr0" in block/. */
static bool find_child(int at, const char *name, const char *prefix, char *child, size_t room)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(close_dir) DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix)))
			return snprintf(child, room, "%s", entry->d_name) < (int)room;
	return false;
}

/* The block device, else the generic one: sr_mod need not be loaded. */
static char *device_node(int device)
{
	char *address = NULL;
	char name[32];

	if (!find_child(device, "block", "sr", name, sizeof(name)) &&
	    !find_child(device, "scsi_generic", "sg", name, sizeof(name)))
		return NULL;
	return asprintf(&address, "/dev/%s", name) < 0 ? NULL : address;
}

/* A place to write pieces of an identifier to, with '-' between them. */
struct id {
	char text[256];
	size_t length;
};

static void id_add(struct id *id, const char *prefix, const char *part, size_t length)
{
	size_t room = sizeof(id->text) - id->length;
	int used = snprintf(id->text + id->length, room, "%s%s%.*s", id->length ? "-" : "",
			    prefix, (int)length, part);

	id->length += used > 0 && (size_t)used < room ? (size_t)used : 0;
}

static bool is_pci(const char *part, size_t length)
{
	unsigned domain, bus, slot, function;

	return length >= 12 &&
	       sscanf(part, "%x:%x:%x.%x", &domain, &bus, &slot, &function) == 4;
}

/* "1-3.2:1.0", the interface of a USB device: the part behind the bus number names the socket.
 */
static const char *usb_socket(const char *part, size_t length)
{
	const char *dash = memchr(part, '-', length);

	return dash && isdigit((unsigned char)part[0]) &&
			       memchr(dash, ':', length - (dash - part))
		       ? dash + 1
		       : NULL;
}

/* One component of the path of the device. A PCI function further in replaces those before. */
static void id_component(struct id *id, const char *part, size_t length)
{
	const char *socket = usb_socket(part, length);

	if (is_pci(part, length)) {
		id->length = 0;
		id_add(id, "pci-", part, length);
	} else if (socket) {
		id_add(id, "usb-0:", socket, length - (size_t)(socket - part));
	} else if (!strncmp(part, "ata", 3) && length > 3 && isdigit((unsigned char)part[3])) {
		id_add(id, "ata-", part + 3, length - 3);
	} else if (!strncmp(part, "host", 4) || !strncmp(part, "target", 6) ||
		   !strncmp(part, "pci", 3) || !strncmp(part, "usb", 3) ||
		   (isdigit((unsigned char)part[0]) && memchr(part, '-', length))) {
		return;
	} else if (!memchr(part, ':', length)) {
		id_add(id, "", part, length);
	}
}

/*
 * Names the socket that a drive is plugged into from the path of its device below
 * /sys/devices, in the form of udev's by-path links as far as sysfs alone tells.
 */
static char *socket_id(const char *path)
{
	struct id id = { .length = 0 };
	const char *last = strrchr(path, '/');
	const char *address = last ? strchr(last, ':') : NULL;

	while (*path) {
		size_t length = strcspn(path, "/");

		if (length)
			id_component(&id, path, length);
		path += length + (path[length] == '/');
	}
	if (address)
		id_add(&id, "scsi-", address + 1, strlen(address + 1));
	return strdup(id.text);
}

static char *device_id(const char *root, const char *class_path)
{
	AUTOFREE char *link = NULL;
	AUTOFREE char *path = NULL;
	const char *devices;

	if (asprintf(&link, "%s/device", class_path) < 0) {
		link = NULL;
		return NULL;
	}
	path = realpath(link, NULL);
	devices = path ? strstr(path + strlen(root), "/devices/") : NULL;
	return socket_id(devices ? devices + strlen("/devices/") : class_path);
}

static imapi_status add_device(struct imapi_context *context, const char *root,
			       const char *class_path, struct drive_list *list)
{
	struct drive_entry entry = { .address = NULL };
	char type[8];
	AUTOFREE char *path = NULL;
	CLEANUP(close_fd) int device = -1;

	if (asprintf(&path, "%s/device", class_path) < 0) {
		path = NULL;
		return err_no_memory(&context->error);
	}
	device = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (device < 0)
		return IMAPI_OK;
	read_attribute(device, "type", type, sizeof(type));
	if (atoi(type) != TYPE_OPTICAL)
		return IMAPI_OK;
	entry.address = device_node(device);
	if (!entry.address)
		return IMAPI_OK;
	read_attribute(device, "vendor", entry.vendor, sizeof(entry.vendor));
	read_attribute(device, "model", entry.product, sizeof(entry.product));
	read_attribute(device, "rev", entry.revision, sizeof(entry.revision));
	entry.id = device_id(root, class_path);
	return drive_list_add(context, list, &entry);
}

imapi_status enumerate_sysfs(struct imapi_context *context, const char *root,
			     struct drive_list *list)
{
	AUTOFREE char *base = NULL;
	CLEANUP(close_dir) DIR *dir = NULL;
	const struct dirent *entry;

	if (asprintf(&base, "%s/sys/class/scsi_device", root) < 0) {
		base = NULL;
		return err_no_memory(&context->error);
	}
	dir = opendir(base);
	while (dir && (entry = readdir(dir))) {
		AUTOFREE char *path = NULL;
		imapi_status status;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&path, "%s/%s", base, entry->d_name) < 0) {
			path = NULL;
			return err_no_memory(&context->error);
		}
		status = add_device(context, root, path, list);
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}
