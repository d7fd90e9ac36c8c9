/* SPDX-License-Identifier: MIT */
#include "burn/close.h"

#include "base/mem.h"

#include <inttypes.h>

#define PATIENCE_ACCEPTED (30 * (usec_t)USEC_PER_SEC)
#define PATIENCE_TRACK (5 * (usec_t)USEC_PER_SEC)
#define PATIENCE_OTHER (3 * (usec_t)USEC_PER_SEC)
#define RESENDS_MAX 8
#define RESETS_MAX 2 /* a drive that resets itself each time will not close this disc */
#define ANSWER_AT_ONCE (USEC_PER_SEC / 2)

static struct imapi_error *err_of(const struct closing *c)
{
	return &c->device->context->error;
}

static bool is_session(const struct closing *c)
{
	return c->step->kind == MEDIA_CLOSE_SESSION || c->step->kind == MEDIA_FINALISE;
}

enum imapi_operation close_operation(enum media_close_kind kind)
{
	static const enum imapi_operation operations[] = {
		[MEDIA_SYNC] = IMAPI_OPERATION_SYNCHRONIZE,
		[MEDIA_CLOSE_TRACK] = IMAPI_OPERATION_CLOSE_TRACK,
		[MEDIA_CLOSE_SESSION] = IMAPI_OPERATION_CLOSE_SESSION,
		[MEDIA_FINALISE] = IMAPI_OPERATION_FINALISE,
	};

	return operations[kind];
}

/* The first function of a finalising step makes the disc final; function 2 as its last resort
 * closes the session only. */
static bool expects_final(const struct closing *c)
{
	return c->finalise && (c->function == 0 || c->step->functions[c->function] != 2);
}

enum close_data close_compare(const struct close_extent *extent,
			      const struct mmc_track_info *track, uint64_t *ret_missing)
{
	int64_t end = extent->start + (int64_t)extent->sectors, reached;

	if ((int64_t)track->start > extent->start)
		return DATA_UNKNOWN;
	if (track->nwa_valid)
		reached = track->nwa;
	else if (track->blank)
		reached = extent->start;
	else if (track->lra_valid)
		reached = (int64_t)track->lra + 1;
	else if (track->damage)
		return DATA_UNKNOWN; /* the size of an open track is what it may become */
	else
		reached = (int64_t)track->start + track->size;
	if (reached >= end)
		return DATA_COMPLETE;
	if (!track->nwa_valid)
		reached -= extent->run_out;
	*ret_missing = (uint64_t)(end - MAX(reached, extent->start));
	return reached <= extent->start ? DATA_NONE : DATA_LACKING;
}

static bool data_complete(const struct closing *c, const struct wait_sample *s)
{
	uint64_t missing;

	if (!s->has_track)
		return true;
	return !s->track.damage &&
	       close_compare(&c->extent, &s->track, &missing) <= DATA_COMPLETE;
}

/* What the state has to be once the operation is over. */
static bool reached(void *user, const struct wait_sample *s)
{
	struct closing *c = user;

	switch (c->step->kind) {
	case MEDIA_SYNC:
		return data_complete(c, s);
	case MEDIA_CLOSE_TRACK:
		return data_complete(c, s) && !(s->has_track && s->track.nwa_valid);
	default:
		return s->has_disc &&
		       c->profile->ops->closed(&c->before, &s->disc, expects_final(c));
	}
}

void closing_start(struct closing *c)
{
	c->state = IMAPI_CLOSE_NOT_RUN;
	c->is_final = c->waiting = false;
	c->immed = true;
	c->function = c->resends = c->resets = 0;
	c->missing = 0;
	c->wait = (struct wait){ .device = c->device,
				 .budget = c->budget,
				 .track = is_session(c) ? 0 : c->extent.track,
				 .busy_events = c->busy_events,
				 .reached = reached,
				 .user = c,
				 .account = c->account };
	wait_start(&c->wait);
}

/* 05/2C/04: the program area is empty. 05/20/00 for a sync: there is no write cache. */
static bool nothing_to_do(const struct closing *c)
{
	const struct scsi_sense *s = &c->outcome.sense;

	if (s->asc == 0x2c && s->ascq == 0x04)
		return true;
	return c->step->kind == MEDIA_SYNC && !c->immed && (s->asc == 0x20 || s->asc == 0x24);
}

static enum close_answer judge_refusal(const struct closing *c)
{
	const struct scsi_sense *s = &c->outcome.sense;

	if (nothing_to_do(c))
		return ANSWER_NOTHING;
	return s->asc == 0x2c && s->ascq == 0x00 ? ANSWER_UNSURE : ANSWER_REFUSED;
}

static enum close_answer judge_answer(const struct closing *c)
{
	const struct scsi_outcome *o = &c->outcome;

	if (wait_classify(o) == WAIT_READY)
		return ANSWER_ACCEPTED;
	if (o->sense.valid && o->sense.key == 5 && !o->sense.deferred)
		return judge_refusal(c);
	if (o->sense.valid && (o->sense.asc == 0x2e || o->action == SENSE_RETRY))
		return ANSWER_UNSURE;
	return wait_classify(o) == WAIT_FAULT ? ANSWER_FAILED : ANSWER_UNSURE;
}

/* A refused command gets another chance: without IMMED, then with another function. */
static bool try_other_form(struct closing *c)
{
	const struct scsi_sense *s = &c->outcome.sense;

	if (c->immed && (s->asc == 0x24 || (s->asc == 0x20 && c->step->kind == MEDIA_SYNC))) {
		c->immed = false;
		return true;
	}
	if (is_session(c) && c->step->functions[c->function + 1]) {
		c->function++;
		c->immed = true;
		return true;
	}
	return false;
}

static void transmit(struct closing *c)
{
	uint8_t function = c->step->functions[c->function];
	uint16_t number = is_session(c) ? 0 : (uint16_t)c->extent.track;

	c->device->stage = STAGE_CLOSE;
	c->device->patience = ANSWER_AT_ONCE;
	if (c->step->kind == MEDIA_SYNC)
		mmc_try_synchronize(c->device, c->immed, &c->outcome);
	else
		mmc_try_close(c->device, function, number, c->immed, &c->outcome);
	c->device->patience = 0;
	c->error = *err_of(c);
}

static usec_t patience(const struct closing *c)
{
	if (c->answer != ANSWER_ACCEPTED)
		return PATIENCE_OTHER;
	return is_session(c) ? PATIENCE_ACCEPTED : PATIENCE_TRACK;
}

/* What follows from the answer to the command; a refused one is sent again in another form. */
static void take_answer(struct closing *c)
{
	c->answer = judge_answer(c);
	c->waiting = c->answer != ANSWER_REFUSED || !try_other_form(c);
	c->wait.patience = patience(c);
}

/* A reset makes the drive forget its mode pages, and with them how the session is to end. */
static void prepare_again(struct closing *c)
{
	if (!c->wait.reset_seen || !c->profile->ops->prepare)
		return;
	if (IMAPI_FAILED(c->profile->ops->prepare(c->device, c->finalise)))
		log_info(c->device->context, "setting the drive up again after a reset: %s",
			 imapi_error_message(err_of(c)));
}

static imapi_status send(struct closing *c)
{
	prepare_again(c);
	wait_again(&c->wait);
	transmit(c);
	if (c->outcome.host != IMAPI_HOST_PENDING) {
		take_answer(c);
		return IMAPI_OK;
	}
	c->answer = ANSWER_HELD;
	c->wait.held = c->waiting = true;
	c->wait.without_immed = !c->immed;
	return IMAPI_OK;
}

static const char *name_of(const struct closing *c)
{
	static const char *const names[] = {
		[MEDIA_SYNC] = "flushing the drive's buffer",
		[MEDIA_CLOSE_TRACK] = "closing the track",
		[MEDIA_CLOSE_SESSION] = "closing the session",
		[MEDIA_FINALISE] = "closing the disc",
	};

	return names[c->step->kind];
}

static imapi_status end_with(struct closing *c, enum imapi_close_state state,
			     imapi_status status, const char *text)
{
	c->state = state;
	err_set(err_of(c), status, "%s: %s", name_of(c), text);
	err_of(c)->elapsed_ms =
		(transport_now(c->device->transport) - c->wait.started) / USEC_PER_MSEC;
	return status;
}

static imapi_status still_closing(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_STILL_RUNNING, IMAPI_E_STILL_CLOSING,
				       "the drive still works on it; the wait ended");

	return err_advise(err_of(c), status,
			  "Nothing says that the disc is bad. Leave the drive alone until its "
			  "light goes out, then look at the disc again.");
}

static imapi_status no_answer(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_NO_ANSWER, IMAPI_E_CLOSE_NO_ANSWER,
				       "the drive has stopped answering");

	return err_advise(err_of(c), status,
			  "Switch the drive off and on, with the disc in it; then look at the "
			  "disc. What was written may be complete, and can be closed then.");
}

/* How the track is now; the sample of a session's wait does not have it. */
static enum close_data look_at_data(struct closing *c)
{
	struct imapi_error kept = *err_of(c);
	struct mmc_track_info track = c->wait.last.track;
	enum close_data data = DATA_UNKNOWN;
	struct scsi_outcome o;

	c->device->patience = ANSWER_AT_ONCE;
	if (!c->wait.last.has_track)
		mmc_try_track_info(c->device, TRACK_BY_TRACK, c->extent.track, &track, &o);
	c->device->patience = 0;
	if (c->wait.last.has_track || wait_classify(&o) == WAIT_READY)
		data = close_compare(&c->extent, &track, &c->missing);
	*err_of(c) = kept;
	return data;
}

static imapi_status lacks_data(struct closing *c)
{
	imapi_status status = IMAPI_E_DATA_SHORT;

	c->data = look_at_data(c);
	if (c->data == DATA_NONE)
		status = IMAPI_E_WRITE_NOT_PROVEN;
	if (c->data < DATA_LACKING)
		return IMAPI_OK;
	c->state = IMAPI_CLOSE_DATA_SHORT;
	err_set(err_of(c), status,
		"the drive accepted %" PRIu64 " sectors at LBA %" PRId64
		", but the medium lacks the last %" PRIu64,
		c->extent.sectors, c->extent.start, c->missing);
	return err_advise(err_of(c), status, "Write the data again on another disc.");
}

/* The codes of one failed operation: by what it did, and by whose fault it was. */
static imapi_status failed(struct closing *c, const struct scsi_outcome *o,
			   const struct imapi_error *error)
{
	imapi_status status = IMAPI_E_CLOSE_MEDIUM_FAILED;

	c->state = IMAPI_CLOSE_MEDIUM_FAILED;
	if (c->step->kind == MEDIA_SYNC) {
		status = IMAPI_E_FLUSH_FAILED;
		c->state = IMAPI_CLOSE_FLUSH_FAILED;
	} else if (o->action == SENSE_DRIVE || (o->sense.valid && o->sense.key == 4)) {
		status = IMAPI_E_CLOSE_DRIVE_FAILED;
		c->state = IMAPI_CLOSE_DRIVE_FAILED;
	}
	*err_of(c) = *error;
	err_restate(err_of(c), status);
	return err_in(err_of(c), status, "%s", name_of(c));
}

static const char *advice_to_close(const struct closing *c)
{
	return c->data == DATA_COMPLETE
		       ? "The data is on the medium; recorders can read it. Close the session "
			 "later (imapi close), perhaps with another drive."
		       : "Close the session later (imapi close), perhaps with another drive, "
			 "then verify the disc.";
}

static imapi_status rejected(struct closing *c)
{
	imapi_status status = IMAPI_E_CLOSE_REJECTED;

	c->state = IMAPI_CLOSE_REJECTED;
	*err_of(c) = c->error;
	err_restate(err_of(c), status);
	err_advise(err_of(c), status, "%s", advice_to_close(c));
	return err_in(err_of(c), status, "%s", name_of(c));
}

static imapi_status reset_again(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_DRIVE_FAILED, IMAPI_E_CLOSE_DRIVE_FAILED,
				       "the drive was reset each time it was to do it");

	return err_advise(err_of(c), status, "%s", advice_to_close(c));
}

static imapi_status unconfirmed(struct closing *c)
{
	if (!is_session(c)) {
		log_info(c->device->context,
			 "%s: the drive is ready, the track looks unchanged", name_of(c));
		c->state = IMAPI_CLOSE_CLOSED;
		return IMAPI_OK;
	}
	c->state = IMAPI_CLOSE_UNCONFIRMED;
	return IMAPI_S_CLOSED_UNCONFIRMED;
}

static bool may_resend(struct closing *c)
{
	if (c->wait.reset_seen)
		return c->resets++ < RESETS_MAX;
	return c->answer == ANSWER_UNSURE && c->resends++ < RESENDS_MAX;
}

/* The session is closed, but not for good. */
static bool closed_half(const struct closing *c)
{
	const struct wait_sample *s = &c->wait.last;

	return is_session(c) && expects_final(c) && s->has_disc &&
	       c->profile->ops->closed(&c->before, &s->disc, false);
}

/* The drive is ready, nothing is wrong with the data, and the end is not there. */
static imapi_status not_closed(struct closing *c)
{
	if (c->answer == ANSWER_FAILED)
		return failed(c, &c->outcome, &c->error);
	if (closed_half(c))
		return unconfirmed(c);
	/* the close of the session ends the track as well, or says that it cannot */
	if (c->step->kind == MEDIA_CLOSE_TRACK && !c->wait.has_fault)
		return unconfirmed(c);
	if (c->answer == ANSWER_REFUSED)
		return rejected(c);
	if (c->wait.has_fault)
		return failed(c, &c->wait.fault, &c->wait.fault_error);
	if (c->resets > RESETS_MAX)
		return reset_again(c);
	return c->answer == ANSWER_UNSURE ? rejected(c) : unconfirmed(c);
}

/* The drive is ready but the state is not what the operation leads to. */
static imapi_status not_reached(struct closing *c, bool *ret_more)
{
	imapi_status status = lacks_data(c);

	if (IMAPI_FAILED(status))
		return status;
	*ret_more = true;
	if (scsi_outstanding(c->device)) /* asked again, if the drive answers at all */
		return IMAPI_OK;
	*ret_more = may_resend(c);
	if (!*ret_more)
		return not_closed(c);
	c->waiting = false;
	return IMAPI_OK;
}

static imapi_status done(struct closing *c, bool *ret_more)
{
	/* The address of the track does not tell whether a flush was done. */
	if (c->step->kind == MEDIA_SYNC && may_resend(c)) {
		*ret_more = true;
		c->waiting = false;
		return IMAPI_OK;
	}
	/* A buffer that could not be written is lost, whatever the addresses say. */
	if (c->step->kind == MEDIA_SYNC && c->answer == ANSWER_FAILED)
		return failed(c, &c->outcome, &c->error);
	if (c->step->kind == MEDIA_SYNC && c->wait.has_fault)
		return failed(c, &c->wait.fault, &c->wait.fault_error);
	c->state = IMAPI_CLOSE_CLOSED;
	if (is_session(c))
		c->is_final = c->wait.last.disc.disc_status == DISC_COMPLETE;
	return IMAPI_OK;
}

static imapi_status end_wait(struct closing *c, enum wait_end end, bool *ret_more)
{
	*ret_more = false;
	switch (end) {
	case WAIT_REACHED:
		return done(c, ret_more);
	case WAIT_NOT_REACHED:
		return not_reached(c, ret_more);
	case WAIT_EXPIRED:
		return still_closing(c);
	case WAIT_MUTE:
		return no_answer(c);
	case WAIT_GONE:
		return end_with(c, IMAPI_CLOSE_GONE, IMAPI_E_CLOSE_MEDIUM_GONE,
				"the medium or the drive went away");
	default:
		return end_with(c, IMAPI_CLOSE_GONE, IMAPI_E_TRANSPORT,
				"the bus does not carry commands any more");
	}
}

/* How the account calls the end, by what is known at it. */
static enum imapi_wait_end account_name(const struct closing *c)
{
	static const enum imapi_wait_end ends[] = {
		[IMAPI_CLOSE_NOT_RUN] = IMAPI_WAIT_RUNNING,
		[IMAPI_CLOSE_CLOSED] = IMAPI_WAIT_CONFIRMED,
		[IMAPI_CLOSE_UNCONFIRMED] = IMAPI_WAIT_NOT_CONFIRMED,
		[IMAPI_CLOSE_STILL_RUNNING] = IMAPI_WAIT_EXPIRED,
		[IMAPI_CLOSE_REJECTED] = IMAPI_WAIT_REFUSED,
		[IMAPI_CLOSE_DATA_SHORT] = IMAPI_WAIT_NOT_CONFIRMED,
		[IMAPI_CLOSE_FLUSH_FAILED] = IMAPI_WAIT_FAILED,
		[IMAPI_CLOSE_MEDIUM_FAILED] = IMAPI_WAIT_FAILED,
		[IMAPI_CLOSE_DRIVE_FAILED] = IMAPI_WAIT_FAILED,
		[IMAPI_CLOSE_GONE] = IMAPI_WAIT_GONE,
		[IMAPI_CLOSE_NO_ANSWER] = IMAPI_WAIT_NO_ANSWER,
	};

	return ends[c->state];
}

static void write_down(struct closing *c, enum wait_end end, imapi_status status)
{
	enum imapi_wait_end name = end == WAIT_LOST ? IMAPI_WAIT_BUS_FAILED : account_name(c);
	usec_t now = transport_now(c->device->transport);
	const char *text = "the medium shows it, twice, a second apart";

	if (IMAPI_FAILED(status))
		text = imapi_error_message(err_of(c));
	else if (end != WAIT_REACHED)
		name = IMAPI_WAIT_NOT_CONFIRMED;
	if (!IMAPI_FAILED(status) && end != WAIT_REACHED)
		text = "the drive is ready; the medium does not show it";
	account_end(c->account, name, (now - c->wait.started) / USEC_PER_MSEC, "%s", text);
}

imapi_status closing_step(struct closing *c, bool *ret_more)
{
	enum wait_end end;
	imapi_status status;

	*ret_more = true;
	if (!c->waiting)
		return send(c);
	end = wait_step(&c->wait);
	if (end == WAIT_GOES_ON && c->answer == ANSWER_HELD && c->wait.has_late) {
		c->outcome = c->wait.late;
		c->error = c->wait.late_error;
		take_answer(c);
	}
	if (end == WAIT_GOES_ON)
		return IMAPI_OK;
	status = end_wait(c, end, ret_more);
	if (!*ret_more)
		write_down(c, end, status);
	return status;
}
