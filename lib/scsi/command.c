/* SPDX-License-Identifier: MIT */
#include "scsi/command.h"

#include "base/mem.h"
#include "scsi/outstanding.h"
#include "scsi/status.h"

#include <stdio.h>

/* How long scsi_run() repeats a command, by what the command does. */
#define QUICK_PATIENCE (10 * (usec_t)USEC_PER_SEC)
#define ACCESS_PATIENCE (60 * (usec_t)USEC_PER_SEC)
#define READY_PATIENCE (240 * (usec_t)USEC_PER_SEC)
#define MOST_RETRIES 2
#define MOST_ATTEMPTS 4000 /* ends the loop even on a transport whose clock stands still */

#define FIRST_PAUSE (100 * (usec_t)USEC_PER_MSEC)
#define LONGEST_PAUSE (1000 * (usec_t)USEC_PER_MSEC)

static bool says_nothing(const struct scsi_sense *sense)
{
	return !sense->valid || (!sense->key && !sense->asc && !sense->ascq);
}

/* Of a drive behind a network: how the connection was lost, or nothing. */
static bool explain_lost(struct scsi_device *device, char *text, size_t room)
{
	struct imapi_transport_facts facts;

	if (IMAPI_FAILED(transport_facts(device->transport, &facts)) || !facts.lost[0])
		return false;
	snprintf(text, room, "%s", facts.lost);
	return true;
}

static void judge_host(struct scsi_device *device, struct scsi_outcome *o)
{
	char text[8];

	static const struct {
		imapi_status status;
		enum sense_action action;
	} table[] = {
		[IMAPI_HOST_TIMEOUT] = { IMAPI_E_RECORDER_COMMAND_TIMEOUT, SENSE_HOST },
		[IMAPI_HOST_RESET] = { IMAPI_E_DEVICE_RESET, SENSE_HOST },
		[IMAPI_HOST_GONE] = { IMAPI_E_DEV_NOT_EXIST, SENSE_HOST },
		[IMAPI_HOST_ERROR] = { IMAPI_E_TRANSPORT, SENSE_HOST },
		[IMAPI_HOST_BUSY] = { IMAPI_E_TRANSPORT, SENSE_WAIT },
		[IMAPI_HOST_PENDING] = { IMAPI_E_COMMAND_PENDING, SENSE_WAIT },
	};

	o->status = table[o->host].status;
	o->action = table[o->host].action;
	if (o->host == IMAPI_HOST_GONE && explain_lost(device, text, sizeof(text)))
		o->status = IMAPI_E_CONNECTION_LOST;
}

/* A deferred error is about an earlier command; the one that got it was not carried out. */
static void judge_deferred(struct scsi_outcome *o)
{
	bool failed = o->sense.key == 3 || o->sense.key == 4;

	if (failed && o->action != SENSE_OK)
		return;
	o->action = SENSE_RETRY;
	if (!IMAPI_FAILED(o->status))
		o->status = IMAPI_E_UNEXPECTED_RESPONSE_FROM_DEVICE;
}

static void judge_sense(struct scsi_device *device, struct scsi_outcome *o)
{
	if (says_nothing(&o->sense)) {
		o->sense.valid = false;
		o->status = IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE;
		o->action = SENSE_INQUIRE;
		return;
	}
	o->row = sense_lookup(&o->sense, device->stage);
	o->status = o->row->status;
	o->action = o->row->action;
	if (o->sense.deferred)
		judge_deferred(o);
}

static void judge_status(struct scsi_device *device, struct scsi_outcome *o)
{
	switch (o->scsi_status) {
	case SCSI_GOOD:
	case SCSI_CONDITION_MET:
		if (o->sense.valid && o->sense.key > 1)
			judge_sense(device, o);
		return;
	case SCSI_CHECK_CONDITION:
		judge_sense(device, o);
		return;
	case SCSI_BUSY:
	case SCSI_TASK_SET_FULL:
		o->status = IMAPI_E_DRIVE_BUSY;
		o->action = SENSE_WAIT;
		return;
	case SCSI_RESERVATION_CONFLICT:
		o->status = IMAPI_E_RECORDER_LOCKED;
		o->action = SENSE_USER;
		return;
	case SCSI_TASK_ABORTED:
		o->status = IMAPI_E_TRANSPORT;
		o->action = SENSE_HOST;
		return;
	default:
		o->status = IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE;
		o->action = SENSE_DIAGNOSE;
	}
}

static struct scsi_outcome judge(struct scsi_device *device, const struct imapi_exchange *x)
{
	struct scsi_outcome o = { .host = x->host,
				  .scsi_status = x->scsi_status,
				  .duration = x->duration_us };

	if (x->host != IMAPI_HOST_OK) {
		judge_host(device, &o);
		return o;
	}
	o.transferred = x->data_length - x->residual;
	o.sense = sense_decode(x->sense, x->sense_length);
	judge_status(device, &o);
	return o;
}

static void explain_host(const struct scsi_outcome *o, char *text, size_t room)
{
	static const char *const what[] = {
		[IMAPI_HOST_TIMEOUT] = "no answer",
		[IMAPI_HOST_RESET] = "the bus or the drive was reset",
		[IMAPI_HOST_GONE] = "the drive is gone",
		[IMAPI_HOST_ERROR] = "the bus or the host adapter failed",
		[IMAPI_HOST_BUSY] = "the host adapter is busy",
		[IMAPI_HOST_PENDING] = "the drive has not answered yet",
	};

	snprintf(text, room, "%s after %llu.%llu s", what[o->host],
		 (unsigned long long)(o->duration / USEC_PER_SEC),
		 (unsigned long long)(o->duration / 100000 % 10));
}

static void explain(const struct scsi_outcome *o, char *text, size_t room)
{
	char code[160];

	if (o->host != IMAPI_HOST_OK) {
		explain_host(o, text, room);
	} else if (o->row) {
		sense_print(&o->sense, code, sizeof(code));
		snprintf(text, room, "%s %s", sense_key_name(o->sense.key), code);
	} else if (o->scsi_status == SCSI_CHECK_CONDITION) {
		snprintf(text, room, "failed, and the drive does not say why");
	} else {
		snprintf(text, room, "the drive answers %s", scsi_status_name(o->scsi_status));
	}
}

static const char *advice_of(const struct scsi_outcome *o)
{
	if (o->row)
		return o->row->advice;
	switch (o->status) {
	case IMAPI_E_RECORDER_LOCKED:
		return "Another computer or program has reserved the drive.";
	case IMAPI_E_DRIVE_BUSY:
		return "Wait until the drive is idle. If it never is, switch it off and on.";
	case IMAPI_E_COMMAND_PENDING:
		return "Leave the drive on; it may still be at work.";
	case IMAPI_E_DEV_NOT_EXIST:
		return "Connect the drive again.";
	case IMAPI_E_CONNECTION_LOST:
		return "Open the drive again when its target can be reached, and look at the "
		       "disc with 'imapi info'.";
	default:
		return "Check the drive's cable and power, then look at the disc with "
		       "'imapi info'.";
	}
}

static imapi_status report(struct scsi_device *device, const struct cdb *cdb,
			   const struct imapi_exchange *x, const struct scsi_outcome *o)
{
	struct imapi_error *err = &device->context->error;
	char what[400], where[40] = "";
	int64_t lba = INT64_MIN;

	if (cdb_lba(x->cdb, &lba))
		snprintf(where, sizeof(where), " at LBA %lld", (long long)lba);
	if (o->status != IMAPI_E_CONNECTION_LOST || !explain_lost(device, what, sizeof(what)))
		explain(o, what, sizeof(what));
	err_set(err, o->status, "%s%s: %s", cdb->command->name, where, what);
	memcpy(err->cdb, x->cdb, x->cdb_length);
	err->cdb_length = x->cdb_length;
	memcpy(err->sense, x->sense, x->sense_length);
	err->sense_length = x->sense_length;
	err->has_sense = o->row != NULL;
	err->key = o->sense.key;
	err->asc = o->sense.asc;
	err->ascq = o->sense.ascq;
	err->elapsed_ms = o->duration / USEC_PER_MSEC;
	err_at(err, o->status, lba);
	return err_advise(err, o->status, "%s", advice_of(o));
}

static imapi_status put_outcome(struct scsi_device *device, const struct scsi_outcome *o,
				struct scsi_outcome *ret_outcome)
{
	device->last = *o;
	if (ret_outcome)
		*ret_outcome = *o;
	return o->status;
}

/* Judges and reports what came of a command; @status says whether it could be sent. */
static imapi_status conclude(struct scsi_device *device, const struct cdb *cdb,
			     imapi_status status, const struct imapi_exchange *x,
			     struct scsi_outcome *ret_outcome)
{
	struct scsi_outcome o = { .status = status,
				  .host = IMAPI_HOST_ERROR,
				  .action = SENSE_HOST };

	if (!IMAPI_FAILED(status))
		o = judge(device, x);
	else
		err_in(&device->context->error, status, "%s", cdb->command->name);
	if (!IMAPI_FAILED(status) && o.status)
		report(device, cdb, x, &o);
	return put_outcome(device, &o, ret_outcome);
}

bool scsi_outstanding(const struct scsi_device *device)
{
	return device->outstanding != NULL;
}

void scsi_leave(struct scsi_device *device)
{
	free(STEAL(device->outstanding));
}

/* The command stays outstanding, with what has passed since it was sent. */
static imapi_status conclude_pending(struct scsi_device *device,
				     struct scsi_outcome *ret_outcome)
{
	const struct scsi_outstanding *command = device->outstanding;
	struct imapi_exchange x = command->x;

	x.host = IMAPI_HOST_PENDING;
	x.duration_us = transport_now(device->transport) - command->since;
	return conclude(device, &command->cdb, IMAPI_OK, &x, ret_outcome);
}

static imapi_status try_patiently(struct scsi_device *device, const struct cdb *cdb,
				  const struct imapi_exchange *x,
				  struct scsi_outcome *ret_outcome)
{
	AUTOFREE struct scsi_outstanding *command = outstanding_new(device, cdb, x);
	imapi_status status;

	if (!command)
		return conclude(device, cdb, err_no_memory(&device->context->error), x,
				ret_outcome);
	if (!outstanding_send(device, command, &status)) {
		device->outstanding = STEAL(command);
		return conclude_pending(device, ret_outcome);
	}
	if (x->direction == IMAPI_DIRECTION_IN && x->data_length > 0)
		memcpy(x->data, command->data, x->data_length);
	return conclude(device, cdb, status, &command->x, ret_outcome);
}

imapi_status scsi_collect(struct scsi_device *device, struct scsi_outcome *ret_outcome)
{
	AUTOFREE struct scsi_outstanding *command = NULL;
	usec_t patience = device->patience ? device->patience : UINT64_MAX;
	enum scsi_stage stage = device->stage;
	imapi_status status;

	if (!device->outstanding)
		return err_set(&device->context->error, IMAPI_E_INVALIDARG,
			       "no command is outstanding");
	if (!outstanding_resume(device, device->outstanding, patience, &status))
		return conclude_pending(device, ret_outcome);
	command = STEAL(device->outstanding);
	device->stage = command->stage;
	status = conclude(device, &command->cdb, status, &command->x, ret_outcome);
	device->stage = stage;
	return status;
}

static imapi_status refuse_second(struct scsi_device *device, const struct cdb *cdb,
				  struct scsi_outcome *ret_outcome)
{
	const struct scsi_outstanding *first = device->outstanding;
	struct scsi_outcome o = { .status = IMAPI_E_COMMAND_PENDING,
				  .host = IMAPI_HOST_BUSY,
				  .action = SENSE_WAIT };
	struct imapi_error *err = &device->context->error;
	usec_t age = transport_now(device->transport) - first->since;

	err_set(err, o.status, "%s: the drive still works on %s, since %llu.%llu s",
		cdb->command->name, first->cdb.command->name,
		(unsigned long long)(age / USEC_PER_SEC),
		(unsigned long long)(age / 100000 % 10));
	err_advise(err, o.status, "%s", advice_of(&o));
	return put_outcome(device, &o, ret_outcome);
}

/* Somebody left a command behind: true if it is over by now. */
static bool let_go(struct scsi_device *device)
{
	imapi_status status;

	if (device->patience || !outstanding_resume(device, device->outstanding, 0, &status))
		return false;
	log_debug(device->context, "%s was answered after it had been left behind",
		  device->outstanding->cdb.command->name);
	scsi_leave(device);
	return true;
}

imapi_status scsi_try(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length, struct scsi_outcome *ret_outcome)
{
	struct imapi_exchange x = exchange_make(device, cdb, data, length), ask;
	uint8_t sense[REQUEST_SENSE_SIZE] = { 0 };
	imapi_status status;

	if (device->outstanding && !let_go(device))
		return refuse_second(device, cdb, ret_outcome);
	if (device->patience)
		return try_patiently(device, cdb, &x, ret_outcome);
	status = transport_execute(device->transport, &x);
	if (!IMAPI_FAILED(status) && exchange_lacks_sense(&x)) {
		ask = exchange_ask_sense(device, sense);
		if (!IMAPI_FAILED(transport_execute(device->transport, &ask)))
			exchange_take_sense(&x, &ask);
	}
	return conclude(device, cdb, status, &x, ret_outcome);
}

/* What scsi_run() remembers from one attempt to the next. */
struct patience {
	usec_t start, pause;
	unsigned attempts, retries;
	bool saw_deferred, saw_attention;
};

static usec_t limit_of(const struct scsi_command *command, const struct scsi_outcome *o)
{
	if (o->status == IMAPI_E_RECORDER_MEDIA_BECOMING_READY || command->time == TIME_LONG)
		return READY_PATIENCE;
	return command->time == TIME_QUICK ? QUICK_PATIENCE : ACCESS_PATIENCE;
}

/* "The medium may have changed" is no news while nothing is being written. */
static bool harmless_attention(const struct scsi_device *device)
{
	const struct scsi_sense *sense = &device->last.sense;

	return device->last.row && sense->key == 6 && sense->asc == 0x28 &&
	       device->stage != STAGE_WRITE && device->stage != STAGE_CLOSE;
}

static bool once(bool *seen)
{
	bool first = !*seen;

	*seen = true;
	return first;
}

static bool worth_repeating(struct scsi_device *device, const struct scsi_command *command,
			    struct patience *p)
{
	const struct scsi_outcome *o = &device->last;
	bool look_away = device->patience && device->outstanding;
	usec_t elapsed = transport_now(device->transport) - p->start;

	if (look_away || ++p->attempts >= MOST_ATTEMPTS ||
	    elapsed + p->pause > limit_of(command, o))
		return false;
	if (o->sense.deferred)
		return o->action == SENSE_RETRY && once(&p->saw_deferred);
	if (harmless_attention(device))
		return once(&p->saw_attention);
	if (o->action == SENSE_RETRY)
		return p->retries++ < MOST_RETRIES;
	return o->action == SENSE_WAIT;
}

static bool cancelled(const struct scsi_device *device)
{
	return device->cancel && atomic_load(device->cancel);
}

static imapi_status rest(struct scsi_device *device, const struct cdb *cdb, struct patience *p)
{
	for (usec_t left = p->pause; left > 0 && !cancelled(device);) {
		usec_t slice = MIN(left, FIRST_PAUSE);

		transport_sleep(device->transport, slice);
		left -= slice;
	}
	p->pause = MIN(p->pause * 3 / 2, LONGEST_PAUSE);
	if (!cancelled(device))
		return IMAPI_OK;
	return err_set(&device->context->error, IMAPI_E_REQUEST_CANCELLED,
		       "cancelled while %s waited for the drive", cdb->command->name);
}

imapi_status scsi_run(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length)
{
	struct patience p = { .start = transport_now(device->transport), .pause = FIRST_PAUSE };

	for (;;) {
		imapi_status status = scsi_try(device, cdb, data, length, NULL);
		imapi_status stop;

		if (!IMAPI_FAILED(status) || !worth_repeating(device, cdb->command, &p))
			return status;
		log_debug(device->context, "%s", device->context->error.message);
		stop = rest(device, cdb, &p);
		if (IMAPI_FAILED(stop))
			return stop;
	}
}
