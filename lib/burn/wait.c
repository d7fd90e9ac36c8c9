/* SPDX-License-Identifier: MIT */
#include "burn/wait.h"

#include "base/mem.h"

#include <inttypes.h>

#define SLEEP_MAX (USEC_PER_SEC * 2 / 5) /* with a poll it makes half a second */
#define POLL_PATIENCE (USEC_PER_SEC / 10)
#define ANSWER_PATIENCE (USEC_PER_SEC / 2)
#define FIRST_POLL (300 * (usec_t)USEC_PER_MSEC)
#define AT_ONCE_RECHECK (2 * (usec_t)USEC_PER_SEC) /* ready at the first look */
#define CONFIRM_AFTER (1 * (usec_t)USEC_PER_SEC)
#define ABSENT_AFTER (2 * (usec_t)USEC_PER_SEC)
#define OUTVOTED_AFTER (60 * (usec_t)USEC_PER_SEC)
#define FAULT_ENDS_AFTER (30 * (usec_t)USEC_PER_SEC) /* nothing but faults */
#define FAULT_PATIENCE (3 * (usec_t)USEC_PER_SEC)    /* ready again after a fault */
#define INQUIRY_EVERY (30 * (usec_t)USEC_PER_SEC)
#define BUS_LIMIT (1800 * (usec_t)USEC_PER_SEC) /* a bus needs no longer to come back */
#define ETA_FACTOR 3
#define ETA_MARGIN (300 * (usec_t)USEC_PER_SEC)
#define FORETOLD_FACTOR 2
#define FORETOLD_MARGIN (30 * (usec_t)USEC_PER_SEC)
#define MOST_FORETOLD 20 /* extensions while nothing else moves */
#define MOST_TURNS 20	 /* changes of what drive and disc say */

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

static void note_budget(const struct wait *wait)
{
	struct imapi_wait *w = &wait->account->wait;

	w->expected_ms = wait->budget.expect / USEC_PER_MSEC;
	w->usual_ms = wait->budget.usual / USEC_PER_MSEC;
	w->silent_ms = wait->budget.silent / USEC_PER_MSEC;
	w->quiet_ms = wait->budget.quiet / USEC_PER_MSEC;
	w->limit_ms = wait->budget.limit / USEC_PER_MSEC;
}

void wait_start(struct wait *wait)
{
	usec_t now = transport_now(wait->device->transport);
	struct wait begun = {
		.device = wait->device,
		.budget = wait->budget,
		.track = wait->track,
		.busy_events = wait->busy_events,
		.no_disc = wait->no_disc,
		.background = wait->background,
		.patience = wait->patience,
		.reached = wait->reached,
		.user = wait->user,
		.account = wait->account,
		.poller = { .device = wait->device,
			    .track = wait->track,
			    .busy_events = wait->busy_events,
			    .no_disc = wait->no_disc,
			    .background = wait->background,
			    .progress = -1 },
		.started = now,
		.answered = now,
		.moved = now,
		.next = now + FIRST_POLL,
		.last = { .progress = -1 },
	};

	*wait = begun;
	if (wait->account)
		note_budget(wait);
}

void wait_again(struct wait *wait)
{
	usec_t now = transport_now(wait->device->transport);

	wait->reached_since = wait->missed_since = wait->absent_since = 0;
	wait->lost_since = wait->fault_since = wait->outvoted_since = 0;
	wait->reset_seen = wait->has_late = wait->has_fault = false;
	wait->samples = 0;
	wait->next = now + FIRST_POLL;
}

/* Since when a condition holds; a clock at 0 must not look like "not so". */
static usec_t since(usec_t *at, usec_t now)
{
	if (*at == 0)
		*at = MAX(now, 1u);
	return now - MIN(*at, now);
}

int32_t wait_progress(struct wait *wait)
{
	enum imapi_progress_class class = wait->trend.class;

	if (class != IMAPI_PROGRESS_MONOTONE && class != IMAPI_PROGRESS_STEPPY &&
	    class != IMAPI_PROGRESS_SATURATED)
		return -1;
	if (wait->trend.phases == 0)
		wait->shown = MAX(wait->shown, wait->last.progress);
	return wait->shown;
}

usec_t wait_deadline(const struct wait *wait)
{
	const struct budget *b = &wait->budget;
	usec_t end = wait->moved + b->quiet;
	usec_t left = trend_left(&wait->trend);
	usec_t cap = b->limit ? wait->started + b->limit : 0;

	if (wait->last.class == WAIT_SILENT)
		end = wait->answered + (wait->without_immed ? b->quiet : b->silent);
	else if (left)
		end = MAX(end, wait->answered + ETA_FACTOR * left + ETA_MARGIN);
	end = MAX(end, wait->foretold_until);
	return cap && cap < end ? cap : end;
}

static void note_time(struct wait *wait, usec_t now)
{
	if (wait->account)
		wait->account->wait.duration_ms = (now - wait->started) / USEC_PER_MSEC;
}

static void note_poll(struct wait *wait, usec_t now)
{
	const struct wait_sample *s = &wait->last;
	struct imapi_poll poll = {
		.size = sizeof(poll),
		.at_ms = (now - wait->started) / USEC_PER_MSEC,
		.class_ = (enum imapi_poll_class)s->class,
		.has_sense = s->outcome.sense.valid,
		.key = s->outcome.sense.key,
		.asc = s->outcome.sense.asc,
		.ascq = s->outcome.sense.ascq,
		.progress = s->has_progress ? s->progress : -1,
		.progress_class = wait->trend.class,
		.foretold_ms = s->foretold / USEC_PER_MSEC,
		.deadline_ms = (wait_deadline(wait) - wait->started) / USEC_PER_MSEC,
	};

	note_time(wait, now);
	account_poll(wait->account, &poll);
}

static void moved(struct wait *wait, usec_t now)
{
	wait->moved = now;
	wait->foretold_count = 0;
}

static struct wait_fields fields_of(const struct wait_sample *s)
{
	return (struct wait_fields){
		.known = true,
		.disc_status = s->disc.disc_status,
		.last_session_state = s->disc.last_session_state,
		.background_format = s->disc.background_format,
		.sessions = mmc_session_count(&s->disc),
		.last_track = mmc_last_track(&s->disc),
		.nwa = s->track.nwa,
		.lra = s->track.lra,
		.free_blocks = s->track.free_blocks,
	};
}

static bool same_fields(const struct wait_fields *a, const struct wait_fields *b)
{
	return a->disc_status == b->disc_status &&
	       a->last_session_state == b->last_session_state &&
	       a->background_format == b->background_format && a->sessions == b->sessions &&
	       a->last_track == b->last_track && a->nwa == b->nwa && a->lra == b->lra &&
	       a->free_blocks == b->free_blocks;
}

/* A disc whose tables still change is being worked on, whatever the drive says. */
static bool fields_moved(struct wait *wait, usec_t now)
{
	struct wait_fields fields = fields_of(&wait->last), before = wait->fields;

	if (!wait->last.has_disc)
		return false;
	wait->fields = fields;
	if (!before.known || same_fields(&fields, &before) || wait->turns >= MOST_TURNS)
		return false;
	wait->turns++;
	moved(wait, now);
	return true;
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
	if (fields_moved(wait, now))
		wait->missed_since = 0;
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

/* "Writing" that becomes "closing" is a step forward; the same two in turn for ever are not. */
static void note_turn(struct wait *wait, usec_t now)
{
	uint8_t ascq = wait->last.outcome.sense.ascq;

	if (!wait->last.outcome.sense.valid)
		return;
	if (wait->busy_ascq && wait->busy_ascq != ascq && wait->turns < MOST_TURNS) {
		wait->turns++;
		moved(wait, now);
	}
	wait->busy_ascq = ascq;
}

static void note_foretold(struct wait *wait, usec_t now)
{
	usec_t time = wait->last.foretold;

	if (time == 0 || wait->foretold_count >= MOST_FORETOLD)
		return;
	wait->foretold_count++;
	wait->foretold_until =
		MAX(wait->foretold_until, now + FORETOLD_FACTOR * time + FORETOLD_MARGIN);
}

static bool says_reset(const struct scsi_outcome *o)
{
	return o->sense.valid && o->sense.key == 6 && o->sense.asc == 0x29;
}

/* The status BUSY may come from the bus; a drive that still says its name is alive. */
static void prove_alive(struct wait *wait, usec_t now)
{
	if (wait->last.outcome.sense.valid) {
		wait->answered = now;
		return;
	}
	if (now - wait->started < wait->budget.usual || now < wait->next_inquiry)
		return;
	wait->next_inquiry = now + INQUIRY_EVERY;
	if (!IMAPI_FAILED(spc_try_inquiry(wait->device)))
		wait->answered = now;
	wait->reset_seen |= says_reset(&wait->device->last);
}

/* A drive whose disc is as it is to be, and whose TEST UNIT READY does not see it. */
static bool outvoted(struct wait *wait, usec_t now)
{
	struct wait_sample *s = &wait->last;

	if (s->has_disc && !wait->reached(wait->user, s))
		wait->outvoted_since = 0;
	else if (s->has_disc)
		since(&wait->outvoted_since, now);
	return s->has_disc && wait->outvoted_since &&
	       now - wait->outvoted_since >= OUTVOTED_AFTER;
}

static enum wait_end judge_busy(struct wait *wait, usec_t now)
{
	const struct wait_sample *s = &wait->last;

	if (s->class == WAIT_SPLIT)
		wait->tur_lies = true;
	if (s->has_progress && trend_add(&wait->trend, now, s->progress))
		moved(wait, now);
	note_turn(wait, now);
	fields_moved(wait, now);
	note_foretold(wait, now);
	prove_alive(wait, now);
	if (s->class != WAIT_BUSY || !outvoted(wait, now))
		return WAIT_GOES_ON;
	log_bug_drive(wait->device->context,
		      "the disc is done, but TEST UNIT READY goes on to say busy");
	return WAIT_REACHED;
}

static enum wait_end judge_absent(struct wait *wait, usec_t now)
{
	if (wait->last.outcome.host == IMAPI_HOST_GONE)
		return WAIT_GONE;
	return since(&wait->absent_since, now) >= ABSENT_AFTER ? WAIT_GONE : WAIT_GOES_ON;
}

static void forget_others(struct wait *wait)
{
	enum wait_class class = wait->last.class;

	if (class != WAIT_READY)
		wait->reached_since = wait->missed_since = 0;
	if (class != WAIT_ABSENT)
		wait->absent_since = 0;
	if (class != WAIT_HOSTFAIL)
		wait->lost_since = 0;
	if (class != WAIT_FAULT)
		wait->fault_since = 0;
	if (class != WAIT_BUSY)
		wait->outvoted_since = 0;
}

static enum wait_end judge(struct wait *wait, usec_t now)
{
	const struct wait_sample *s = &wait->last;

	forget_others(wait);
	if (s->class != WAIT_BUSY && s->class != WAIT_HOSTFAIL && s->class != WAIT_SILENT)
		wait->answered = now;
	switch (s->class) {
	case WAIT_READY:
		return judge_ready(wait, now);
	case WAIT_ATTENTION:
		wait->reset_seen |= s->outcome.sense.asc == 0x29;
		wait->next = now;
		return WAIT_GOES_ON;
	case WAIT_BUSY:
	case WAIT_SPLIT:
		return judge_busy(wait, now);
	case WAIT_FAULT:
		return note_fault(wait, now);
	case WAIT_ABSENT:
		return judge_absent(wait, now);
	case WAIT_HOSTFAIL:
		wait->reset_seen |= s->outcome.host != IMAPI_HOST_OK;
		return since(&wait->lost_since, now) >= MIN(wait->budget.usual, BUS_LIMIT)
			       ? WAIT_LOST
			       : WAIT_GOES_ON;
	default:
		return WAIT_GOES_ON;
	}
}

/* The rule: see docs/adaptive-close.md. */
static enum wait_end check_budget(struct wait *wait, usec_t now)
{
	const struct budget *b = &wait->budget;
	usec_t spent = now - wait->started, mute = wait->without_immed ? b->quiet : b->silent;

	if (spent >= b->usual && !wait->told) {
		wait->told = true;
		log_info(wait->device->context, "the drive takes longer than usual; %s",
			 wait->last.class == WAIT_SILENT ? "it does not answer"
							 : "it still answers");
	}
	if (now - wait->answered >= mute && wait->last.class != WAIT_HOSTFAIL)
		return WAIT_MUTE;
	if (now < wait_deadline(wait))
		return WAIT_GOES_ON;
	return wait->last.class == WAIT_SILENT ? WAIT_MUTE : WAIT_EXPIRED;
}

static enum wait_end after_sample(struct wait *wait)
{
	usec_t now = transport_now(wait->device->transport);
	enum wait_end end;

	wait->samples++;
	wait->next = MAX(wait->next, now);
	end = judge(wait, now);
	note_poll(wait, now);
	/* a drive that is ready is judged to the end, however late it is */
	if (end != WAIT_GOES_ON || wait->last.class == WAIT_READY)
		return end;
	return check_budget(wait, now);
}

/* Waits for the answer to the command that is under way. */
static enum wait_end await_answer(struct wait *wait)
{
	struct scsi_outcome o;
	usec_t now;

	wait->device->patience = ANSWER_PATIENCE;
	scsi_collect(wait->device, &o);
	wait->device->patience = 0;
	now = transport_now(wait->device->transport);
	if (o.host == IMAPI_HOST_PENDING) {
		if (wait->last.class != WAIT_SILENT) {
			wait->last = (struct wait_sample){ .class = WAIT_SILENT,
							   .progress = wait->last.progress };
			note_poll(wait, now);
		}
		note_time(wait, now);
		return check_budget(wait, now);
	}
	if (wait->held) {
		wait->held = wait->without_immed = false;
		wait->has_late = true;
		wait->late = o;
		wait->late_error = wait->device->context->error;
	}
	if (o.host == IMAPI_HOST_OK)
		wait->answered = now;
	wait->reset_seen |= o.host == IMAPI_HOST_TIMEOUT || o.host == IMAPI_HOST_RESET;
	wait->next = now;
	return WAIT_GOES_ON;
}

enum wait_end wait_step(struct wait *wait)
{
	struct imapi_transport *transport = wait->device->transport;
	usec_t now = transport_now(transport);
	enum wait_end end;

	if (scsi_outstanding(wait->device))
		return await_answer(wait);
	if (now < wait->next) {
		transport_sleep(transport, MIN(wait->next - now, (usec_t)SLEEP_MAX));
		now = transport_now(transport);
	}
	if (now < wait->next)
		return WAIT_GOES_ON;
	wait->next = now + poll_interval(now - wait->started);
	wait->device->patience = POLL_PATIENCE;
	wait->last = poll_drive(&wait->poller);
	end = after_sample(wait);
	wait->device->patience = 0;
	return end;
}
