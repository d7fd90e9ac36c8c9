/* SPDX-License-Identifier: MIT */
#include "transport/iscsi.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>

#define MAX_TRANSFER (256u * 1024)
#define LOGOUT_LIMIT (2 * USEC_PER_SEC)

/* A target that says nothing for QUIET is asked by a NOP-Out, and given up after DEAD. */
#define QUIET (10 * USEC_PER_SEC)
#define DEAD (40 * USEC_PER_SEC)
#define TURN_MS 500

static void on_nop(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct iscsi_drive *drive = user;

	(void)iscsi;
	(void)data;
	drive->asked = false;
	if (status == SCSI_STATUS_GOOD)
		drive->heard = transport_system_now();
}

/* A dead network is told apart from a slow drive: the target answers for itself meanwhile. */
static void check_pulse(struct iscsi_drive *drive)
{
	usec_t now = transport_system_now();

	if (now - drive->heard > DEAD)
		drive->lost = true;
	else if (now - drive->heard > QUIET && !drive->asked)
		drive->asked = iscsi_nop_out_async(drive->iscsi, on_nop, NULL, 0, drive) == 0;
}

static void serve_once(struct iscsi_drive *drive, usec_t left)
{
	struct pollfd p = { .fd = iscsi_get_fd(drive->iscsi),
			    .events = (short)iscsi_which_events(drive->iscsi) };
	int ms = left > TURN_MS * USEC_PER_MSEC ? TURN_MS : (int)(left / USEC_PER_MSEC) + 1;
	int ready = poll(&p, 1, ms);

	if (p.fd < 0 || iscsi_service(drive->iscsi, ready > 0 ? p.revents : 0) < 0)
		drive->lost = true;
	if (ready > 0 && (p.revents & POLLIN))
		drive->heard = transport_system_now();
	check_pulse(drive);
}

bool iscsi_serve(struct iscsi_drive *drive, const bool *done, usec_t deadline)
{
	while (!*done && !drive->lost) {
		usec_t now = transport_system_now();

		if (now >= deadline)
			return false;
		serve_once(drive, deadline - now);
	}
	return *done;
}

static enum imapi_host_result host_of(int status)
{
	switch (status) {
	case SCSI_STATUS_CANCELLED:
		return IMAPI_HOST_GONE;
	case SCSI_STATUS_TIMEOUT:
		return IMAPI_HOST_TIMEOUT;
	case SCSI_STATUS_REDIRECT:
	case SCSI_STATUS_ERROR:
		return IMAPI_HOST_ERROR;
	default:
		return IMAPI_HOST_OK;
	}
}

/* libiscsi keeps sense data as it travels: behind its length in two bytes. */
static void take_sense(const struct scsi_task *task, struct imapi_exchange *x)
{
	size_t there = task->datain.size > 2 ? (size_t)task->datain.size - 2 : 0;
	size_t length;

	if (!there || !task->datain.data)
		return;
	length = MIN(MIN((size_t)get_be16(task->datain.data), there), sizeof(x->sense));
	memcpy(x->sense, task->datain.data + 2, length);
	x->sense_length = (uint8_t)length;
}

void iscsi_take_answer(const struct scsi_task *task, int status, struct imapi_exchange *x)
{
	x->host = host_of(status);
	x->residual = x->data_length;
	if (x->host != IMAPI_HOST_OK)
		return;
	x->scsi_status = (uint8_t)status;
	x->residual = 0;
	if (task->residual_status == SCSI_RESIDUAL_UNDERFLOW)
		x->residual = (uint32_t)MIN(task->residual, (size_t)x->data_length);
	if (status == SCSI_STATUS_CHECK_CONDITION)
		take_sense(task, x);
}

static void on_answer(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct iscsi_drive *drive = user;

	(void)iscsi;
	(void)data;
	drive->status = status;
	drive->answered = true;
}

static struct scsi_task *make_task(struct imapi_exchange *x)
{
	static const int directions[] = { SCSI_XFER_NONE, SCSI_XFER_READ, SCSI_XFER_WRITE };
	bool none = x->data_length == 0;
	struct scsi_task *task = scsi_create_task(
		x->cdb_length, x->cdb, none ? SCSI_XFER_NONE : directions[x->direction],
		(int)x->data_length);

	if (!task || none)
		return task;
	if ((x->direction == IMAPI_DIRECTION_IN
		     ? scsi_task_add_data_in_buffer(task, (int)x->data_length, x->data)
		     : scsi_task_add_data_out_buffer(task, (int)x->data_length, x->data)) >= 0)
		return task;
	scsi_free_scsi_task(task);
	return NULL;
}

static imapi_status end_lost(struct imapi_exchange *x)
{
	x->host = IMAPI_HOST_GONE;
	return IMAPI_OK;
}

static imapi_status resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct iscsi_drive *drive = self;
	usec_t now = transport_system_now();
	usec_t deadline = patience > UINT64_MAX - now ? UINT64_MAX : now + patience;

	if (!iscsi_serve(drive, &drive->answered, deadline) && !drive->lost) {
		x->host = IMAPI_HOST_PENDING;
		return IMAPI_OK;
	}
	if (!drive->answered)
		return end_lost(x);
	iscsi_take_answer(drive->task, drive->status, x);
	drive->lost |= x->host == IMAPI_HOST_GONE;
	x->duration_us = transport_system_now() - drive->sent;
	scsi_free_scsi_task(drive->task);
	drive->task = NULL;
	return IMAPI_OK;
}

static imapi_status start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct iscsi_drive *drive = self;

	if (drive->lost)
		return end_lost(x);
	drive->task = make_task(x);
	if (!drive->task)
		return err_no_memory(&drive->context->error);
	drive->answered = false;
	drive->sent = drive->heard = transport_system_now();
	if (iscsi_scsi_command_async(drive->iscsi, drive->lun, drive->task, on_answer, NULL,
				     drive)) {
		scsi_free_scsi_task(drive->task);
		drive->task = NULL;
		drive->lost = true;
		return end_lost(x);
	}
	return resume(self, x, patience);
}

static imapi_status execute(void *self, struct imapi_exchange *x)
{
	return start(self, x, UINT64_MAX);
}

/* The target may ask for a sign of life at any time. */
static void sleep_us(void *self, uint64_t duration)
{
	static const bool never = false;
	struct iscsi_drive *drive = self;
	usec_t end = transport_system_now() + duration;

	iscsi_serve(drive, &never, end);
	while (transport_system_now() < end)
		poll(NULL, 0,
		     (int)MIN((end - transport_system_now()) / USEC_PER_MSEC + 1, 1000));
}

static uint32_t max_transfer(void *self)
{
	(void)self;
	return MAX_TRANSFER;
}

static void on_logout(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	(void)iscsi;
	(void)status;
	(void)data;
	*(bool *)user = true;
}

static void close_drive(void *self)
{
	struct iscsi_drive *drive = self;
	bool out = false;

	if (drive->iscsi && !drive->lost && !drive->task &&
	    !iscsi_logout_async(drive->iscsi, on_logout, &out))
		iscsi_serve(drive, &out, transport_system_now() + LOGOUT_LIMIT);
	if (drive->iscsi)
		iscsi_destroy_context(drive->iscsi);
	if (drive->task)
		scsi_free_scsi_task(drive->task);
	free(drive->portal);
	free(drive);
}

const struct imapi_transport_ops iscsi_ops = {
	.size = sizeof(iscsi_ops),
	.name = "iscsi",
	.execute = execute,
	.sleep_us = sleep_us,
	.max_transfer = max_transfer,
	.close = close_drive,
	.start = start,
	.resume = resume,
};
