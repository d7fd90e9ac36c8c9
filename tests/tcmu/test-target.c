/* SPDX-License-Identifier: MIT */
/* The steps in configfs, on a folder that only looks like it. */
#include "tcmu/lun.h"

#include "support/t.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TARGETS "/sys/kernel/config/target"

static char root[64];

static const char *below(const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void make(const char *path)
{
	char command[600];

	snprintf(command, sizeof(command), "mkdir -p '%s'", below(path));
	ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void new_root(void)
{
	snprintf(root, sizeof(root), "/tmp/imapi-target-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void drop_root(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	ck_assert_int_eq(system(command), 0);
}

static struct target new_target(void)
{
	struct identity identity = { .pid = 0x1234, .start = 0x99 };
	struct target target;

	target_name(&target, root, &identity);
	return target;
}

T(a_name_tells_whose_target_it_is)
{
	struct target target;

	new_root();
	target = new_target();
	ck_assert_str_eq(target.name, "imapi-00123400000000990000");
	ck_assert_str_eq(target.folder + strlen(root),
			 TARGETS "/core/user_773/imapi-00123400000000990000");
	drop_root();
}

T(without_configfs_the_advice_is_to_mount_it)
{
	struct target_settings settings = { .label = "x" };
	struct imapi_error err = { 0 };
	struct target target;

	new_root();
	target = new_target();
	ck_assert_uint_eq(target_make(&err, &target, &settings), IMAPI_E_SYSTEM);
	ck_assert_ptr_nonnull(strstr(err.advice, "mount -t configfs"));
	drop_root();
}

T(without_targets_the_advice_is_to_load_the_modules)
{
	struct target_settings settings = { .label = "x" };
	struct imapi_error err = { 0 };
	struct target target;

	new_root();
	make("/sys/kernel/config");
	target = new_target();
	ck_assert_uint_eq(target_make(&err, &target, &settings), IMAPI_E_SYSTEM);
	ck_assert_ptr_nonnull(strstr(err.advice, "modprobe target_core_user tcm_loop"));
	drop_root();
}

T(a_target_that_cannot_be_set_up_is_not_left)
{
	struct target_settings settings = { .label = "x" };
	struct imapi_error err = { 0 };
	struct target target;

	new_root();
	make(TARGETS "/core");
	target = new_target();
	ck_assert(target_make(&err, &target, &settings)); /* there is no "control" */
	ck_assert_int_ne(access(below(TARGETS "/core/user_773"), F_OK), 0);
	drop_root();
}

T(the_ring_is_found_by_the_name_of_the_target)
{
	struct imapi_error err = { 0 };
	struct target_ring ring;
	struct target target;

	new_root();
	target = new_target();
	make("/sys/class/uio/uio0/maps/map0");
	make("/sys/class/uio/uio3/maps/map0");
	make("/dev");
	write_file(below("/sys/class/uio/uio0"), "name", "tcm-user/1/other/imapi/x\n");
	write_file(below("/sys/class/uio/uio3"), "name",
		   "tcm-user/773/imapi-00123400000000990000/imapi/x\n");
	write_file(below("/sys/class/uio/uio3/maps/map0"), "size", "0x0000000000002000\n");
	write_file(below("/dev"), "uio3", "");
	ck_assert_int_eq(truncate(below("/dev/uio3"), 0x2000), 0);
	ck_assert_uint_eq(target_open_ring(&err, &target, &ring), 0);
	ck_assert_uint_eq(ring.size, 0x2000);
	target_close_ring(&ring);
	ck_assert_int_eq(ring.fd, -1);
	drop_root();
}

T(a_target_without_a_ring_is_said_to_have_none)
{
	struct imapi_error err = { 0 };
	struct target_ring ring;
	struct target target;

	new_root();
	target = new_target();
	ck_assert_uint_eq(target_open_ring(&err, &target, &ring), IMAPI_E_DEV_NOT_EXIST);
	drop_root();
}

static const char adapter[] = TARGETS "/loopback/naa.3494d41504900123400000000990000";

T(the_devices_are_found_by_the_adapter)
{
	char block[LUN_NODE], generic[LUN_NODE], path[256];
	struct target target;

	new_root();
	target = new_target();
	snprintf(path, sizeof(path), "%s/tpgt_1", adapter);
	make(path);
	lun_find(&target, block, generic);
	ck_assert_str_eq(block, "");
	write_file(below(path), "address", "7:0:1\n");
	make("/sys/class/scsi_device/7:0:1:0/device/block/sr4");
	make("/sys/class/scsi_device/7:0:1:0/device/scsi_generic/sg9");
	lun_find(&target, block, generic);
	ck_assert_str_eq(block, "/dev/sr4");
	ck_assert_str_eq(generic, "/dev/sg9");
	drop_root();
}

T(plugging_links_the_target_and_unplugging_leaves_nothing)
{
	struct imapi_error err = { 0 };
	struct target target;
	char path[300];

	new_root();
	target = new_target();
	snprintf(path, sizeof(path), "%s/tpgt_1", adapter);
	make(path);
	make(TARGETS "/core/user_773/imapi-00123400000000990000");
	write_file(below(path), "nexus", "");
	ck_assert_uint_eq(lun_plug(&err, &target), 0);
	snprintf(path, sizeof(path), "%s/tpgt_1/lun/lun_0/%s", adapter, target.name);
	ck_assert_int_eq(access(below(path), F_OK), 0);
	/* these go by themselves in the kernel */
	snprintf(path, sizeof(path), "%s/tpgt_1/nexus", adapter);
	unlink(below(path));
	lun_unplug(&target);
	snprintf(path, sizeof(path), "%s/tpgt_1/lun/lun_0", adapter);
	ck_assert_int_ne(access(below(path), F_OK), 0);
	drop_root();
}

T_MAIN("tcmu-target")
