/* SPDX-License-Identifier: MIT */
#include "transport/linux-node.h"

#include "base/mem.h"
#include "transport/attribute.h"
#include "transport/socket.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/sysmacros.h>

#define SATA_CLASS 0x0106 /* PCI: base class 01h, mass storage; sub class 06h */

static uint32_t read_number(const char *folder, const char *name, int base)
{
	char text[32];

	return attribute_read_path(text, sizeof(text), "%s/%s", folder, name)
		       ? (uint32_t)strtoul(text, NULL, base)
		       : 0;
}

static void device_folder(const struct drive_node *node, bool block, char *path, size_t room)
{
	dev_t number = block ? node->block : node->generic;

	snprintf(path, room, "%s/sys/dev/%s/%u:%u", node->root, block ? "block" : "char",
		 major(number), minor(number));
}

/* The first entry of @folder that begins with @prefix. */
static bool find_entry(const char *folder, const char *prefix, char *name, size_t room)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		found = strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
			snprintf(name, room, "%s", entry->d_name) < (int)room;
	}
	if (dir)
		closedir(dir);
	return found;
}

static dev_t read_device_number(const char *folder, const char *name)
{
	unsigned first, second;
	char text[32];

	if (!attribute_read_path(text, sizeof(text), "%s/%s/dev", folder, name) ||
	    sscanf(text, "%u:%u", &first, &second) != 2)
		return 0;
	return makedev(first, second);
}

/* The other node of the drive at @folder of sysfs: its number, and its path if it opens that.
 */
static dev_t find_other(const struct drive_node *node, const char *folder, const char *kind,
			char path[static 40])
{
	char children[PATH_MAX], name[32], file[PATH_MAX + 64];
	struct stat info;
	dev_t number;

	snprintf(children, sizeof(children), "%s/device/%s", folder, kind);
	if (!find_entry(children, kind[0] == 'b' ? "sr" : "sg", name, sizeof(name)))
		return 0;
	number = read_device_number(children, name);
	snprintf(file, sizeof(file), "%s/dev/%s", node->root, name);
	if (stat(file, &info) == 0 && (node->root[0] || info.st_rdev == number))
		snprintf(path, 40, "/dev/%s", name);
	return number;
}

static void name_drive(struct drive_node *node)
{
	dev_t number = node->block ? node->block : node->generic;

	if (number)
		snprintf(node->key, sizeof(node->key), "%c%u:%u", node->block ? 'b' : 'c',
			 major(number), minor(number));
}

void drive_node_find(struct drive_node *node, const char *root, const char *path,
		     const struct stat *info)
{
	bool block = S_ISBLK(info->st_mode);
	char folder[PATH_MAX];

	*node = (struct drive_node){ .root = root };
	if (block)
		node->block = info->st_rdev;
	else if (S_ISCHR(info->st_mode))
		node->generic = info->st_rdev;
	else
		return;
	snprintf(block ? node->block_path : node->generic_path, sizeof(node->block_path), "%s",
		 path);
	device_folder(node, block, folder, sizeof(folder));
	if (block)
		node->generic = find_other(node, folder, "scsi_generic", node->generic_path);
	else
		node->block = find_other(node, folder, "block", node->block_path);
	name_drive(node);
}

/* The PCI function that an ATA port belongs to says what kind of port it is. */
static enum imapi_bus_type ata_type(const char *path, const char *ata)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%.*s", (int)(ata - path), path);
	return read_number(folder, "class", 16) >> 8 == SATA_CLASS ? IMAPI_BUS_SATA
								   : IMAPI_BUS_ATAPI;
}

static enum imapi_bus_type bus_of_path(const char *path)
{
	static const struct {
		const char *part;
		enum imapi_bus_type type;
	} rows[] = {
		{ "/usb", IMAPI_BUS_USB },	   { "/session", IMAPI_BUS_ISCSI },
		{ "/end_device-", IMAPI_BUS_SAS }, { "/rport-", IMAPI_BUS_FIBRE },
		{ "/fw", IMAPI_BUS_1394 },	   { "/tcm_loop", IMAPI_BUS_VIRTUAL },
		{ "/virtio", IMAPI_BUS_VIRTUAL },  { "/vmbus", IMAPI_BUS_VIRTUAL },
		{ "/pseudo", IMAPI_BUS_VIRTUAL },
	};
	const char *ata;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strstr(path, rows[i].part))
			return rows[i].type;
	ata = strstr(path, "/ata");
	return ata ? ata_type(path, ata) : IMAPI_BUS_SCSI;
}

static int index_of(const char *sysfs_path)
{
	const char *name = strrchr(sysfs_path, '/');
	unsigned index;

	return name && sscanf(name, "/sr%u", &index) == 1 && index <= INT_MAX ? (int)index : -1;
}

/* The name of the socket, as in a list of drives. */
static void find_id(const struct drive_node *node, const char *device, char *id, size_t room)
{
	AUTOFREE char *name = NULL;
	char devices[PATH_MAX];
	size_t n;

	snprintf(devices, sizeof(devices), "%s/sys/devices", node->root);
	n = strlen(devices);
	if (strncmp(device, devices, n) == 0 && device[n] == '/')
		name = socket_id(devices, device + n + 1);
	snprintf(id, room, "%s", name ? name : "");
}

static void read_queue(const char *folder, struct imapi_transport_facts *ret_facts)
{
	char queue[PATH_MAX + 8];

	snprintf(queue, sizeof(queue), "%s/queue", folder);
	ret_facts->alignment = read_number(queue, "dma_alignment", 10) + 1;
	ret_facts->max_segments = read_number(queue, "max_segments", 10);
}

void drive_node_facts(const struct drive_node *node, struct imapi_transport_facts *ret_facts)
{
	char folder[PATH_MAX], link[PATH_MAX + 8];
	AUTOFREE char *real = NULL;
	AUTOFREE char *device = NULL;

	snprintf(ret_facts->block_node, sizeof(ret_facts->block_node), "%s", node->block_path);
	snprintf(ret_facts->generic_node, sizeof(ret_facts->generic_node), "%s",
		 node->generic_path);
	ret_facts->block_number = node->block;
	device_folder(node, node->block != 0, folder, sizeof(folder));
	snprintf(link, sizeof(link), "%s/device", folder);
	real = node->key[0] ? realpath(folder, NULL) : NULL;
	if (!real)
		return;
	device = realpath(link, NULL);
	if (device)
		find_id(node, device, ret_facts->unique_id, sizeof(ret_facts->unique_id));
	ret_facts->bus_type = bus_of_path(real);
	if (!node->block)
		return;
	ret_facts->index = index_of(real);
	read_queue(folder, ret_facts);
}
