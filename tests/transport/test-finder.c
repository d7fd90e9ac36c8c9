/* SPDX-License-Identifier: MIT */
/* Drives that a module finds, on a machine that umockdev makes up. */
#include "support/t.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/enumerate.h"

#include <linux/cdrom.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <umockdev.h>
#include <unistd.h>

#define DRIVE "/devices/pci0000:00/0000:00:1f.2/host1/target1:0:0/1:0:0:0"

static UMockdevTestbed *bed;
static struct imapi_context *context;
static struct drive_list list;
static char folder[64];
static char log_text[4096];

static void keep_log(void *user, enum imapi_log_level level, const char *line)
{
	(void)user;
	(void)level;
	strncat(log_text, line, sizeof(log_text) - strlen(log_text) - 2);
	strcat(log_text, "\n");
}

static gboolean answer(UMockdevIoctlBase *base, UMockdevIoctlClient *client, void *user)
{
	(void)base;
	if (umockdev_ioctl_client_get_request(client) != CDROM_GET_CAPABILITY)
		return FALSE;
	umockdev_ioctl_client_complete(client, user ? 0x1ef : -1, user ? 0 : ENOTTY);
	return TRUE;
}

/* A block device with that name: a drive, or something else. */
static void add_node(const char *parent, const char *name, bool is_drive)
{
	char text[512], node[64];
	UMockdevIoctlBase *handler = umockdev_ioctl_base_new();

	snprintf(text, sizeof(text),
		 "P: %s/block/%s\nN: %s\nE: SUBSYSTEM=block\nE: DEVTYPE=disk\n%s", parent, name,
		 name, is_drive ? "L: device=../../../1:0:0:0\n" : "");
	ck_assert(umockdev_testbed_add_from_string(bed, text, NULL));
	g_signal_connect(handler, "handle-ioctl", G_CALLBACK(answer), is_drive ? bed : NULL);
	snprintf(node, sizeof(node), "/dev/%s", name);
	ck_assert(umockdev_testbed_attach_ioctl(bed, node, handler, NULL));
	g_object_unref(handler);
}

/* The drive as sysfs shows it; with @complete in the way that the finder in sysfs looks for. */
static void add_drive(bool complete)
{
	ck_assert(umockdev_testbed_add_from_string(
		bed,
		"P: " DRIVE "\nE: SUBSYSTEM=scsi\nE: DEVTYPE=scsi_device\nA: type=5\\n\n"
		"A: vendor=ASUS    \\n\nA: model=DRW-24D5MT\\n\nA: rev=2.00\\n\n",
		NULL));
	if (complete)
		ck_assert(umockdev_testbed_add_from_string(
			bed,
			"P: " DRIVE "/scsi_device/1:0:0:0\nE: SUBSYSTEM=scsi_device\n"
			"L: device=../../../1:0:0:0\n",
			NULL));
	add_node(DRIVE, "sr0", true);
}

/* The folder that modules are loaded from holds @module, or nothing. */
static void use_module(const char *module)
{
	char path[512], target[512];

	snprintf(path, sizeof(path), "%s/imapi-cdio.so", folder);
	unlink(path);
	if (module) {
		snprintf(target, sizeof(target), "%s/%s", MODULES, module);
		ck_assert_int_eq(symlink(target, path), 0);
	}
}

static void setup(void)
{
	bed = umockdev_testbed_new();
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	imapi_context_set_log(context, IMAPI_LOG_DEBUG, keep_log, NULL);
	list = (struct drive_list){ NULL };
	log_text[0] = '\0';
	strcpy(folder, "/tmp/imapi-finder-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("IMAPI_MODULE_PATH", folder, 1);
	setenv("FINDER_PATHS", "", 1);
}

static void teardown(void)
{
	use_module(NULL);
	rmdir(folder);
	drive_list_done(&list);
	imapi_context_free(context);
	g_object_unref(bed);
}

static void find(size_t count)
{
	drive_list_done(&list);
	ck_assert_int_eq(enumerate_drives(context, "", &list), IMAPI_OK);
	ck_assert_uint_eq(list.count, count);
}

/* The module alone. */
static void find_by_module(size_t count)
{
	drive_list_done(&list);
	ck_assert_int_eq(enumerate_module(context, "", &list), IMAPI_OK);
	ck_assert_uint_eq(list.count, count);
}

T(a_drive_that_only_the_module_finds_is_added_with_what_sys_knows_of_it)
{
	setup();
	add_drive(false);
	use_module("finder.so");
	setenv("FINDER_PATHS", "/dev/sr0", 1);
	find(1);
	ck_assert_str_eq(list.items[0].address, "/dev/sr0");
	ck_assert_str_eq(list.items[0].vendor, "ASUS");
	ck_assert_str_eq(list.items[0].product, "DRW-24D5MT");
	ck_assert_ptr_nonnull(strstr(log_text, "made up"));
	teardown();
}

T(both_ways_give_the_same_drive_the_same_id)
{
	struct drive_entry by_sysfs;

	setup();
	add_drive(true);
	use_module("finder.so");
	setenv("FINDER_PATHS", "/dev/sr0", 1);
	ck_assert_int_eq(enumerate_sysfs(context, "", &list), IMAPI_OK);
	ck_assert_uint_eq(list.count, 1);
	ck_assert(drive_entry_copy(&list.items[0], &by_sysfs));
	find_by_module(1);
	ck_assert_str_eq(list.items[0].id, by_sysfs.id);
	ck_assert_str_eq(list.items[0].address, by_sysfs.address);
	ck_assert_str_eq(list.items[0].product, by_sysfs.product);
	drive_entry_done(&by_sysfs);
	teardown();
}

T(a_drive_under_several_names_is_one_drive)
{
	setup();
	add_drive(false);
	use_module("finder.so");
	setenv("FINDER_PATHS", "/dev/sr0:/dev/../dev/sr0:/dev/sr0", 1);
	find(1);
	teardown();
}

T(drives_that_are_accounted_for_are_left_alone)
{
	setup();
	add_drive(true);
	use_module("finder.so");
	setenv("FINDER_PATHS", "/dev/sr0", 1);
	find(1);
	ck_assert_ptr_null(strstr(log_text, "made up"));
	teardown();
}

T(what_is_no_drive_is_not_taken_for_one)
{
	setup();
	add_drive(false);
	add_node("/devices/virtual", "loop0", false);
	use_module("finder.so");
	setenv("FINDER_PATHS", "/dev/loop0:/dev/nothing", 1);
	find(0);
	teardown();
}

T(a_module_of_another_interface_is_passed_over)
{
	setup();
	add_drive(false);
	use_module("finder-99.so");
	setenv("FINDER_PATHS", "/dev/sr0", 1);
	find(0);
	ck_assert_ptr_nonnull(strstr(log_text, "interface 99, 1 is wanted"));
	teardown();
}

T(an_object_that_is_no_module_is_passed_over)
{
	setup();
	add_drive(false);
	use_module("finder-other.so");
	find(0);
	ck_assert_ptr_nonnull(strstr(log_text, "not a module of libimapi"));
	teardown();
}

T(a_text_file_is_passed_over)
{
	setup();
	add_drive(false);
	use_module("finder-module.c.txt");
	find(0);
	ck_assert_ptr_nonnull(strstr(log_text, "no module to find drives"));
	teardown();
}

T(without_a_module_drives_are_found_in_sys)
{
	setup();
	add_drive(true);
	use_module(NULL);
	find(1);
	setenv("IMAPI_MODULE_PATH", "", 1);
	find(1);
	teardown();
}

static void use_libcdio(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/imapi-cdio.so", folder);
	ck_assert_int_eq(symlink(CDIO_MODULE, path), 0);
}

T(libcdio_finds_the_drive_that_sys_shows_and_nothing_else)
{
	char id[256];

	setup();
	if (CDIO_MODULE[0]) {
		add_drive(true);
		add_node("/devices/virtual", "scd0", false);
		use_libcdio();
		ck_assert_int_eq(enumerate_sysfs(context, "", &list), IMAPI_OK);
		ck_assert_uint_eq(list.count, 1);
		snprintf(id, sizeof(id), "%s", list.items[0].id);
		find_by_module(1);
		ck_assert_str_eq(list.items[0].address, "/dev/sr0");
		ck_assert_str_eq(list.items[0].id, id);
		ck_assert_ptr_nonnull(strstr(log_text, "libcdio"));
	}
	teardown();
}

T_MAIN("finder")
