/* SPDX-License-Identifier: MIT */
#include "burn/wait.h"

#include "base/mem.h"

#define SLEEP_MAX (USEC_PER_SEC / 2)
#define FIRST_POLL (300 * (usec_t)USEC_PER_MSEC)
#define AT_ONCE_RECHECK (2 * (usec_t)USEC_PER_SEC) /* ready at the first look */
#define CONFIRM_AFTER (1 * (usec_t)USEC_PER_SEC)
#define ABSENT_AFTER (2 * (usec_t)USEC_PER_SEC)
#define FAULT_ENDS_AFTER (30 * (usec_t)USEC_PER_SEC) /* nothing but faults */
#define FAULT_PATIENCE (3 * (usec_t)USEC_PER_SEC)    /* ready again after a fault */
#define SENSE_EVERY 4

#define STATUS_BUSY 0x08
#define STATUS_TASK_SET_FULL 0x28

static enum wait_class classify_sense(const struct scsi_outcome *o)
{
	if (o->sense.key == 6)
		return WAIT_ATTENTION;
	if (o->sense.key == 2 && o->sense.asc == 0x3a)
		return WAIT_ABSENT;
	switch (o->action) {
	case SENSE_OK:
		return WAIT_READY;
	case SENSE_HOST:
		return WAIT_HOSTFAIL;
	case SENSE_WAIT:
	case SENSE_RETRY:
		return WAIT_BUSY;
	default:
		return o->sense.key == 2 && o->sense.asc == 0x04 ? WAIT_BUSY : WAIT_FAULT;
	}
}

enum wait_class wait_classify(const struct scsi_outcome *o)
{
	switch (o->host) {
	case IMAPI_HOST_OK:
		break;
	case IMAPI_HOST_GONE:
		return WAIT_ABSENT;
	case IMAPI_HOST_BUSY:
		return WAIT_BUSY;
	default:
		return WAIT_HOSTFAIL;
	}
	if (o->scsi_status == STATUS_BUSY || o->scsi_status == STATUS_TASK_SET_FULL)
		return WAIT_BUSY;
	if (!IMAPI_FAILED(o->status) && !(o->sense.valid && o->sense.deferred))
		return WAIT_READY;
	if (!o->sense.valid)
		return WAIT_HOSTFAIL;
	return classify_sense(o);
}

/* Asks the drive for its sense, where some tell their progress only there. */
static void ask_progress(struct wait *wait, struct wait_sample *s)
{
	struct scsi_sense sense;

	if (s->outcome.sense.valid && s->outcome.sense.has_progress) {
		s->progress = s->outcome.sense.progress;
		return;
	}
	s->progress = wait->last.progress;
	if (wait->samples % SENSE_EVERY)
		return;
	if (!IMAPI_FAILED(spc_request_sense(wait->device, &sense)) && sense.valid &&
	    sense.has_progress)
		s->progress = sense.progress;
}

static bool no_such_track(const struct scsi_outcome *o)
{
	return o->sense.valid && !o->sense.deferred && o->sense.key == 5;
}

static void ask_track(struct wait *wait, struct wait_sample *s)
{
	mmc_try_track_info(wait->device, TRACK_BY_TRACK, wait->track, &s->track, &s->outcome);
	s->class = wait_classify(&s->outcome);
	s->has_track = s->class == WAIT_READY;
	if (s->class == WAIT_FAULT && no_such_track(&s->outcome))
		s->class = WAIT_READY;
}

static struct wait_sample poll_drive(struct wait *wait)
{
	struct wait_sample s = { .progress = -1 };

	spc_test_unit_ready(wait->device, &s.outcome);
	s.class = wait_classify(&s.outcome);
	if (s.class == WAIT_BUSY)
		ask_progress(wait, &s);
	if (s.class != WAIT_READY)
		return s;
	mmc_try_disc_info(wait->device, &s.disc, &s.outcome);
	s.class = wait_classify(&s.outcome);
	s.has_disc = s.class == WAIT_READY;
	if (s.class == WAIT_READY && wait->track)
		ask_track(wait, &s);
	if (s.class == WAIT_BUSY) {
		s.class = WAIT_SPLIT;
		ask_progress(wait, &s);
	}
	return s;
}

static usec_t poll_interval(usec_t elapsed)
{
	if (elapsed < 5ull * USEC_PER_SEC)
		return USEC_PER_SEC / 2;
	if (elapsed < 60ull * USEC_PER_SEC)
		return USEC_PER_SEC;
	if (elapsed < 600ull * USEC_PER_SEC)
		return 2ull * USEC_PER_SEC;
	return 5ull * USEC_PER_SEC;
}

void wait_start(struct wait *wait)
{
	wait->started = transport_now(wait->device->transport);
	wait->next = wait->started + FIRST_POLL;
	wait->reached_since = wait->missed_since = 0;
	wait->absent_since = wait->lost_since = wait->fault_since = 0;
	wait->samples = 0;
	wait->told = wait->has_fault = wait->reset_seen = false;
	wait->last = (struct wait_sample){ .progress = -1 };
}

/* Since when a condition holds; a clock at 0 must not look like "not so". */
static usec_t since(usec_t *at, usec_t now)
{
	if (*at == 0)
		*at = MAX(now, 1u);
	return now - MIN(*at, now);
}

static enum wait_end judge_ready(struct wait *wait, usec_t now)
{
	usec_t patience = wait->patience;

	wait->absent_since = wait->lost_since = wait->fault_since = 0;
	if (wait->reached(wait->user, &wait->last)) {
		wait->missed_since = 0;
		if (since(&wait->reached_since, now) >= CONFIRM_AFTER)
			return WAIT_REACHED;
		wait->next = now + (wait->samples == 1 ? AT_ONCE_RECHECK : CONFIRM_AFTER);
		return WAIT_GOES_ON;
	}
	wait->reached_since = 0;
	wait->next = MIN(wait->next, now + CONFIRM_AFTER);
	if (wait->has_fault)
		patience = MIN(patience, FAULT_PATIENCE);
	return since(&wait->missed_since, now) >= patience ? WAIT_NOT_REACHED : WAIT_GOES_ON;
}

static enum wait_end note_fault(struct wait *wait, usec_t now)
{
	const struct scsi_outcome *o = &wait->last.outcome;

	if (o->action == SENSE_MEDIUM || o->action == SENSE_DRIVE ||
	    o->action == SENSE_DIAGNOSE || o->sense.deferred) {
		wait->has_fault = true;
		wait->fault = *o;
		wait->fault_error = wait->device->context->error;
	}
	log_bug_drive(wait->device->context, "while working: %s",
		      imapi_error_message(&wait->device->context->error));
	return since(&wait->fault_since, now) >= FAULT_ENDS_AFTER ? WAIT_NOT_REACHED
								  : WAIT_GOES_ON;
}

static enum wait_end judge(struct wait *wait, usec_t now)
{
	const struct wait_sample *s = &wait->last;

	if (s->class == WAIT_READY)
		return judge_ready(wait, now);
	wait->reached_since = wait->missed_since = 0;
	if (s->class != WAIT_ABSENT)
		wait->absent_since = 0;
	if (s->class != WAIT_HOSTFAIL)
		wait->lost_since = 0;
	if (s->class != WAIT_FAULT)
		wait->fault_since = 0;
	switch (s->class) {
	case WAIT_ATTENTION:
		wait->reset_seen |= s->outcome.sense.asc == 0x29;
		wait->next = now;
		return WAIT_GOES_ON;
	case WAIT_SPLIT:
		wait->tur_lies = true;
		return WAIT_GOES_ON;
	case WAIT_FAULT:
		return note_fault(wait, now);
	case WAIT_ABSENT:
		if (s->outcome.host == IMAPI_HOST_GONE)
			return WAIT_GONE;
		return since(&wait->absent_since, now) >= ABSENT_AFTER ? WAIT_GONE
								       : WAIT_GOES_ON;
	case WAIT_HOSTFAIL:
		wait->reset_seen |= s->outcome.host != IMAPI_HOST_OK;
		return since(&wait->lost_since, now) >= wait->budget.soft ? WAIT_LOST
									  : WAIT_GOES_ON;
	default:
		return WAIT_GOES_ON;
	}
}

static enum wait_end check_budget(struct wait *wait, usec_t now)
{
	usec_t spent = now - wait->started;

	if (wait->budget.hard && spent >= wait->budget.hard)
		return WAIT_EXPIRED;
	if (spent >= wait->budget.soft && !wait->told) {
		wait->told = true;
		log_info(wait->device->context,
			 "the drive takes longer than usual; it still answers");
	}
	return WAIT_GOES_ON;
}

enum wait_end wait_step(struct wait *wait)
{
	struct imapi_transport *transport = wait->device->transport;
	usec_t now = transport_now(transport);
	enum wait_end end;

	if (now < wait->next) {
		transport_sleep(transport, MIN(wait->next - now, (usec_t)SLEEP_MAX));
		now = transport_now(transport);
	}
	if (now < wait->next)
		return WAIT_GOES_ON;
	wait->next = now + poll_interval(now - wait->started);
	wait->last = poll_drive(wait);
	wait->samples++;
	now = transport_now(transport);
	wait->next = MAX(wait->next, now);
	end = judge(wait, now);
	return end == WAIT_GOES_ON ? check_budget(wait, now) : end;
}
