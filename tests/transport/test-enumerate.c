/* SPDX-License-Identifier: MIT */
/* Drives are found in a /sys that the test builds. */
#include "support/t.h"

#include "fake-sys.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/enumerate.h"

#include <stdio.h>
#include <string.h>

static struct imapi_context *context;
static struct drive_list list;

static void setup(void)
{
	fake_sys_make();
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	list = (struct drive_list){ NULL };
}

static void teardown(void)
{
	drive_list_done(&list);
	imapi_context_free(context);
	fake_sys_remove();
}

static void find(size_t count)
{
	ck_assert_int_eq(enumerate_drives(context, fake_root, &list), IMAPI_OK);
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
	fake_device("pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0", 0, "ATA     ",
		    "Some disk       ", "block/sda");
	fake_device("pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", 5, "PIONEER ",
		    "BD-RW   BDR-209D", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].address, "/dev/sr0");
	ck_assert_str_eq(list.items[0].vendor, "PIONEER");
	ck_assert_str_eq(list.items[0].product, "BD-RW   BDR-209D");
	ck_assert_str_eq(list.items[0].revision, "1.00");
	ck_assert_str_eq(list.items[0].id, "pci-0000:00:1f.2-ata-2.0");
	teardown();
}

T(a_drive_behind_usb_is_named_after_its_socket_and_not_after_its_host_number)
{
	const char *before = "pci0000:00/0000:00:1c.0/0000:02:00.0/usb2/2-3/2-3.1/2-3.1:1.0/"
			     "host6/target6:0:0/6:0:0:0";
	const char *after = "pci0000:00/0000:00:1c.0/0000:02:00.0/usb2/2-3/2-3.1/2-3.1:1.0/"
			    "host9/target9:0:0/9:0:0:0";

	setup();
	fake_device(before, 5, "HL-DT-ST", "BD-RE  BU40N", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "pci-0000:02:00.0-usb-0:3.1:1.0-scsi-0:0:0:0");
	teardown();

	setup();
	fake_device(after, 5, "HL-DT-ST", "BD-RE  BU40N", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "pci-0000:02:00.0-usb-0:3.1:1.0-scsi-0:0:0:0");
	teardown();
}

T(a_virtual_host_adapter_names_its_drives_too)
{
	setup();
	fake_device("tcm_loop_0/tcm_loop_adapter_0/host2/target2:0:1/2:0:1:0", 5, "LIBIMAPI",
		    "SIMULATED", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].id, "tcm_loop_0-tcm_loop_adapter_0-scsi-0:0:1:0");
	teardown();
}

T(without_a_block_device_the_generic_node_is_used)
{
	setup();
	fake_device("pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", 5, "A", "B",
		    "scsi_generic/sg1");
	fake_device("pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0", 5, "A", "B", "");
	find(1);
	ck_assert_str_eq(list.items[0].address, "/dev/sg1");
	teardown();
}

T(drives_come_in_order_of_their_number)
{
	static const char *const expect[] = { "/dev/sr0", "/dev/sr2", "/dev/sr10" };

	setup();
	fake_device("platform/x/host10/target10:0:0/10:0:0:0", 5, "A", "B", "block/sr10");
	fake_device("platform/x/host2/target2:0:0/2:0:0:0", 5, "A", "B", "block/sr2");
	fake_device("platform/x/host5/target5:0:0/5:0:0:0", 5, "A", "B", "block/sr0");
	find(3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(list.items[i].address, expect[i]);
	teardown();
}

T(bytes_that_no_terminal_should_see_are_replaced)
{
	setup();
	fake_device("platform/x/host1/target1:0:0/1:0:0:0", 5, "\033[2J", "B", "block/sr0");
	find(1);
	ck_assert_str_eq(list.items[0].vendor, "?[2J");
	teardown();
}

T(a_drive_that_is_known_is_not_added_twice)
{
	setup();
	fake_device("platform/x/host1/target1:0:0/1:0:0:0", 5, "A", "B", "block/sr0");
	find(1);
	find(1);
	teardown();
}

static const char *id_of(const char *path)
{
	drive_list_done(&list);
	fake_device(path, 5, "A", "B", "block/sr0");
	find(1);
	fake_unplug(path);
	return list.items[0].id;
}

T(the_port_of_an_ata_controller_is_its_own_and_not_the_kernels_count)
{
	const char *drive = "pci0000:00/0000:00:1f.2/ata9/host8/target8:0:0/8:0:0:0";

	setup();
	fake_attribute("devices/pci0000:00/0000:00:1f.2/ata9/ata_port/ata9/port_no", "2");
	ck_assert_str_eq(id_of(drive), "pci-0000:00:1f.2-ata-2.0");
	teardown();
}

T(master_slave_and_drives_behind_a_port_multiplier_have_names_of_their_own)
{
	setup();
	ck_assert_str_eq(id_of("pci0000:00/0000:00:1f.1/ata1/host0/target0:0:1/0:0:1:0"),
			 "pci-0000:00:1f.1-ata-1.1");
	ck_assert_str_eq(id_of("pci0000:00/0000:00:1f.1/ata1/host0/target0:3:0/0:3:0:0"),
			 "pci-0000:00:1f.1-ata-1.3.0");
	teardown();
}

T(the_same_socket_number_of_the_two_root_hubs_of_a_controller_gives_two_ids)
{
	setup();
	fake_attribute("devices/pci0000:00/0000:00:14.0/usb1/bDeviceProtocol", "01");
	fake_attribute("devices/pci0000:00/0000:00:14.0/usb1/speed", "480");
	fake_attribute("devices/pci0000:00/0000:00:14.0/usb2/bDeviceProtocol", "03");
	fake_attribute("devices/pci0000:00/0000:00:14.0/usb2/speed", "5000");
	ck_assert_str_eq(
		id_of("pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/host2/target2:0:0/2:0:0:0"),
		"pci-0000:00:14.0-usbv2-0:3:1.0-scsi-0:0:0:0");
	ck_assert_str_eq(
		id_of("pci0000:00/0000:00:14.0/usb2/2-3/2-3:1.0/host3/target3:0:0/3:0:0:0"),
		"pci-0000:00:14.0-usbv3-0:3:1.0-scsi-0:0:0:0");
	teardown();
}

T(hosts_are_counted_from_the_first_of_their_adapter)
{
	setup();
	fake_attribute("devices/pci0000:00/0000:00:05.0/host4/x", "");
	ck_assert_str_eq(id_of("pci0000:00/0000:00:05.0/host5/target5:0:2/5:0:2:1"),
			 "pci-0000:00:05.0-scsi-1:0:2:1");
	teardown();
}

T(an_iscsi_drive_is_named_after_its_target_and_not_after_its_session)
{
	setup();
	fake_attribute("devices/platform/host7/session4/iscsi_session/session4/targetname",
		       "iqn.2026-01.org.example:dvd");
	fake_attribute("devices/platform/host7/session4/connection4:0/iscsi_connection/"
		       "connection4:0/persistent_address",
		       "192.0.2.7");
	fake_attribute("devices/platform/host7/session4/connection4:0/iscsi_connection/"
		       "connection4:0/persistent_port",
		       "3260");
	ck_assert_str_eq(id_of("platform/host7/session4/target7:0:0/7:0:0:1"),
			 "ip-192.0.2.7:3260-iscsi-iqn.2026-01.org.example:dvd-lun-1");
	teardown();
}

T(a_firewire_drive_is_named_after_its_guid)
{
	const char *drive = "pci0000:00/0000:03:00.0/fw1/fw1.0/host9/target9:0:0/9:0:0:0";

	setup();
	fake_run("cd %s && mkdir -p sys/bus/firewire "
		 "sys/devices/pci0000:00/0000:03:00.0/fw1/fw1.0 && "
		 "ln -s ../../../../bus/firewire "
		 "sys/devices/pci0000:00/0000:03:00.0/fw1/subsystem && "
		 "ln -s ../../../../../bus/firewire "
		 "sys/devices/pci0000:00/0000:03:00.0/fw1/fw1.0/subsystem",
		 fake_root);
	fake_attribute("devices/pci0000:00/0000:03:00.0/fw1/fw1.0/host9/target9:0:0/9:0:0:0/"
		       "ieee1394_id",
		       "0030e0f4e0000f7a:000548:0000");
	ck_assert_str_eq(id_of(drive),
			 "pci-0000:03:00.0-ieee1394-0x0030e0f4e0000f7a:000548:0000");
	teardown();
}

T(a_bus_behind_a_platform_device_keeps_its_name)
{
	setup();
	fake_run("cd %s && mkdir -p sys/bus/platform sys/devices/platform/scb/fd500000.pcie && "
		 "ln -s ../../../bus/platform sys/devices/platform/scb/subsystem && "
		 "ln -s ../../../../bus/platform "
		 "sys/devices/platform/scb/fd500000.pcie/subsystem",
		 fake_root);
	ck_assert_str_eq(
		id_of("platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/"
		      "usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0"),
		"platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1:1.0-scsi-0:0:0:0");
	teardown();
}

T(a_socket_too_deep_for_a_name_is_still_named_and_still_unlike_its_neighbour)
{
	char path[1200], one[1200];
	size_t length = 0;

	setup();
	for (int i = 0; i < 25; i++)
		length += (size_t)snprintf(path + length, sizeof(path) - length,
					   "a-long-name-of-a-bridge%d/", i);
	strcpy(path + length, "1:0:0:0");
	strcpy(one, id_of(path));
	strcpy(path + length, "1:0:0:1");
	ck_assert_str_ne(one, id_of(path));
	teardown();
}

T_MAIN("enumerate")
