/* SPDX-License-Identifier: MIT */
/* Drives as udev shows them: umockdev stands in for kernel and udevd, udevadm judges the ids.
 */
#include "support/t.h"

#include <imapi/imapi.h>

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <umockdev.h>

#define ATA "/devices/pci0000:00/0000:00:1f.2/ata9"
#define ATA_HOST ATA "/host8"
#define ATA_DRIVE ATA_HOST "/target8:0:0/8:0:0:0"
#define USB "/devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb2"
#define USB_HOST USB "/2-3/2-3:1.0/host6"
#define USB_DRIVE USB_HOST "/target6:0:0/6:0:0:0"

static UMockdevTestbed *bed;
static struct imapi_context *context;
static struct imapi_drive_watch *watch;
static struct imapi_drive_event event;

static void add(const char *path, const char *subsystem, const char *devtype, const char *rest)
{
	char text[1024];

	snprintf(text, sizeof(text), "P: %s\nE: SUBSYSTEM=%s\n%s%s%s%s", path, subsystem,
		 devtype ? "E: DEVTYPE=" : "", devtype ? devtype : "", devtype ? "\n" : "",
		 rest);
	ck_assert_msg(umockdev_testbed_add_from_string(bed, text, NULL), "%s", text);
}

static void add_host(const char *host, const char *target, const char *drive)
{
	add(host, "scsi", "scsi_host", "");
	add(target, "scsi", "scsi_target", "");
	add(drive, "scsi", "scsi_device",
	    "A: type=5\\n\nA: vendor=HL-DT-ST\\n\nA: model=BD-RE  BU40N     \\n\nA: "
	    "rev=1.03\\n\n");
}

static void add_ata_drive(void)
{
	add("/devices/pci0000:00/0000:00:1f.2", "pci", NULL, "");
	add(ATA, "ata", NULL, "");
	add(ATA "/ata_port/ata9", "ata_port", NULL, "A: port_no=2\\n\n");
	add_host(ATA_HOST, ATA_HOST "/target8:0:0", ATA_DRIVE);
	add(ATA_DRIVE "/scsi_device/8:0:0:0", "scsi_device", NULL,
	    "L: device=../../../8:0:0:0\n");
	add(ATA_DRIVE "/block/sr0", "block", "disk", "N: sr0\nA: events_poll_msecs=2000\\n\n");
}

static void add_usb_drive(void)
{
	add("/devices/pci0000:00/0000:00:1c.0", "pci", NULL, "");
	add("/devices/pci0000:00/0000:00:1c.0/0000:02:00.0", "pci", NULL, "");
	add(USB, "usb", "usb_device", "A: bDeviceProtocol=03\\n\nA: speed=5000\\n\n");
	add(USB "/2-3", "usb", "usb_device", "");
	add(USB "/2-3/2-3:1.0", "usb", "usb_interface", "");
	add_host(USB_HOST, USB_HOST "/target6:0:0", USB_DRIVE);
	add(USB_DRIVE "/scsi_device/6:0:0:0", "scsi_device", NULL,
	    "L: device=../../../6:0:0:0\n");
	add(USB_DRIVE "/block/sr1", "block", "disk", "N: sr1\n");
}

static void setup(void)
{
	bed = umockdev_testbed_new();
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	watch = NULL;
}

static void teardown(void)
{
	imapi_drive_watch_free(watch);
	imapi_context_free(context);
	g_object_unref(bed);
}

static imapi_status next(void)
{
	event = (struct imapi_drive_event)IMAPI_DRIVE_EVENT_INIT;
	return imapi_drive_watch_next(watch, &event);
}

/* Events travel through a socket: the descriptor says when to look. */
static void expect(enum imapi_drive_event_kind kind, const char *address)
{
	struct pollfd fd = { .fd = imapi_drive_watch_fd(watch), .events = POLLIN };
	imapi_status status;

	for (int i = 0; (status = next()) == IMAPI_S_NO_EVENT && i < 100; i++)
		ck_assert_int_eq(poll(&fd, 1, 10000), 1);
	ck_assert_int_eq(status, IMAPI_OK);
	ck_assert_int_eq(event.kind, kind);
	ck_assert_str_eq(event.address, address);
}

static void start(void)
{
	ck_assert_int_eq(imapi_drive_watch_new(context, &watch), IMAPI_OK);
}

/* What udev's path_id says, which rules of udev turn into links in /dev/disk/by-path. */
static void udev_id(const char *path, char id[256])
{
	char command[256];
	FILE *out;

	snprintf(command, sizeof(command), "udevadm test-builtin path_id /sys%s 2>/dev/null",
		 path);
	out = popen(command, "r");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(fscanf(out, "ID_PATH=%255s", id), 1);
	ck_assert_int_eq(pclose(out), 0);
}

T(ids_are_those_of_udev)
{
	struct imapi_disc_master *master;
	struct imapi_drive drive = IMAPI_DRIVE_INIT;
	char id[256];

	setup();
	add_ata_drive();
	add_usb_drive();
	ck_assert_int_eq(imapi_disc_master_new(context, &master), IMAPI_OK);
	ck_assert_uint_eq(imapi_disc_master_count(master), 2);
	udev_id(ATA_DRIVE "/block/sr0", id);
	ck_assert_int_eq(imapi_disc_master_item(master, 0, &drive), IMAPI_OK);
	ck_assert_str_eq(drive.address, "/dev/sr0");
	ck_assert_str_eq(drive.id, id);
	udev_id(USB_DRIVE "/block/sr1",
		id); /* before 257 udev cannot tell the root hubs apart */
	ck_assert_str_eq(id, "pci-0000:02:00.0-usb-0:3:1.0-scsi-0:0:0:0");
	ck_assert_int_eq(imapi_disc_master_item(master, 1, &drive), IMAPI_OK);
	ck_assert_str_eq(drive.id, "pci-0000:02:00.0-usbv3-0:3:1.0-scsi-0:0:0:0");
	imapi_disc_master_free(master);
	teardown();
}

T(a_drive_is_found_by_its_id)
{
	struct imapi_disc_master *master;
	struct imapi_drive drive = IMAPI_DRIVE_INIT;

	setup();
	add_ata_drive();
	add_usb_drive();
	ck_assert_int_eq(imapi_disc_master_new(context, &master), IMAPI_OK);
	ck_assert_int_eq(imapi_disc_master_find(master, "pci-0000:00:1f.2-ata-2.0", &drive),
			 IMAPI_OK);
	ck_assert_str_eq(drive.address, "/dev/sr0");
	ck_assert_int_eq(imapi_disc_master_find(master, "pci-0000:00:1f.2-ata-3.0", &drive),
			 IMAPI_E_DEV_NOT_EXIST);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), "ata-3.0"));
	imapi_disc_master_free(master);
	teardown();
}

T(drives_that_are_there_are_told_first_and_then_nothing)
{
	setup();
	add_ata_drive();
	start();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	ck_assert_str_eq(event.vendor_id, "HL-DT-ST");
	ck_assert_str_eq(event.product_id, "BD-RE  BU40N");
	ck_assert_uint_eq(event.medium_poll_ms, 2000);
	ck_assert_int_eq(next(), IMAPI_S_NO_EVENT);
	teardown();
}

T(a_drive_arrives_and_leaves)
{
	setup();
	start();
	ck_assert_int_eq(next(), IMAPI_S_NO_EVENT);
	add_usb_drive();
	umockdev_testbed_uevent(bed, "/sys" USB_DRIVE "/block/sr1", "add");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr1");
	ck_assert_str_eq(event.id, "pci-0000:02:00.0-usbv3-0:3:1.0-scsi-0:0:0:0");
	ck_assert_uint_eq(event.medium_poll_ms, 0);
	umockdev_testbed_uevent(bed, "/sys" USB_DRIVE "/block/sr1", "remove");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sr1");
	ck_assert_str_eq(event.id, "pci-0000:02:00.0-usbv3-0:3:1.0-scsi-0:0:0:0");
	ck_assert_int_eq(next(), IMAPI_S_NO_EVENT);
	teardown();
}

static void change(const char *property, const char *with)
{
	const char *drive = "/sys" ATA_DRIVE "/block/sr0";

	umockdev_testbed_set_property(bed, drive, "ID_CDROM", "1");
	umockdev_testbed_set_property(bed, drive, property, "1");
	umockdev_testbed_set_property(bed, drive, "ID_CDROM_MEDIA", with);
	umockdev_testbed_uevent(bed, drive, "change");
	umockdev_testbed_set_property(bed, drive, property, "0");
}

T(a_medium_comes_and_goes_and_the_button_is_pressed)
{
	setup();
	add_ata_drive();
	start();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	change("DISK_MEDIA_CHANGE", "1");
	expect(IMAPI_DRIVE_MEDIUM_INSERTED, "/dev/sr0");
	change("DISK_EJECT_REQUEST", "1");
	expect(IMAPI_DRIVE_EJECT_REQUESTED, "/dev/sr0");
	change("DISK_MEDIA_CHANGE", "0");
	expect(IMAPI_DRIVE_MEDIUM_REMOVED, "/dev/sr0");
	ck_assert_str_eq(event.id, "pci-0000:00:1f.2-ata-2.0");
	change("RESIZE", "1");
	ck_assert_int_eq(next(), IMAPI_S_NO_EVENT);
	teardown();
}

T(without_a_size_nothing_is_taken_from_the_watch)
{
	struct imapi_drive_event small = { 0 };

	setup();
	add_ata_drive();
	start();
	ck_assert_int_eq(imapi_drive_watch_next(watch, &small), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_drive_watch_next(NULL, &small), IMAPI_E_POINTER);
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	teardown();
}

T(a_machine_whose_drives_cannot_be_opened_is_not_supported)
{
	struct imapi_disc_master *master;

	setup();
	ck_assert_int_eq(imapi_disc_master_new(context, &master), IMAPI_OK);
	ck_assert_int_eq(imapi_disc_master_is_supported(master), IMAPI_S_FALSE);
	imapi_disc_master_free(master);
	add_ata_drive();
	ck_assert_int_eq(imapi_disc_master_new(context, &master), IMAPI_OK);
	ck_assert_int_eq(imapi_disc_master_is_supported(master), IMAPI_S_FALSE);
	imapi_disc_master_free(master);
	teardown();
}

T_MAIN("drive-watch")
