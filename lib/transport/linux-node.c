/* SPDX-License-Identifier: MIT */
#include "transport/linux-node.h"

#include "base/mem.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/sysmacros.h>

#define SATA_CLASS 0x0106 /* PCI: base class 01h, mass storage; sub class 06h */

static bool read_line(const char *path, char *text, size_t room)
{
	FILE *file = fopen(path, "re");
	bool good = file && fgets(text, (int)room, file);

	if (file)
		fclose(file);
	return good;
}

static unsigned long read_number(const char *path, int base)
{
	char text[32];

	return read_line(path, text, sizeof(text)) ? strtoul(text, NULL, base) : 0;
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

static dev_t read_device_number(const char *path)
{
	unsigned first, second;
	char text[32];

	if (!read_line(path, text, sizeof(text)) || sscanf(text, "%u:%u", &first, &second) != 2)
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
	snprintf(file, sizeof(file), "%s/%s/dev", children, name);
	number = read_device_number(file);
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
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "%.*s/class", (int)(ata - path), path);
	return read_number(file, 16) >> 8 == SATA_CLASS ? IMAPI_BUS_SATA : IMAPI_BUS_ATAPI;
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

void drive_node_facts(const struct drive_node *node, struct imapi_transport_facts *ret_facts)
{
	char folder[PATH_MAX], file[PATH_MAX + 64];
	AUTOFREE char *real = NULL;

	snprintf(ret_facts->block_node, sizeof(ret_facts->block_node), "%s", node->block_path);
	snprintf(ret_facts->generic_node, sizeof(ret_facts->generic_node), "%s",
		 node->generic_path);
	ret_facts->block_number = node->block;
	device_folder(node, node->block != 0, folder, sizeof(folder));
	real = node->key[0] ? realpath(folder, NULL) : NULL;
	if (!real)
		return;
	ret_facts->bus_type = bus_of_path(real);
	if (!node->block)
		return;
	ret_facts->index = index_of(real);
	snprintf(file, sizeof(file), "%s/queue/dma_alignment", folder);
	ret_facts->alignment = (uint32_t)read_number(file, 10) + 1;
	snprintf(file, sizeof(file), "%s/queue/max_segments", folder);
	ret_facts->max_segments = (uint32_t)read_number(file, 10);
}
