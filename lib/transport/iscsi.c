/* SPDX-License-Identifier: MIT */
#include "transport/iscsi.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <stdio.h>

#define MAX_TRANSFER (256u * 1024)
#define LOGOUT_LIMIT (2 * USEC_PER_SEC)
#define ABORT_LIMIT (5 * USEC_PER_SEC)

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

/* SAM-4 4.6.7.2 and 4.6.7.3: from 256 on another method of addressing. */
static int wire_lun(unsigned lun)
{
	return (int)(lun < 256 ? lun : 0x4000 | lun);
}

static struct scsi_task *make_task(struct imapi_exchange *x)
{
	static const int directions[] = { SCSI_XFER_NONE, SCSI_XFER_READ, SCSI_XFER_WRITE };
	bool none = x->data_length == 0;
	struct scsi_task *task;

	/* A target that calls an answer complete and sends less must not pass old bytes on. */
	if (x->direction == IMAPI_DIRECTION_IN && !none)
		memset(x->data, 0, x->data_length);
	task = scsi_create_task(x->cdb_length, x->cdb,
				none ? SCSI_XFER_NONE : directions[x->direction],
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

static void drop_task(struct iscsi_drive *drive)
{
	scsi_free_scsi_task(STEAL(drive->task));
}

static imapi_status end_unanswered(struct iscsi_drive *drive, struct imapi_exchange *x,
				   enum imapi_host_result host)
{
	x->host = host;
	x->residual = x->data_length;
	x->duration_us = transport_system_now() - drive->sent;
	if (drive->task)
		drop_task(drive);
	return IMAPI_OK;
}

static void on_abort(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct iscsi_drive *drive = user;

	if (status == SCSI_STATUS_GOOD && data)
		drive->reply.response = *(uint32_t *)data;
	iscsi_on_reply(iscsi, status, data, &drive->reply);
}

/* Nothing of the command may be left where libiscsi would still find it. */
static bool is_over(struct iscsi_drive *drive)
{
	bool sent = iscsi_out_queue_length(drive->iscsi) == 0 &&
		    !(iscsi_which_events(drive->iscsi) & POLLOUT);

	return sent && drive->reply.status == SCSI_STATUS_GOOD &&
	       (drive->reply.response == ISCSI_TMR_FUNC_COMPLETE ||
		drive->reply.response == ISCSI_TMR_TASK_DOES_NOT_EXIST);
}

/*
 * Has the target end a command that took too long: false if it was answered meanwhile. A target
 * that cannot end it loses the connection, and with that the command.
 */
static bool abort_task(struct iscsi_drive *drive)
{
	usec_t limit = MIN(ABORT_LIMIT, drive->place.timeout * USEC_PER_SEC);

	drive->reply = (struct iscsi_reply){ .done = false };
	if (iscsi_task_mgmt_abort_task_async(drive->iscsi, drive->task, on_abort, drive) ||
	    !iscsi_serve(drive, &drive->reply.done, transport_system_now() + limit) ||
	    !is_over(drive)) {
		iscsi_lose(drive, "%s could not end a command that took too long",
			   drive->portal);
		return true;
	}
	if (drive->answered)
		return false;
	iscsi_scsi_cancel_task(drive->iscsi, drive->task);
	return true;
}

static imapi_status take_answer(struct iscsi_drive *drive, struct imapi_exchange *x)
{
	if (drive->status == SCSI_STATUS_CANCELLED) {
		iscsi_lose_broken(drive);
		return end_unanswered(drive, x, IMAPI_HOST_GONE);
	}
	iscsi_take_answer(drive->task, drive->status, x);
	x->duration_us = transport_system_now() - drive->sent;
	drop_task(drive);
	return IMAPI_OK;
}

static usec_t after(usec_t now, uint64_t time)
{
	return time > UINT64_MAX - now ? UINT64_MAX : now + time;
}

static imapi_status resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct iscsi_drive *drive = self;
	usec_t until = after(transport_system_now(), patience);

	iscsi_serve(drive, &drive->answered, MIN(until, drive->expires));
	if (!drive->iscsi)
		return end_unanswered(drive, x, IMAPI_HOST_GONE);
	if (drive->answered)
		return take_answer(drive, x);
	if (transport_system_now() < drive->expires) {
		x->host = IMAPI_HOST_PENDING;
		return IMAPI_OK;
	}
	return abort_task(drive) ? end_unanswered(drive, x, IMAPI_HOST_TIMEOUT)
				 : take_answer(drive, x);
}

static imapi_status start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct iscsi_drive *drive = self;

	drive->sent = transport_system_now();
	if (!drive->iscsi)
		return end_unanswered(drive, x, IMAPI_HOST_GONE);
	drive->task = make_task(x);
	if (!drive->task)
		return err_no_memory(&drive->context->error);
	drive->answered = false;
	drive->heard = drive->sent;
	drive->expires =
		x->timeout_ms ? drive->sent + x->timeout_ms * USEC_PER_MSEC : UINT64_MAX;
	if (iscsi_scsi_command_async(drive->iscsi, wire_lun(drive->place.lun), drive->task,
				     on_answer, NULL, drive)) {
		iscsi_lose(drive, "no command can be sent any more");
		return end_unanswered(drive, x, IMAPI_HOST_GONE);
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

/* As udev names the links in /dev/disk/by-path. */
static imapi_status facts(void *self, struct imapi_transport_facts *ret_facts)
{
	struct iscsi_drive *drive = self;
	const struct iscsi_place *place = &drive->place;

	ret_facts->bus_type = IMAPI_BUS_ISCSI;
	snprintf(ret_facts->unique_id, sizeof(ret_facts->unique_id), "ip-%s-iscsi-%s-lun-%u",
		 place->portal, place->target, place->lun);
	if (!drive->iscsi)
		snprintf(ret_facts->lost, sizeof(ret_facts->lost),
			 "the connection to %s was lost: %s", drive->portal, drive->lost);
	return IMAPI_OK;
}

static void close_drive(void *self)
{
	struct iscsi_drive *drive = self;

	drive->reply = (struct iscsi_reply){ .done = false };
	if (drive->iscsi && drive->logged_in && !drive->task &&
	    !iscsi_logout_async(drive->iscsi, iscsi_on_reply, &drive->reply))
		iscsi_serve(drive, &drive->reply.done, transport_system_now() + LOGOUT_LIMIT);
	iscsi_lose(drive, "it was closed");
	if (drive->task)
		drop_task(drive);
	explicit_bzero(&drive->place, sizeof(drive->place));
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
	.facts = facts,
};
