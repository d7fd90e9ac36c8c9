/* SPDX-License-Identifier: MIT */
#include "sim/drive.h"

#include "base/mem.h"
#include "sim/speed.h"

/* How long a host waits that gives no time-out. */
#define NO_TIMEOUT_US (60ull * USEC_PER_SEC)

usec_t drive_now(const struct sim_drive *drive)
{
	return drive->spec.real_clock ? transport_now(drive->transport) : drive->now;
}

void drive_spend(struct sim_drive *drive, usec_t duration)
{
	if (drive->spec.real_clock)
		transport_sleep(drive->transport, duration);
	else
		drive->now += duration;
}

void drive_attention(struct sim_drive *drive, struct sim_sense sense)
{
	if (drive->attention_count < ATTENTIONS_MAX)
		drive->attentions[drive->attention_count++] = sense;
}

bool drive_has_disc(const struct sim_drive *drive)
{
	return drive->disc && !drive->tray_open;
}

static void finish_load(struct sim_drive *drive)
{
	drive->media_event = 2; /* new medium */
	drive_attention(drive, SENSE(6, 0x28, 0x00));
}

void drive_init(struct sim_drive *drive)
{
	pages_init(drive);
	drive->power_state = 1;
	drive->buffer.since = drive_now(drive);
	if (drive->disc)
		finish_load(drive);
}

void drive_insert(struct sim_drive *drive, struct sim_disc *disc)
{
	if (drive->disc != disc)
		disc_free(drive->disc);
	drive->disc = disc;
	drive->buffer = (struct sim_buffer){ .since = drive_now(drive) };
	drive->calibrated = false;
	drive->head = 0;
	drive->write_kbps = drive->read_kbps = 0;
}

void drive_begin(struct sim_drive *drive, enum sim_work_kind kind, usec_t duration,
		 unsigned track)
{
	usec_t now = drive_now(drive);

	drive->work = (struct sim_operation){ kind, now, now + duration, track };
}

/* The medium takes in what the drive holds of the track that is being written. */
static struct sim_sense finish_writing(struct sim_drive *drive, bool end_track)
{
	struct sim_disc *disc = drive->disc;
	struct sim_track *track = disc_track(disc, drive->buffer.track);
	struct sim_sense sense = GOOD;

	drive->buffer.level = 0;
	drive->buffer.track = 0;
	if (!track)
		return GOOD;
	sense = end_track && !track->reserved ? disc_close_track(disc, disc_number(disc, track))
					      : disc_pad(disc, track);
	disc_save(disc);
	return sense;
}

/* What the work changes takes effect when it is over. */
static struct sim_sense finish_work(struct sim_drive *drive, struct sim_operation work)
{
	struct sim_sense sense;

	if (work.kind == WORK_LOAD) {
		finish_load(drive);
		return GOOD;
	}
	sense = finish_writing(drive, drive->disc->medium->sync_ends);
	if (sense.key)
		return sense;
	if (work.kind == WORK_TRACK)
		return disc_close_track(drive->disc, work.track);
	if (work.kind == WORK_SESSION)
		disc_close_session(drive->disc);
	if (work.kind == WORK_FINAL)
		disc_finalise(drive->disc);
	if (drive->disc->final)
		drive->operational_event = 1;
	return GOOD;
}

static struct sim_sense end_work(struct sim_drive *drive)
{
	struct sim_operation work = drive->work;

	drive->work.kind = WORK_NONE;
	return finish_work(drive, work);
}

void drive_update(struct sim_drive *drive)
{
	buffer_update(drive);
	if (drive->work.kind && drive_now(drive) >= drive->work.end) {
		struct sim_sense sense = end_work(drive);

		if (sense.key)
			drive->deferred = sense;
	}
}

void drive_release(struct sim_drive *drive)
{
	if (drive->work.kind == WORK_LOAD)
		drive->work.kind = WORK_NONE;
	if (drive->work.kind)
		end_work(drive);
	if (drive->disc && drive->buffer.track)
		finish_writing(drive, false);
}

void drive_reset(struct sim_drive *drive, bool lose)
{
	struct sim_track *track;

	drive_update(drive);
	drive->work.kind = WORK_NONE;
	track = drive->disc ? disc_track(drive->disc, drive->buffer.track) : NULL;
	if (lose && track && drive->buffer.level)
		disc_lose(drive->disc, track, buffer_recorded(drive));
	if (lose)
		drive->buffer.level = 0;
	pages_init(drive);
	drive->prevented = drive->persistent_prevented = false;
	drive->read_kbps = drive->write_kbps = 0;
	drive->deferred = GOOD;
	drive->attention_count = 0;
	drive_attention(drive, SENSE(6, 0x29, 0x00));
}

/* A number that looks like progress and is none. */
static uint16_t junk(usec_t elapsed)
{
	return (uint16_t)((elapsed / 100000 * 2654435761u) >> 8);
}

uint16_t drive_progress(const struct sim_drive *drive)
{
	const struct sim_operation *work = &drive->work;
	usec_t total = MAX(work->end - work->start, 1u);
	usec_t elapsed = MIN(drive_now(drive) - work->start, total);
	uint32_t p = (uint32_t)(elapsed * 65535 / total);

	switch (drive->model.progress) {
	case PROGRESS_PERCENT:
		return (uint16_t)(p * 100 / 65536 * 65536 / 100);
	case PROGRESS_TENTHS:
		return (uint16_t)(p * 10 / 65536 * 65536 / 10);
	case PROGRESS_FROZEN:
		return 655;
	case PROGRESS_BACK:
		return (uint16_t)(p < 32768 ? p * 2 : (p - 32768) * 2);
	case PROGRESS_JUNK:
		return junk(elapsed);
	default:
		return (uint16_t)p;
	}
}

bool task_hold(struct sim_task *task, usec_t duration)
{
	struct sim_drive *drive = task->drive;
	usec_t limit = (usec_t)task->x->timeout_ms * USEC_PER_MSEC;
	usec_t spent = drive_now(drive) - task->start;

	if (!limit || spent + duration <= limit) {
		drive_spend(drive, duration);
		return true;
	}
	drive_spend(drive, limit > spent ? limit - spent : 0);
	task->x->host = IMAPI_HOST_TIMEOUT;
	return false;
}

struct sim_sense drive_run(struct sim_task *task, bool immed)
{
	struct sim_drive *drive = task->drive;
	usec_t now = drive_now(drive);

	if (immed && (drive->model.immed == IMMED_HONOURED || drive->work.kind == WORK_LOAD)) {
		drive_update(drive);
		return GOOD;
	}
	if (task_hold(task, drive->work.end > now ? drive->work.end - now : 0))
		return end_work(drive);
	/* The host gives up and resets the drive, in the middle of what it was doing. */
	drive_reset(drive, true);
	return GOOD;
}

void task_hang(struct sim_task *task)
{
	usec_t limit = (usec_t)task->x->timeout_ms * USEC_PER_MSEC;
	usec_t spent = drive_now(task->drive) - task->start;

	if (!limit)
		limit = NO_TIMEOUT_US;
	if (limit > spent)
		drive_spend(task->drive, limit - spent);
	task->x->host = IMAPI_HOST_TIMEOUT;
}

void task_host_error(struct sim_task *task)
{
	task->x->host = IMAPI_HOST_ERROR;
}

struct sim_sense task_reply(struct sim_task *task, const void *data, size_t length)
{
	struct imapi_exchange *x = task->x;
	uint32_t n = (uint32_t)MIN(length, task->allocation);

	if (n == 0)
		return GOOD;
	if (x->direction != IMAPI_DIRECTION_IN || n > x->data_length) {
		task_host_error(task);
		return GOOD;
	}
	memcpy(x->data, data, n);
	x->residual = x->data_length - n;
	return GOOD;
}

bool task_data(struct sim_task *task, size_t length, const uint8_t **ret_data)
{
	struct imapi_exchange *x = task->x;

	if (length > 0 && (x->direction != IMAPI_DIRECTION_OUT || x->data_length != length)) {
		task_host_error(task);
		return false;
	}
	x->residual = 0;
	*ret_data = x->data;
	return true;
}
