/* SPDX-License-Identifier: MIT */
#include "sim/drive.h"

#include "base/mem.h"
#include "sim/speed.h"
#include "sim/work.h"

/* How long a host waits that gives no time-out. */
#define NO_TIMEOUT_US (60ull * USEC_PER_SEC)

static bool in_step(const struct sim_drive *drive)
{
	return drive->spec.real_clock && !drive->pending.ahead;
}

usec_t drive_now(const struct sim_drive *drive)
{
	return in_step(drive) ? transport_now(drive->transport) : drive->now;
}

void drive_spend(struct sim_drive *drive, usec_t duration)
{
	if (in_step(drive))
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

struct sim_sense drive_take_attention(struct sim_drive *drive)
{
	struct sim_sense sense = drive->attentions[0];

	drive->attention_count--;
	memmove(drive->attentions, drive->attentions + 1, sizeof(sense) * (ATTENTIONS_MAX - 1));
	return sense;
}

void drive_loaded(struct sim_drive *drive)
{
	drive->media_event = 2; /* new medium */
	drive_attention(drive, SENSE(6, 0x28, 0x00));
}

void drive_init(struct sim_drive *drive)
{
	pages_init(drive);
	drive->power_state = 1;
	drive->buffer.since = drive_now(drive);
	speed_fit(drive);
	if (drive->disc)
		drive_loaded(drive);
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
	speed_fit(drive);
}

void drive_take_out(struct sim_drive *drive)
{
	if (drive->disc)
		drive->media_event = 3; /* removal */
	work_release(drive);
	drive->tray_open = true;
	drive->stopped = false;
}

/* What the host had set is as after power on. */
static void forget_settings(struct sim_drive *drive)
{
	pages_init(drive);
	drive->prevented = drive->persistent_prevented = false;
	drive->read_kbps = drive->write_kbps = 0;
	drive->deferred = GOOD;
	drive->attention_count = 0;
}

void drive_reset(struct sim_drive *drive, bool lose)
{
	struct sim_track *track;

	work_update(drive);
	work_cut(drive);
	track = drive->disc ? disc_track(drive->disc, drive->buffer.track) : NULL;
	if (lose && track && drive->buffer.level)
		disc_lose(drive->disc, track, buffer_recorded(drive));
	if (lose)
		drive->buffer.level = 0;
	forget_settings(drive);
	drive_attention(drive, SENSE(6, 0x29, 0x00));
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
