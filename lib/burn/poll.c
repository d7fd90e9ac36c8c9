/* SPDX-License-Identifier: MIT */
#include "burn/poll.h"

#include "base/mem.h"

#define SENSE_EVERY 4 /* samples */
#define DISC_EVERY 16 /* samples, while TEST UNIT READY says busy */
#define EVENT_EVERY (10 * (usec_t)USEC_PER_SEC)
#define EVENT_TOO_LATE (4 * (usec_t)USEC_PER_SEC)
#define LONGEST_FORETOLD 36000 /* tenths of a second: an hour */

#define STATUS_CHECK_CONDITION 0x02
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
	case IMAPI_HOST_PENDING:
		return WAIT_SILENT;
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

static void take_progress(struct poller *p, struct wait_sample *s,
			  const struct scsi_sense *sense)
{
	if (!sense->valid || !sense->has_progress)
		return;
	p->progress = sense->progress;
	s->has_progress = true;
}

/* What one of the others is told counts, too: a unit attention or a deferred error comes once.
 */
static void take_news(struct wait_sample *s, const struct scsi_outcome *o)
{
	enum wait_class class = wait_classify(o);

	if (class == WAIT_READY || class == WAIT_BUSY)
		return;
	s->class = class;
	s->outcome = *o;
}

/* Sense that came as data, as if a command had failed with it. */
static struct scsi_outcome outcome_of(struct poller *p, const struct scsi_sense *sense)
{
	struct scsi_outcome o = { .sense = *sense, .scsi_status = STATUS_CHECK_CONDITION };

	o.row = sense_lookup(sense, p->device->stage);
	o.status = o.row->status;
	o.action = o.row->action;
	return o;
}

/* Some drives tell their progress to REQUEST SENSE only. */
static void ask_sense(struct poller *p, struct wait_sample *s)
{
	struct scsi_sense sense;
	struct scsi_outcome o;

	if (!s->outcome.sense.valid || s->has_progress || p->samples % SENSE_EVERY)
		return;
	if (IMAPI_FAILED(spc_request_sense(p->device, &sense))) {
		if (p->device->last.sense.valid && p->device->last.sense.key == 6)
			take_news(s, &p->device->last);
		return;
	}
	take_progress(p, s, &sense);
	if (!sense.valid || (sense.key != 6 && !sense.deferred))
		return;
	o = outcome_of(p, &sense);
	take_news(s, &o);
}

/* Device Busy alone is asked for: other classes would hide it (MMC-6 GET EVENT STATUS). */
static void ask_event(struct poller *p, struct wait_sample *s)
{
	usec_t now = transport_now(p->device->transport);
	uint8_t bytes[EVENT_SIZE];
	struct mmc_event_header header;
	struct mmc_busy_event event;
	struct scsi_outcome o;

	if (!p->busy_events || now < p->next_event || scsi_outstanding(p->device))
		return;
	p->next_event = now + EVENT_EVERY;
	mmc_try_event(p->device, EVENT_BUSY, bytes, &o);
	if (wait_classify(&o) == WAIT_ATTENTION) {
		take_news(s, &o);
		return;
	}
	p->busy_events = !IMAPI_FAILED(o.status) &&
			 transport_now(p->device->transport) - now < EVENT_TOO_LATE;
	if (!p->busy_events)
		return;
	wire_get(&wire_event_header, bytes, sizeof(bytes), &header);
	wire_get(&wire_busy_event, bytes, sizeof(bytes), &event);
	if (!header.none_available && event.event == 1 && event.time_100ms <= LONGEST_FORETOLD)
		s->foretold = event.time_100ms * (usec_t)(USEC_PER_SEC / 10);
}

static bool no_such_track(const struct scsi_outcome *o)
{
	return o->sense.valid && !o->sense.deferred && o->sense.key == 5;
}

static void ask_track(struct poller *p, struct wait_sample *s)
{
	mmc_try_track_info(p->device, TRACK_BY_TRACK, p->track, &s->track, &s->outcome);
	s->class = wait_classify(&s->outcome);
	s->has_track = s->class == WAIT_READY;
	if (s->class == WAIT_FAULT && no_such_track(&s->outcome))
		s->class = WAIT_READY;
}

static void ask_disc(struct poller *p, struct wait_sample *s)
{
	if (p->no_disc)
		return;
	mmc_try_disc_info(p->device, &s->disc, &s->outcome);
	s->class = wait_classify(&s->outcome);
	s->has_disc = s->class == WAIT_READY;
	if (s->class == WAIT_READY && p->track)
		ask_track(p, s);
	if (s->class == WAIT_BUSY)
		s->class = WAIT_SPLIT;
}

/* The witnesses of a drive whose TEST UNIT READY stays busy; the sample stays WAIT_BUSY. */
static void ask_disc_too(struct poller *p, struct wait_sample *s)
{
	struct wait_sample more = { .class = WAIT_READY };

	if (p->samples % DISC_EVERY != DISC_EVERY - 1 || p->no_disc)
		return;
	ask_disc(p, &more);
	if (more.class != WAIT_READY) {
		take_news(s, &more.outcome);
		return;
	}
	s->has_disc = more.has_disc;
	s->disc = more.disc;
	s->has_track = more.has_track;
	s->track = more.track;
}

/* A drive that is ready for everything, and formats the rest of a DVD+RW meanwhile. */
static void ask_background(struct poller *p, struct wait_sample *s)
{
	struct scsi_sense sense;

	if (!p->background || s->class != WAIT_READY || !s->has_disc ||
	    s->disc.background_format != BACKGROUND_RUNNING)
		return;
	s->class = WAIT_BUSY;
	if (IMAPI_FAILED(spc_request_sense(p->device, &sense)) || !sense.valid ||
	    sense.key != 0)
		return;
	take_progress(p, s, &sense);
	s->outcome.sense = sense;
}

struct wait_sample poll_drive(struct poller *p)
{
	struct wait_sample s = { 0 };

	spc_test_unit_ready(p->device, &s.outcome);
	s.class = wait_classify(&s.outcome);
	if (s.class == WAIT_BUSY)
		take_progress(p, &s, &s.outcome.sense);
	if (s.class == WAIT_BUSY)
		ask_disc_too(p, &s);
	if (s.class == WAIT_READY)
		ask_disc(p, &s);
	ask_background(p, &s);
	if (s.class == WAIT_SPLIT)
		take_progress(p, &s, &s.outcome.sense);
	if (s.class == WAIT_BUSY || s.class == WAIT_SPLIT) {
		ask_sense(p, &s);
		ask_event(p, &s);
	}
	if (scsi_outstanding(p->device))
		s.class = WAIT_SILENT;
	s.progress = p->progress;
	p->samples++;
	return s;
}
