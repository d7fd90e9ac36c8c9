/* SPDX-License-Identifier: MIT */
/* Drives are found in a /sys that the test builds. */
#include "support/t.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/enumerate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char root[64];
static struct imapi_context *context;
static struct drive_list list;

static void run(const char *format, ...) ERR_PRINTF(1, 2);

static void run(const char *format, ...)
{
	char command[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	ck_assert_int_eq(system(command), 0);
}

static void setup(void)
{
	strcpy(root, "/tmp/imapi-sysfs-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	list = (struct drive_list){ NULL };
}

static void teardown(void)
{
	drive_list_done(&list);
	imapi_context_free(context);
	run("rm -rf %s", root);
}

/* @path is below /sys/devices and ends in H:C:T:L. */
static void add_device(const char *path, int type, const char *vendor, const char *model,
		       const char *node)
{
	const char *address = strrchr(path, '/') + 1;

	run("d=%s/sys/devices/%s; mkdir -p $d %s/sys/class/scsi_device/%s && "
	    "echo %d >$d/type && echo '%s' >$d/vendor && echo '%s' >$d/model && "
	    "echo '1.00' >$d/rev && ln -s ../../../devices/%s "
	    "%s/sys/class/scsi_device/%s/device",
	    root, path, root, address, type, vendor, model, path, root, address);
	if (node[0])
		run("mkdir -p %s/sys/devices/%s/%s", root, path, node);
}

static void find(size_t count)
{
	ck_assert_int_eq(enumerate_drives(context, root, &list), IMAPI_OK);
	ck_assert_uint_eq(list.count, count);
}

T(a_machine_without_sys_has_no_drives)
{
	setup();
	find(0);
	teardown();
}

T(only_devices_of_the_optical_type_are_drives)
{
	setup();
	add_device("pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0", 0, "ATA     ",
		   "Some disk       ", "block/sda");
	add_device("pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", 5, "PIONEER ",
		   "BD-RW   BDR-209D", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].address, "/dev/sr0");
	ck_assert_str_eq(list.items[0].vendor, "PIONEER");
	ck_assert_str_eq(list.items[0].product, "BD-RW   BDR-209D");
	ck_assert_str_eq(list.items[0].revision, "1.00");
	ck_assert_str_eq(list.items[0].id, "pci-0000:00:1f.2-ata-2-scsi-0:0:0");
	teardown();
}

T(a_drive_behind_usb_is_named_after_its_socket_and_not_after_its_host_number)
{
	const char *before = "pci0000:00/0000:00:1c.0/0000:02:00.0/usb2/2-3/2-3.1/2-3.1:1.0/"
			     "host6/target6:0:0/6:0:0:0";
	const char *after = "pci0000:00/0000:00:1c.0/0000:02:00.0/usb2/2-3/2-3.1/2-3.1:1.0/"
			    "host9/target9:0:0/9:0:0:0";

	setup();
	add_device(before, 5, "HL-DT-ST", "BD-RE  BU40N", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "pci-0000:02:00.0-usb-0:3.1:1.0-scsi-0:0:0");
	teardown();

	setup();
	add_device(after, 5, "HL-DT-ST", "BD-RE  BU40N", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "pci-0000:02:00.0-usb-0:3.1:1.0-scsi-0:0:0");
	teardown();
}

T(a_virtual_host_adapter_names_its_drives_too)
{
	setup();
	add_device("tcm_loop_0/tcm_loop_adapter_0/host2/target2:0:1/2:0:1:0", 5, "LIBIMAPI",
		   "SIMULATED", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "tcm_loop_0-tcm_loop_adapter_0-scsi-0:1:0");
	teardown();
}

T(without_a_block_device_the_generic_node_is_used)
{
	setup();
	add_device("pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", 5, "A", "B",
		   "scsi_generic/sg1");
	add_device("pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0", 5, "A", "B", "");
	find(1);
	ck_assert_str_eq(list.items[0].address, "/dev/sg1");
	teardown();
}

T(drives_come_in_order_of_their_number)
{
	static const char *const expect[] = { "/dev/sr0", "/dev/sr2", "/dev/sr10" };

	setup();
	add_device("platform/x/host10/target10:0:0/10:0:0:0", 5, "A", "B", "block/sr10");
	add_device("platform/x/host2/target2:0:0/2:0:0:0", 5, "A", "B", "block/sr2");
	add_device("platform/x/host5/target5:0:0/5:0:0:0", 5, "A", "B", "block/sr0");
	find(3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(list.items[i].address, expect[i]);
	teardown();
}

T(bytes_that_no_terminal_should_see_are_replaced)
{
	setup();
	add_device("platform/x/host1/target1:0:0/1:0:0:0", 5, "\033[2J", "B", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].vendor, "?[2J");
	teardown();
}

T(a_drive_that_is_known_is_not_added_twice)
{
	setup();
	add_device("platform/x/host1/target1:0:0/1:0:0:0", 5, "A", "B", "block/sr0");
	find(1);
	find(1);
	teardown();
}

T_MAIN("enumerate")
