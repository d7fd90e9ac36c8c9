/* SPDX-License-Identifier: MIT */
/* What is known when the wait of a rung ends, and what the user is told. */
#include "burn/close-parts.h"

#include "base/mem.h"

#include <inttypes.h>

#define RESENDS_MAX 8
#define RESETS_MAX 2 /* a drive that resets itself each time will not close this disc */

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
	err_set(closing_err(c), status, "%s: %s", name_of(c), text);
	closing_err(c)->elapsed_ms =
		(transport_now(c->device->transport) - c->wait.started) / USEC_PER_MSEC;
	return status;
}

static imapi_status still_closing(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_STILL_RUNNING, IMAPI_E_STILL_CLOSING,
				       "the drive still works on it; the wait ended");

	return err_advise(closing_err(c), status,
			  "Nothing says that the disc is bad. Leave the drive alone until its "
			  "light goes out, then look at the disc again.");
}

static imapi_status no_answer(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_NO_ANSWER, IMAPI_E_CLOSE_NO_ANSWER,
				       "the drive has stopped answering");

	return err_advise(closing_err(c), status,
			  "Switch the drive off and on, with the disc in it; then look at the "
			  "disc. What was written may be complete, and can be closed then.");
}

/* How the track is now; the sample of a session's wait does not have it. */
static enum close_data look_at_data(struct closing *c)
{
	struct imapi_error kept = *closing_err(c);
	struct mmc_track_info track = c->wait.last.track;
	enum close_data data = DATA_UNKNOWN;
	struct scsi_outcome o;

	c->device->patience = CLOSING_ANSWER_AT_ONCE;
	if (!c->wait.last.has_track)
		mmc_try_track_info(c->device, TRACK_BY_TRACK, c->extent.track, &track, &o);
	c->device->patience = 0;
	if (c->wait.last.has_track || wait_classify(&o) == WAIT_READY)
		data = close_compare(&c->extent, &track, &c->missing);
	*closing_err(c) = kept;
	return data;
}

static imapi_status lacks_data(struct closing *c)
{
	imapi_status status = IMAPI_E_DATA_SHORT;

	c->data = look_at_data(c);
	if (c->data == DATA_UNKNOWN && c->lacking) { /* what was seen before stands */
		c->data = DATA_LACKING;
		c->missing = c->lacking;
	}
	if (c->data == DATA_COMPLETE)
		c->lacking = 0;
	if (c->data == DATA_NONE)
		status = IMAPI_E_WRITE_NOT_PROVEN;
	if (c->data < DATA_LACKING)
		return IMAPI_OK;
	c->state = IMAPI_CLOSE_DATA_SHORT;
	err_set(closing_err(c), status,
		"the drive accepted %" PRIu64 " sectors at LBA %" PRId64
		", but the medium lacks the last %" PRIu64,
		c->extent.sectors, c->extent.start, c->missing);
	return err_advise(closing_err(c), status, "Write the data again on another disc.");
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
	*closing_err(c) = *error;
	err_restate(closing_err(c), status);
	return err_in(closing_err(c), status, "%s", name_of(c));
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
	*closing_err(c) = c->error;
	err_restate(closing_err(c), status);
	err_advise(closing_err(c), status, "%s", advice_to_close(c));
	return err_in(closing_err(c), status, "%s", name_of(c));
}

static imapi_status reset_again(struct closing *c)
{
	imapi_status status = end_with(c, IMAPI_CLOSE_DRIVE_FAILED, IMAPI_E_CLOSE_DRIVE_FAILED,
				       "the drive was reset each time it was to do it");

	return err_advise(closing_err(c), status, "%s", advice_to_close(c));
}

static imapi_status unconfirmed(struct closing *c)
{
	if (!closing_is_session(c)) {
		log_info(c->device->context,
			 "%s: the drive is ready, the track looks unchanged", name_of(c));
		c->state = IMAPI_CLOSE_CLOSED;
		return IMAPI_OK;
	}
	c->state = IMAPI_CLOSE_UNCONFIRMED;
	return IMAPI_S_CLOSED_UNCONFIRMED;
}

/*
 * There are drives that tell nothing of a track before it is closed, so one that looks blank is
 * judged by the close of its session, or by what is read of the finished disc. One that ends
 * too early while it is open may be told of as it was a while ago: the next rung looks again.
 */
static bool may_show_later(struct closing *c)
{
	const struct wait_sample *s = &c->wait.last;
	bool open = c->step->kind == MEDIA_SYNC || !s->has_track || s->track.nwa_valid;

	if (c->data == DATA_LACKING && c->later && open) {
		c->lacking = c->missing;
		log_info(c->device->context,
			 "%s: the drive does not tell of the last %" PRIu64 " sectors yet",
			 name_of(c), c->missing);
		return true;
	}
	return c->data == DATA_NONE && !closing_is_session(c);
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

	return closing_is_session(c) && closing_expects_final(c) && s->has_disc &&
	       c->ops->closed(&c->before, &s->disc, false);
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

	if (IMAPI_FAILED(status) && !may_show_later(c))
		return status;
	err_clear(closing_err(c));
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
	imapi_status status;

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
	status = c->lacking ? lacks_data(c) : IMAPI_OK;
	if (IMAPI_FAILED(status) && !may_show_later(c))
		return status;
	c->state = IMAPI_CLOSE_CLOSED;
	if (closing_is_session(c))
		c->is_final =
			c->wait.last.disc.disc_status == DISC_COMPLETE && !c->ops->grow_type;
	return IMAPI_OK;
}

static imapi_status conclude(struct closing *c, enum wait_end end, bool *ret_more)
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

	if (IMAPI_FAILED(status)) {
		text = imapi_error_message(closing_err(c));
	} else if (end != WAIT_REACHED) {
		name = IMAPI_WAIT_NOT_CONFIRMED;
		text = "the drive is ready; the medium does not show it";
	}
	account_end(c->account, name, (now - c->wait.started) / USEC_PER_MSEC, "%s", text);
}

imapi_status closing_end(struct closing *c, enum wait_end end, bool *ret_more)
{
	imapi_status status = conclude(c, end, ret_more);

	if (!*ret_more)
		write_down(c, end, status);
	return status;
}
