/* SPDX-License-Identifier: MIT */
/* SYNCHRONIZE CACHE, CLOSE TRACK/SESSION, RESERVE TRACK. */
#include "sim/command.h"

#include "mmc/replies.h"
#include "sim/jump.h"
#include "sim/restricted.h"
#include "sim/speed.h"
#include "sim/work.h"

#define ANY_TRACK 0xff
#define AT_ONCE_US (2 * USEC_PER_SEC)
#define RESERVE_US (2 * USEC_PER_SEC)

/* Fixed time and padding at the speed of writing, as the model goes about it. */
static usec_t work_time(const struct sim_drive *drive, struct sim_work work)
{
	uint64_t mb = drive->disc->sessions == 1 ? work.first_mb : work.later_mb;
	usec_t time = work.seconds * (usec_t)USEC_PER_SEC +
		      transfer_time(mb * 1000000, speed_write(drive));

	return time * drive->model.close_percent / 100;
}

/* Of a layer that has to reach as far as the other. */
static usec_t fill_time(const struct sim_drive *drive)
{
	return transfer_time((uint64_t)disc_unequal(drive->disc) * BLOCK_SIZE,
			     speed_write(drive)) *
	       drive->model.close_percent / 100;
}

static usec_t close_time(const struct sim_drive *drive, enum sim_work_kind kind)
{
	const struct sim_medium *medium = drive->disc->medium;

	if (drive->disc->background == BACKGROUND_COMPLETE)
		return AT_ONCE_US;
	if (kind != WORK_TRACK && drive->disc->jumps)
		return work_time(drive, kind == WORK_FINAL ? medium->final_work
							   : medium->session_work) +
		       transfer_time((uint64_t)jump_unfilled(drive->disc) * BLOCK_SIZE,
				     speed_write(drive));
	if (kind == WORK_FINAL && medium->layers > 1)
		return work_time(drive, medium->final_work) + fill_time(drive);
	if (kind == WORK_TRACK)
		return work_time(drive, medium->track_work);
	return work_time(drive, kind == WORK_FINAL ? medium->final_work : medium->session_work);
}

/* A disc that is written at once has got all that was reserved. */
static bool all_written(const struct sim_drive *drive)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, pages_current(drive, PAGE_WRITE_PARAMETERS),
		 WRITE_PARAMETERS_SIZE, &p);
	return drive->disc->medium->recording_zones && !drive->disc->restricted &&
	       p.write_type == WRITE_SAO && track_full(drive->disc, &drive->disc->tracks[0]);
}

struct sim_sense do_synchronize_cache(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	const struct sim_medium *medium = drive->disc->medium;
	bool immed = cdb_get(task->cdb, SYNC_IMMED);
	struct sim_sense sense;
	usec_t duration;

	sense = work_refusal(drive, WORK_FLUSH, immed);
	if (sense.key || !drive->buffer.track)
		return sense;
	duration = buffer_drain_time(drive);
	if (medium->sync_ends)
		duration += work_time(drive, cue_complete(drive) ? medium->session_work
								 : medium->track_work);
	if (all_written(drive))
		work_begin(drive, WORK_FINAL, duration + close_time(drive, WORK_FINAL), 0);
	else
		work_begin(drive, WORK_FLUSH, duration, 0);
	return work_run(task, immed);
}

/* What the close function means here and now. */
static enum sim_work_kind close_kind(const struct sim_drive *drive, uint32_t function)
{
	const struct sim_medium *medium = drive->disc->medium;
	struct mmc_write_parameters p;

	if (drive->disc->scattered && medium->close[function] != CLOSE_FINAL)
		return WORK_NONE;
	if (drive->disc->restricted)
		return WORK_SESSION;
	switch (medium->close[function]) {
	case CLOSE_TRACK:
	case CLOSE_STOP:
		return WORK_TRACK;
	case CLOSE_FINAL:
		return WORK_FINAL;
	case CLOSE_SESSION:
		if (!medium->multi_page)
			return WORK_SESSION;
		wire_get(&wire_write_parameters, pages_current(drive, PAGE_WRITE_PARAMETERS),
			 WRITE_PARAMETERS_SIZE, &p);
		return p.multi_session == MULTI_NEXT_ALLOWED ? WORK_SESSION : WORK_FINAL;
	default:
		return WORK_NONE;
	}
}

/* On CD the number is not looked at much: the track that was written last is meant. */
static unsigned close_number(const struct sim_drive *drive, unsigned number)
{
	const struct sim_track *tail = disc_tail(drive->disc);
	bool none = number == 0 || number == ANY_TRACK;

	if (drive->disc->medium->family != FAMILY_CD || !none)
		return number;
	return tail ? disc_number(drive->disc, tail) : (unsigned)drive->disc->count;
}

/* What the drive does not take, and what the disc cannot. */
static struct sim_sense check_close(const struct sim_drive *drive, enum sim_work_kind kind,
				    uint32_t function, unsigned number)
{
	const struct sim_habit *habit = work_habit(drive, kind);

	if (habit->refused_functions >> function & 1u)
		return habit->refuse;
	if (drive->disc->medium->background)
		return disc_formatted(drive->disc) ? GOOD : SENSE(5, 0x2c, 0x04);
	if (drive->disc->restricted)
		return restricted_check_close(drive->disc, function);
	return kind == WORK_TRACK ? disc_check_close_track(drive->disc, number)
				  : disc_check_close_session(drive->disc);
}

struct sim_sense do_close(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool immed = cdb_get(task->cdb, CLOSE_IMMED);
	uint32_t function = cdb_get(task->cdb, CLOSE_FUNCTION);
	enum sim_work_kind kind = close_kind(drive, function);
	unsigned number = close_number(drive, cdb_get(task->cdb, CLOSE_NUMBER));
	struct sim_sense sense;

	if (kind == WORK_NONE)
		return SENSE(5, 0x24, 0x00);
	if (drive->model.honesty == LYING)
		return GOOD;
	sense = work_refusal(drive, kind, immed);
	if (!sense.key)
		sense = check_close(drive, kind, function, number);
	if (sense.key)
		return sense;
	work_begin(drive, kind, buffer_drain_time(drive) + close_time(drive, kind), number);
	return work_run(task, immed);
}

struct sim_sense do_reserve(struct sim_task *task)
{
	uint32_t blocks = cdb_get(task->cdb, RESERVE_BLOCKS);
	struct sim_sense sense;

	if (disc_random(task->drive->disc))
		return SENSE(5, 0x20, 0x00);
	if (cdb_get(task->cdb, RESERVE_ARSV) || cdb_get(task->cdb, RESERVE_RMZ) || !blocks)
		return SENSE(5, 0x24, 0x00);
	sense = disc_reserve(task->drive->disc, blocks);
	if (!sense.key)
		task_hold(task, RESERVE_US);
	return sense;
}
