/* SPDX-License-Identifier: MIT */
#include "burn/settle.h"

#include "base/mem.h"
#include "burn/wait.h"

#define FIRST_LOOK (2 * (usec_t)USEC_PER_SEC)
#define NEXT_LOOK (2 * (usec_t)USEC_PER_SEC)
#define NEXT_ASK (USEC_PER_SEC / 2)
#define TRIES 5
#define SLEEP_MAX (USEC_PER_SEC / 2)

/* Becoming ready takes up to four minutes, the reading of a bad table of contents included; a
 * drive that still writes something is disturbed by nothing but patience. */
#define READY_LIMIT (240 * (usec_t)USEC_PER_SEC)
#define WORK_LIMIT (30 * 60 * (usec_t)USEC_PER_SEC)

#define TRAY_MOVES (30 * (usec_t)USEC_PER_SEC) /* no medium until it is in */

#define TEST_SECTORS 2u
#define TEST_SECOND 16u /* sectors behind the first place */

static usec_t now_of(const struct settling *s)
{
	return transport_now(s->device->transport);
}

static void start_round(struct settling *s, enum settle_round round)
{
	s->round = round;
	s->started = now_of(s);
	s->next = s->started + FIRST_LOOK;
	s->tries = 0;
	s->after = medium_free(s->after);
}

void settle_start(struct settling *s)
{
	s->after = NULL;
	s->end = SETTLE_GOES_ON;
	s->reset_seen = s->relock = s->waiting = false;
	s->reloads = 0;
	readback_init(&s->readback, s->device);
	s->readback.fua = true;
	s->readback.tries = 1;
	s->readback.patience = 0;
	start_round(s, ROUND_PLAIN);
}

/* The start, a little after it, and the end. */
static imapi_status read_ends(struct settling *s)
{
	uint64_t last = s->plan->sectors - MIN(s->plan->sectors, (uint64_t)TEST_SECTORS);
	uint64_t places[] = { 0, MIN((uint64_t)TEST_SECOND, last), last };
	uint8_t data[TEST_SECTORS * BLOCK_SIZE];
	imapi_status status = IMAPI_OK;

	for (size_t i = 0;
	     i < ARRAY_SIZE(places) && s->plan->sectors > 0 && !IMAPI_FAILED(status); i++) {
		uint64_t n = MIN(s->plan->sectors - places[i], (uint64_t)TEST_SECTORS);

		status = readback_read(&s->readback, plan_lba(s->plan, places[i]), (uint32_t)n,
				       data);
	}
	s->reset_seen |= s->readback.reset_seen;
	return status;
}

/* A reset opens the lock, and so did we for the tray. */
static void lock_again(struct settling *s)
{
	bool again = s->locked && (s->relock || s->reset_seen);

	s->relock = false;
	if (again && IMAPI_FAILED(spc_prevent_removal(s->device, true)))
		log_info(s->device->context, "the medium is no longer locked: %s",
			 imapi_error_message(&s->device->context->error));
}

static imapi_status look(struct settling *s)
{
	imapi_status status = IMAPI_OK;

	s->readback.fault = READBACK_NONE;
	if (!s->after) {
		lock_again(s);
		status = medium_read(s->device, &s->after);
	}
	if (!IMAPI_FAILED(status))
		status = read_ends(s);
	return status;
}

static bool is_absent(const struct scsi_device *device)
{
	const struct scsi_sense *sense = &device->last.sense;

	return sense->valid && sense->key == 2 && sense->asc == 0x3a;
}

/* With these there is no disc to be looked at, or nobody who wants to know. */
static bool ends_all(const struct settling *s, imapi_status status)
{
	return status == IMAPI_E_REQUEST_CANCELLED || status == IMAPI_E_OUTOFMEMORY ||
	       s->device->last.host == IMAPI_HOST_GONE;
}

/* Where the reload of this round is written down. */
static struct account_entry *open_entry(struct settling *s, enum imapi_operation operation)
{
	return account_open(s->account, operation, (now_of(s) - s->zero) / USEC_PER_MSEC);
}

/* A drive that could not do it may have another way: one look has to do. */
static imapi_status begin_wait(struct settling *s, enum settle_round round,
			       struct account_entry *entry, imapi_status status)
{
	start_round(s, round);
	s->reloads++;
	s->reloaded = s->started;
	s->waiting = !IMAPI_FAILED(status);
	if (s->waiting)
		ready_start(&s->ready, s->device,
			    round == ROUND_SPUN ? IMAPI_OPERATION_SPIN_UP
						: IMAPI_OPERATION_LOAD,
			    entry);
	else
		account_end(entry, IMAPI_WAIT_REFUSED, 0, "%s",
			    imapi_error_message(&s->device->context->error));
	if (ends_all(s, status))
		return status;
	s->tries = s->waiting ? 0 : TRIES - 1;
	return IMAPI_OK;
}

static imapi_status spin(struct settling *s)
{
	struct account_entry *entry = open_entry(s, IMAPI_OPERATION_SPIN_UP);

	log_info(s->device->context, "the drive does not read the new session yet; the disc is "
				     "stopped and started");
	return begin_wait(s, ROUND_SPUN, entry, reload_spin(s->device));
}

static imapi_status put_out_and_in(struct settling *s)
{
	struct account_entry *entry = open_entry(s, IMAPI_OPERATION_LOAD);
	imapi_status status = IMAPI_OK;

	log_info(s->device->context, "the disc is put out and pulled in again");
	if (s->locked)
		status = spc_prevent_removal(s->device, false);
	s->relock = true;
	if (!IMAPI_FAILED(status))
		status = reload_tray(s->device);
	return begin_wait(s, ROUND_LOADED, entry, status);
}

/* Nothing more can be done: whose fault is it that the data cannot be read? */
static imapi_status give_up(struct settling *s, imapi_status status)
{
	if (s->readback.fault == READBACK_MEDIUM && s->after) {
		s->end = SETTLE_UNREAD;
		return IMAPI_OK;
	}
	lock_again(s);
	s->end = SETTLE_BY_HAND;
	log_info(s->device->context, "the drive does not read the new session: %s",
		 imapi_error_message(&s->device->context->error));
	return status == IMAPI_E_REQUEST_CANCELLED ? status : IMAPI_OK;
}

/* What the drive answers is known, and it is not what it should be. */
static imapi_status try_next(struct settling *s, imapi_status status)
{
	struct imapi_error error = s->device->context->error;
	bool answers = s->device->last.host == IMAPI_HOST_OK;

	if (ends_all(s, status) || !answers ||
	    (s->round != ROUND_LOADED && is_absent(s->device)))
		return status;
	if (s->round == ROUND_PLAIN)
		return spin(s);
	if (s->round == ROUND_SPUN && reload_has_loader(s->device))
		return put_out_and_in(s);
	s->device->context->error = error;
	return give_up(s, status);
}

static imapi_status fail_try(struct settling *s, imapi_status status)
{
	if (ends_all(s, status))
		return status;
	log_debug(s->device->context, "the finished disc: %s",
		  imapi_error_message(&s->device->context->error));
	if (++s->tries >= TRIES)
		return try_next(s, status);
	s->next = now_of(s) + NEXT_LOOK;
	return IMAPI_OK;
}

/* How long an answer like that is no result. */
static usec_t limit_of(const struct scsi_outcome *o)
{
	switch (wait_classify(o)) {
	case WAIT_BUSY:
		return o->status == IMAPI_E_RECORDER_MEDIA_BECOMING_READY ? READY_LIMIT
									  : WORK_LIMIT;
	case WAIT_ATTENTION:
	case WAIT_HOSTFAIL:
		return READY_LIMIT;
	default:
		return 0;
	}
}

static imapi_status not_ready(struct settling *s, const struct scsi_outcome *o,
			      imapi_status status)
{
	if (limit_of(o) == WORK_LIMIT)
		return status;
	s->readback.fault = READBACK_DRIVE;
	return try_next(s, status);
}

static imapi_status ask(struct settling *s)
{
	struct scsi_outcome o = { 0 };
	imapi_status status;
	usec_t limit;

	s->device->stage = STAGE_READ;
	s->next = now_of(s) + NEXT_ASK;
	status = spc_test_unit_ready(s->device, &o);
	limit = limit_of(&o);
	s->reset_seen |= o.sense.valid && o.sense.key == 6 && o.sense.asc == 0x29;
	if (limit > 0)
		return now_of(s) - s->started < limit ? IMAPI_OK : not_ready(s, &o, status);
	if (wait_classify(&o) == WAIT_ABSENT)
		return fail_try(s, status);
	s->started = now_of(s);
	status = look(s);
	if (IMAPI_FAILED(status))
		return fail_try(s, status);
	s->end = SETTLE_READS;
	return IMAPI_OK;
}

static enum imapi_wait_end end_for(imapi_status status)
{
	switch (status) {
	case IMAPI_OK:
		return IMAPI_WAIT_CONFIRMED;
	case IMAPI_E_RECORDER_MEDIA_NO_MEDIA:
		return IMAPI_WAIT_GONE;
	case IMAPI_E_RECORDER_MEDIA_BECOMING_READY:
		return IMAPI_WAIT_EXPIRED;
	case IMAPI_E_RECORDER_COMMAND_TIMEOUT:
		return IMAPI_WAIT_NO_ANSWER;
	default:
		return IMAPI_WAIT_FAILED;
	}
}

static void end_wait(struct settling *s, imapi_status status)
{
	account_end(s->ready.wait.account, end_for(status),
		    (now_of(s) - s->reloaded) / USEC_PER_MSEC, "%s",
		    IMAPI_FAILED(status) ? imapi_error_message(&s->device->context->error)
					 : "the drive is ready again");
}

/* A drive that reloads is waited for as for any long operation. */
static imapi_status wait_on(struct settling *s)
{
	imapi_status status = ready_step(&s->ready, &s->waiting);

	if (s->waiting)
		return status;
	s->started = now_of(s);
	if (status == IMAPI_E_RECORDER_MEDIA_NO_MEDIA && s->round == ROUND_LOADED &&
	    s->started - s->reloaded < TRAY_MOVES) {
		s->waiting = true;
		ready_start(&s->ready, s->device, IMAPI_OPERATION_LOAD, s->ready.wait.account);
		return IMAPI_OK;
	}
	end_wait(s, status);
	if (!IMAPI_FAILED(status) || ends_all(s, status))
		return status;
	s->readback.fault = READBACK_DRIVE;
	return try_next(s, status);
}

static imapi_status rest_or_ask(struct settling *s)
{
	usec_t now = now_of(s);

	if (s->waiting)
		return wait_on(s);
	if (now >= s->next)
		return ask(s);
	transport_sleep(s->device->transport, MIN(s->next - now, (usec_t)SLEEP_MAX));
	return IMAPI_OK;
}

imapi_status settle_step(struct settling *s, bool *ret_more)
{
	imapi_status status = rest_or_ask(s);

	*ret_more = !IMAPI_FAILED(status) && s->end == SETTLE_GOES_ON;
	return err_in(&s->device->context->error, status, "looking at the finished disc");
}
