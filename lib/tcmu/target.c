/* SPDX-License-Identifier: MIT */
#include "tcmu/target.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HBA "773" /* our own adapter in the kernel's list; any number does */
#define TARGETS "/sys/kernel/config/target"
#define UIO "/sys/class/uio"
#define AREA_MB 64
#define RING_MAX (1ull << 32)

void target_home(const char *root, char path[STEP_PATH])
{
	snprintf(path, STEP_PATH, "%s" TARGETS "/core/user_" HBA, root);
}

void target_name(struct target *target, const char *root, const struct identity *identity)
{
	char key[IDENTITY_ROOM], home[STEP_PATH];

	target->root = root;
	target->identity = *identity;
	identity_print(identity, key);
	snprintf(target->name, sizeof(target->name), TARGET_PREFIX "%s", key);
	target_home(root, home);
	snprintf(target->folder, sizeof(target->folder), "%s/%s", home, target->name);
}

/* Takes the first index that no target has. */
static imapi_status make_folder(struct imapi_error *err, struct target *target)
{
	struct identity identity = target->identity;

	while (mkdir(target->folder, 0755) < 0) {
		if (errno != EEXIST || identity.index == UINT16_MAX)
			return step_failed(err, target->folder, errno);
		identity.index++;
		target_name(target, target->root, &identity);
	}
	return IMAPI_OK;
}

static imapi_status control(struct imapi_error *err, const struct target *target,
			    const char *name, long value)
{
	char text[64];

	snprintf(text, sizeof(text), "%s=%ld", name, value);
	return step_write(err, target->folder, "control", text);
}

/* Anything that could end the value, or the line, becomes a '_'. */
static imapi_status label(struct imapi_error *err, const struct target *target,
			  const char *text)
{
	char value[96];

	snprintf(value, sizeof(value), "dev_config=imapi/%s", text);
	for (char *p = strchr(value, '/') + 1; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(".-/", *p))
			*p = '_';
	return step_write(err, target->folder, "control", value);
}

static imapi_status configure(struct imapi_error *err, const struct target *target,
			      const struct target_settings *settings)
{
	char seconds[16];
	imapi_status status = label(err, target, settings->label);

	snprintf(seconds, sizeof(seconds), "%u", settings->timeout_s);
	if (!status)
		status = control(err, target, "dev_size", 2048);
	if (!status)
		status = control(err, target, "hw_max_sectors", settings->transfer_kb * 2l);
	if (!status)
		status = control(err, target, "max_data_area_mb", AREA_MB);
	/* nobody answers the kernel's netlink messages about this device */
	if (!status)
		status = control(err, target, "nl_reply_supported", -1);
	if (!status)
		status = step_write(err, target->folder, "attrib/cmd_time_out", seconds);
	return status ? status : step_write(err, target->folder, "enable", "1");
}

imapi_status target_make(struct imapi_error *err, struct target *target,
			 const struct target_settings *settings)
{
	char path[STEP_PATH];
	imapi_status status;

	snprintf(path, sizeof(path), "%s" TARGETS "/core", target->root);
	if (access(path, F_OK) < 0)
		return step_failed(err, path, errno);
	target_home(target->root, path);
	status = step_folder(err, path);
	if (!status)
		status = make_folder(err, target);
	if (status) {
		rmdir(path);
		return status;
	}
	status = configure(err, target, settings);
	if (status)
		target_remove(target);
	return status;
}

/* The UIO device whose name is that of the target: "tcm-user/HBA/NAME/LABEL". */
static bool find_uio(const struct target *target, char *ret_name, size_t room)
{
	char path[STEP_PATH], wanted[96], text[256];
	const struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" UIO, target->root);
	snprintf(wanted, sizeof(wanted), "tcm-user/" HBA "/%s/", target->name);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s" UIO "/%.32s", target->root, entry->d_name);
		found = step_read(path, "name", text, sizeof(text)) &&
			strncmp(text, wanted, strlen(wanted)) == 0;
		if (found)
			snprintf(ret_name, room, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

static size_t map_size(const struct target *target, const char *uio)
{
	char path[STEP_PATH], text[32];
	unsigned long long size = 0;

	snprintf(path, sizeof(path), "%s" UIO "/%s/maps/map0", target->root, uio);
	if (step_read(path, "size", text, sizeof(text)))
		size = strtoull(text, NULL, 0);
	return size < RING_MAX ? (size_t)size : 0;
}

static imapi_status no_uio(struct imapi_error *err, const struct target *target)
{
	err_set(err, IMAPI_E_DEV_NOT_EXIST, "the kernel made no UIO device for %s",
		target->name);
	return err_advise(err, IMAPI_E_DEV_NOT_EXIST,
			  "\"modprobe uio\"; if that fails, this kernel was built without it.");
}

imapi_status target_open_ring(struct imapi_error *err, const struct target *target,
			      struct target_ring *ret_ring)
{
	struct target_ring ring;
	char uio[32], path[STEP_PATH];

	if (!find_uio(target, uio, sizeof(uio)))
		return no_uio(err, target);
	snprintf(path, sizeof(path), "%s/dev/%s", target->root, uio);
	ring.size = map_size(target, uio);
	ring.fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (ring.fd < 0 && errno == EBUSY)
		return err_set(err, IMAPI_E_RECORDER_LOCKED, "a program serves %s already",
			       path);
	if (ring.fd < 0)
		return step_failed(err, path, errno);
	ring.map = mmap(NULL, ring.size, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, 0);
	if (ring.map == MAP_FAILED) {
		step_failed(err, path, errno);
		close(ring.fd);
		return IMAPI_E_SYSTEM;
	}
	*ret_ring = ring;
	return IMAPI_OK;
}

void target_close_ring(struct target_ring *ring)
{
	if (ring->fd < 0)
		return;
	munmap(ring->map, ring->size);
	close(ring->fd);
	ring->fd = -1;
}

/* The adapter, too, if no other target is on it. */
void target_remove(const struct target *target)
{
	char home[STEP_PATH];

	rmdir(target->folder);
	target_home(target->root, home);
	rmdir(home);
}
