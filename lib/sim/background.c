/* SPDX-License-Identifier: MIT */
#include "sim/background.h"

#include "base/mem.h"
#include "sim/speed.h"

#define IDLE_US (2 * USEC_PER_SEC) /* without a command that uses the disc */
#define EVENT_COMPLETE 5	   /* MMC-6 6.6.3: the background format is complete */

bool background_runs(const struct sim_drive *drive)
{
	return drive_has_disc(drive) && drive->disc->background == BACKGROUND_RUNNING;
}

void background_start(struct sim_drive *drive)
{
	drive->disc->background = BACKGROUND_RUNNING;
	drive->background_since = drive_now(drive);
	disc_save(drive->disc);
}

void background_stop(struct sim_drive *drive)
{
	if (!drive->disc || drive->disc->background != BACKGROUND_RUNNING)
		return;
	drive->disc->background = BACKGROUND_SUSPENDED;
	disc_save(drive->disc);
}

void background_yield(struct sim_drive *drive)
{
	if (background_runs(drive))
		drive->background_since = drive_now(drive) + IDLE_US;
}

static void complete(struct sim_drive *drive)
{
	drive->disc->background = BACKGROUND_COMPLETE;
	drive->media_event = EVENT_COMPLETE;
	disc_save(drive->disc);
}

void background_update(struct sim_drive *drive)
{
	usec_t now = drive_now(drive), per_unit;
	struct sim_disc *disc = drive->disc;
	uint32_t end, unit;
	uint64_t units;

	if (!background_runs(drive) || now <= drive->background_since)
		return;
	end = disc->tracks[0].end;
	unit = disc->medium->unit;
	per_unit =
		transfer_time((uint64_t)unit * BLOCK_SIZE, speed_write_at(drive, disc->deiced));
	units = (now - drive->background_since) / MAX(per_unit, 1u);
	drive->background_since += units * per_unit;
	disc->deiced = (uint32_t)MIN(MAX(disc->deiced, disc->tracks[0].nwa) + units * unit,
				     (uint64_t)end);
	disc_reach(disc, disc->deiced);
	if (disc->deiced == end)
		complete(drive);
}

uint16_t background_progress(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;

	return (uint16_t)MIN((uint64_t)disc->deiced * 65536 / disc->tracks[0].end, 65535u);
}
