/* SPDX-License-Identifier: MIT */
/* What the monitor of drives makes of uevents, with a /sys that the test builds. */
#include "support/t.h"

#include "fake-sys.h"

#include "base/context.h"
#include "transport/monitor.h"

#include <stdio.h>
#include <string.h>

#define FIRST "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0"
#define SECOND "pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0"

static struct imapi_context *context;
static struct monitor *monitor;

static void setup(void)
{
	fake_sys_make();
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	monitor = NULL;
}

static void teardown(void)
{
	monitor_free(monitor);
	imapi_context_free(context);
	fake_sys_remove();
}

static void watch(void)
{
	ck_assert_int_eq(monitor_new(context, fake_root, &monitor), IMAPI_OK);
}

static void tell(enum uevent_action action, const char *address)
{
	struct uevent uevent = { .action = action, .medium = -1 };

	snprintf(uevent.address, sizeof(uevent.address), "%s", address);
	ck_assert_int_eq(monitor_take(monitor, &uevent), IMAPI_OK);
}

static void tell_medium(const char *address, int medium, bool eject)
{
	struct uevent uevent = {
		.action = UEVENT_CHANGE,
		.media_change = medium != 2,
		.eject_request = eject,
		.medium = medium == 2 ? -1 : medium,
	};

	snprintf(uevent.address, sizeof(uevent.address), "%s", address);
	ck_assert_int_eq(monitor_take(monitor, &uevent), IMAPI_OK);
}

static void expect(enum imapi_drive_event_kind kind, const char *address)
{
	struct monitor_event event;

	ck_assert(monitor_pop(monitor, &event));
	ck_assert_int_eq(event.kind, kind);
	ck_assert_str_eq(event.drive.address ? event.drive.address : "", address);
	drive_entry_done(&event.drive);
}

static void expect_nothing(void)
{
	struct monitor_event event;

	ck_assert(!monitor_pop(monitor, &event));
}

T(the_drives_that_are_there_are_the_first_events)
{
	setup();
	fake_device(SECOND, 5, "A", "B", "block/sr1");
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr1");
	expect_nothing();
	teardown();
}

T(a_drive_that_comes_and_goes_is_told_with_its_id)
{
	struct monitor_event event;

	setup();
	watch();
	fake_device(FIRST, 5, "PIONEER", "BD-RW", "block/sr0");
	tell(UEVENT_ADD, "/dev/sr0");
	ck_assert(monitor_pop(monitor, &event));
	ck_assert_int_eq(event.kind, IMAPI_DRIVE_ADDED);
	ck_assert_str_eq(event.drive.id, "pci-0000:00:1f.2-ata-1.0");
	ck_assert_str_eq(event.drive.vendor, "PIONEER");
	drive_entry_done(&event.drive);
	fake_unplug(FIRST);
	tell(UEVENT_REMOVE, "/dev/sr0");
	ck_assert(monitor_pop(monitor, &event));
	ck_assert_int_eq(event.kind, IMAPI_DRIVE_REMOVED);
	ck_assert_str_eq(event.drive.id, "pci-0000:00:1f.2-ata-1.0");
	drive_entry_done(&event.drive);
	expect_nothing();
	teardown();
}

T(a_drive_that_came_before_the_look_and_is_told_after_it_is_told_once)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	tell(UEVENT_ADD, "/dev/sr0");
	tell(UEVENT_ADD, "/dev/sg0");
	expect_nothing();
	teardown();
}

T(a_disk_that_comes_is_no_news)
{
	setup();
	watch();
	fake_device(FIRST, 0, "A", "B", "block/sda");
	tell(UEVENT_ADD, "/dev/sg0");
	expect_nothing();
	teardown();
}

T(a_drive_that_sys_still_shows_after_its_removal_does_not_come_back)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	tell(UEVENT_REMOVE, "/dev/sr0");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sr0");
	tell(UEVENT_ADD, "/dev/sg7");
	expect_nothing();
	tell(UEVENT_ADD, "/dev/sr0");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr0");
	expect_nothing();
	teardown();
}

T(a_drive_that_left_and_came_back_before_anybody_looked_is_told_twice)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	tell(UEVENT_REMOVE, "/dev/sr0");
	tell(UEVENT_ADD, "/dev/sr0");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sr0");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr0");
	expect_nothing();
	teardown();
}

T(another_drive_under_the_name_of_one_that_is_gone_is_another_drive)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	fake_unplug(FIRST);
	fake_device(SECOND, 5, "A", "B", "block/sr0");
	tell(UEVENT_ADD, "/dev/sr0");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sr0");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr0");
	expect_nothing();
	teardown();
}

T(a_generic_node_gives_way_to_the_block_device_of_the_same_drive)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "scsi_generic/sg3");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sg3");
	fake_run("mkdir -p %s/sys/devices/" FIRST "/block/sr0", fake_root);
	tell(UEVENT_ADD, "/dev/sr0");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sg3");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr0");
	expect_nothing();
	teardown();
}

T(media_are_told_for_the_drives_that_are_known)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	tell_medium("/dev/sr0", 1, false);
	tell_medium("/dev/sr0", 0, false);
	tell_medium("/dev/sr0", -1, false);
	tell_medium("/dev/sr0", 2, true);
	tell_medium("/dev/sr9", 1, true);
	expect(IMAPI_DRIVE_MEDIUM_INSERTED, "/dev/sr0");
	expect(IMAPI_DRIVE_MEDIUM_REMOVED, "/dev/sr0");
	expect(IMAPI_DRIVE_MEDIUM_CHANGED, "/dev/sr0");
	expect(IMAPI_DRIVE_EJECT_REQUESTED, "/dev/sr0");
	expect_nothing();
	teardown();
}

T(the_button_is_told_before_what_it_led_to)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	tell_medium("/dev/sr0", 0, true);
	expect(IMAPI_DRIVE_EJECT_REQUESTED, "/dev/sr0");
	expect(IMAPI_DRIVE_MEDIUM_REMOVED, "/dev/sr0");
	teardown();
}

T(after_lost_events_the_drives_are_right_again_and_the_loss_is_told)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	watch();
	expect(IMAPI_DRIVE_PRESENT, "/dev/sr0");
	fake_unplug(FIRST);
	fake_device(SECOND, 5, "A", "B", "block/sr1");
	tell(UEVENT_LOST, "");
	expect(IMAPI_DRIVE_REMOVED, "/dev/sr0");
	expect(IMAPI_DRIVE_ADDED, "/dev/sr1");
	expect(IMAPI_DRIVE_RESCAN, "");
	expect_nothing();
	teardown();
}

static uint32_t interval(void)
{
	struct monitor_event event;

	monitor = monitor_free(monitor);
	watch();
	ck_assert(monitor_pop(monitor, &event));
	drive_entry_done(&event.drive);
	return event.medium_poll_ms;
}

T(how_often_linux_looks_for_a_medium_is_told)
{
	setup();
	fake_device(FIRST, 5, "A", "B", "block/sr0");
	ck_assert_uint_eq(interval(), 0);
	fake_attribute("devices/" FIRST "/block/sr0/events_poll_msecs", "-1");
	fake_attribute("module/block/parameters/events_dfl_poll_msecs", "0");
	ck_assert_uint_eq(interval(), 0);
	fake_attribute("module/block/parameters/events_dfl_poll_msecs", "2000");
	ck_assert_uint_eq(interval(), 2000);
	fake_attribute("devices/" FIRST "/block/sr0/events_poll_msecs", "500");
	ck_assert_uint_eq(interval(), 500);
	fake_attribute("devices/" FIRST "/block/sr0/events_poll_msecs", "0");
	ck_assert_uint_eq(interval(), 0);
	fake_attribute("devices/" FIRST "/block/sr0/events_async", "media_change");
	ck_assert_uint_ne(interval(), 0);
	teardown();
}

T_MAIN("monitor")
