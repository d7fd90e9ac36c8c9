/* SPDX-License-Identifier: MIT */
#include "tcmu/lun.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOPBACK "/sys/kernel/config/target/loopback"

void lun_home(const char *root, char path[STEP_PATH])
{
	snprintf(path, STEP_PATH, "%s" LOOPBACK, root);
}

/* The adapter's folder, or one below it. */
static void place(const struct target *target, const char *below, char path[STEP_PATH])
{
	char key[IDENTITY_ROOM], home[STEP_PATH / 2];

	identity_print(&target->identity, key);
	snprintf(home, sizeof(home), "%s" LOOPBACK, target->root);
	snprintf(path, STEP_PATH, "%s/" LUN_PREFIX "%s%s", home, key, below);
}

static imapi_status set_nexus(struct imapi_error *err, const struct target *target)
{
	char key[IDENTITY_ROOM], name[64], path[STEP_PATH];

	identity_print(&target->identity, key);
	snprintf(name, sizeof(name), LUN_PREFIX "%sf", key);
	place(target, "/tpgt_1", path);
	return step_write(err, path, "nexus", name);
}

static imapi_status set_lun(struct imapi_error *err, const struct target *target)
{
	char path[STEP_PATH], link[STEP_PATH + 64];

	place(target, "/tpgt_1/lun/lun_0", path);
	snprintf(link, sizeof(link), "%s/%s", path, target->name);
	return step_link(err, target->folder, link);
}

imapi_status lun_plug(struct imapi_error *err, const struct target *target)
{
	static const char *const folders[] = { "", "/tpgt_1", "/tpgt_1/lun",
					       "/tpgt_1/lun/lun_0" };
	char path[STEP_PATH];
	imapi_status status;

	lun_home(target->root, path);
	status = step_folder(err, path);
	for (size_t i = 0; !status && i < sizeof(folders) / sizeof(folders[0]); i++) {
		place(target, folders[i], path);
		status = step_folder(err, path);
	}
	if (!status)
		status = set_nexus(err, target);
	return status ? status : set_lun(err, target);
}

void lun_unplug(const struct target *target)
{
	static const char *const folders[] = { "/tpgt_1/lun/lun_0", "/tpgt_1", "" };
	char path[STEP_PATH], link[STEP_PATH + 64];

	place(target, folders[0], path);
	snprintf(link, sizeof(link), "%s/%s", path, target->name);
	unlink(link);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		place(target, folders[i], path);
		rmdir(path);
	}
	lun_home(target->root, path);
	rmdir(path);
}

/* "/dev/" and the first entry of @folder that begins with @prefix. */
static void find_node(const char *folder, const char *prefix, char ret_node[LUN_NODE])
{
	const struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)))
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			snprintf(ret_node, LUN_NODE, "/dev/%.16s", entry->d_name);
	if (dir)
		closedir(dir);
}

void lun_find(const struct target *target, char ret_block[LUN_NODE], char ret_sg[LUN_NODE])
{
	char path[STEP_PATH], address[32];

	ret_block[0] = ret_sg[0] = '\0';
	place(target, "/tpgt_1", path);
	if (!step_read(path, "address", address, sizeof(address)))
		return;
	snprintf(path, sizeof(path), "%s/sys/class/scsi_device/%s:0/device/block", target->root,
		 address);
	find_node(path, "sr", ret_block);
	snprintf(path, sizeof(path), "%s/sys/class/scsi_device/%s:0/device/scsi_generic",
		 target->root, address);
	find_node(path, "sg", ret_sg);
}

void lun_limit(const struct target *target, const char *block, uint32_t kb)
{
	struct imapi_error ignored;
	char path[STEP_PATH], text[16], now[16];

	snprintf(path, sizeof(path), "%s/sys/block/%.24s/queue", target->root,
		 block + strlen("/dev/"));
	snprintf(text, sizeof(text), "%u", kb);
	if (step_read(path, "max_sectors_kb", now, sizeof(now)) && strtoul(now, NULL, 10) > kb)
		step_write(&ignored, path, "max_sectors_kb", text);
}
