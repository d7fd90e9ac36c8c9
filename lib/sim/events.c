/* SPDX-License-Identifier: MIT */
/* GET EVENT STATUS NOTIFICATION. */
#include "sim/command.h"

#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/work.h"

#define CLASS_BIT(class) (1u << (class))
#define BUSY_IMMEDIATE 2

static uint8_t supported_classes(const struct sim_drive *drive)
{
	uint8_t media = CLASS_BIT(EVENT_MEDIA);
	uint8_t plain = media | CLASS_BIT(EVENT_OPERATIONAL) | CLASS_BIT(EVENT_POWER);

	switch (drive->model.events) {
	case EVENTS_MEDIA:
		return media;
	case EVENTS_BUSY:
	case EVENTS_UNTIMED:
		return plain | CLASS_BIT(EVENT_BUSY);
	default:
		return plain;
	}
}

/* Each fills bytes 4 to 7 of the reply and says whether there is an event. */

static bool operational_event(struct sim_drive *drive, uint8_t *bytes)
{
	struct mmc_operational_event event = { .event = drive->operational_event ? 2 : 0,
					       .persistent_prevent =
						       drive->persistent_prevented,
					       .change = drive->operational_event };

	drive->operational_event = 0;
	wire_put(&wire_operational_event, &event, bytes);
	return event.event != 0;
}

static bool power_event(struct sim_drive *drive, uint8_t *bytes)
{
	bytes[4] = drive->power_event;
	bytes[5] = drive->power_state;
	drive->power_event = 0;
	return bytes[4] != 0;
}

static bool media_event(struct sim_drive *drive, uint8_t *bytes)
{
	struct mmc_media_event event = { .event = drive->media_event,
					 .present = drive_has_disc(drive) &&
						    drive->work.kind != WORK_LOAD,
					 .tray_open = drive->tray_open };

	drive->media_event = 0;
	wire_put(&wire_media_event, &event, bytes);
	return event.event != 0;
}

static bool busy_event(struct sim_drive *drive, uint8_t *bytes)
{
	struct mmc_busy_event event = { 0 };
	usec_t now = drive_now(drive);

	if (work_active(drive)) {
		event.event = 1;
		event.busy_status = BUSY_IMMEDIATE;
		if (drive->model.events == EVENTS_BUSY)
			event.time_100ms = (uint16_t)MIN(
				(drive->work.end - now + 99999) / 100000, UINT16_MAX);
	}
	wire_put(&wire_busy_event, &event, bytes);
	return event.event != 0;
}

static const struct {
	uint8_t class_code;
	bool (*fill)(struct sim_drive *drive, uint8_t *bytes);
} classes[] = {
	{ EVENT_OPERATIONAL, operational_event },
	{ EVENT_POWER, power_event },
	{ EVENT_MEDIA, media_event },
	{ EVENT_BUSY, busy_event },
};

/* The first of the wanted classes that has an event, else the first one; 0 if there is none. */
static uint8_t find_event(struct sim_drive *drive, uint32_t wanted, uint8_t *bytes)
{
	uint8_t first = 0, first_bytes[EVENT_SIZE] = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (!(wanted & CLASS_BIT(classes[i].class_code)))
			continue;
		memset(bytes, 0, EVENT_SIZE);
		if (classes[i].fill(drive, bytes))
			return classes[i].class_code;
		if (!first) {
			first = classes[i].class_code;
			memcpy(first_bytes, bytes, EVENT_SIZE);
		}
	}
	memcpy(bytes, first_bytes, EVENT_SIZE);
	return first;
}

struct sim_sense do_get_event_status(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	uint8_t supported = supported_classes(drive), bytes[EVENT_SIZE] = { 0 };
	struct mmc_event_header header = { .supported = supported };

	if (drive->model.events == EVENTS_NONE)
		return SENSE(5, 0x20, 0x00);
	if (drive->model.events == EVENTS_MUTE) {
		task_hang(task);
		return GOOD;
	}
	if (!cdb_get(task->cdb, EVENT_POLLED))
		return SENSE(5, 0x24, 0x00);
	if (task->allocation > EVENT_HEADER_SIZE)
		header.class_code =
			find_event(drive, cdb_get(task->cdb, EVENT_CLASSES) & supported, bytes);
	header.none_available = !header.class_code;
	header.length = header.class_code ? EVENT_SIZE - 2 : EVENT_HEADER_SIZE - 2;
	wire_put(&wire_event_header, &header, bytes);
	return task_reply(task, bytes, header.length + 2u);
}
