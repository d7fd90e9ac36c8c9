/* SPDX-License-Identifier: MIT */
/* Optical drives as Linux shows them in /sys/class/scsi_device; needs no rights and no udev. */
#include "transport/enumerate.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/attribute.h"
#include "transport/socket.h"
#include "transport/sysfs.h"

#include <dirent.h>
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

/* @link leads to the directory of the device. NULL: nowhere, or there is no memory. */
static char *device_id(const char *root, const char *link)
{
	AUTOFREE char *path = realpath(link, NULL);
	char *devices = path ? strstr(path + strlen(root), "/devices/") : NULL;

	if (!devices)
		return NULL;
	devices += strlen("/devices");
	*devices = '\0';
	return socket_id(path, devices + 1);
}

static void read_names(int device, struct drive_entry *entry)
{
	attribute_read(device, "vendor", entry->vendor, sizeof(entry->vendor));
	attribute_read(device, "model", entry->product, sizeof(entry->product));
	attribute_read(device, "rev", entry->revision, sizeof(entry->revision));
}

static imapi_status add_device(struct imapi_context *context, const char *root,
			       const char *class_path, struct drive_list *list)
{
	struct drive_entry entry = { .in_sysfs = true };
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
	attribute_read(device, "type", type, sizeof(type));
	if (atoi(type) != TYPE_OPTICAL)
		return IMAPI_OK;
	entry.address = device_node(device);
	if (!entry.address)
		return IMAPI_OK;
	read_names(device, &entry);
	entry.id = device_id(root, path);
	if (!entry.id)
		entry.id = strdup(entry.address);
	return drive_list_add(context, list, &entry);
}

imapi_status sysfs_describe(struct imapi_context *context, const char *root,
			    struct drive_entry *entry)
{
	const char *name = strrchr(entry->address, '/');
	AUTOFREE char *path = NULL;
	CLEANUP(close_fd) int device = -1;

	if (asprintf(&path, "%s/sys/class/block/%s/device", root, name ? name + 1 : "") < 0) {
		path = NULL;
		drive_entry_done(entry);
		return err_no_memory(&context->error);
	}
	device = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (device >= 0)
		read_names(device, entry);
	entry->id = device_id(root, path);
	if (!entry->id)
		entry->id = strdup(entry->address);
	return IMAPI_OK;
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
