/* SPDX-License-Identifier: MIT */
#include "burn/erase.h"

#include "base/mem.h"
#include "burn/forms.h"

#include <stdio.h>

#define PATIENCE_ACCEPTED (30 * (usec_t)USEC_PER_SEC)
#define PATIENCE_OTHER (3 * (usec_t)USEC_PER_SEC)
#define RESENDS_MAX 8
#define RESETS_MAX 2 /* a drive that resets itself each time will not do it */
#define ANSWER_AT_ONCE (USEC_PER_SEC / 2)

#define CAPACITY_FORMATTED 2
#define DATA_PROTECT 7
#define PROTECTED                                                                              \
	"Take its write protection off (a tab of the cartridge, or a password of the "         \
	"program that set it), or insert another disc."

static struct imapi_error *err_of(const struct erasing *e)
{
	return &e->device->context->error;
}

static bool blanks(const struct erasing *e)
{
	return e->renewal == MEDIA_BLANKED;
}

const char *erasing_name(const struct erasing *e)
{
	if (e->restart)
		return "restarting the background format";
	return blanks(e) ? "blanking the medium" : "formatting the medium";
}

/* Random writing is what the disc information calls a formatted disc; some drives say so of any
 * medium that could be formatted, and the capacities know better. */
static bool formatted(const struct erasing *e, const struct mmc_disc_info *disc)
{
	struct mmc_formats formats;
	imapi_status status;

	if (disc->disc_status == DISC_EMPTY && !e->once)
		return false;
	e->device->patience = ANSWER_AT_ONCE;
	status = mmc_read_format_capacities(e->device, &formats);
	e->device->patience = 0;
	if (status == IMAPI_E_COMMAND_PENDING)
		return false;
	if (IMAPI_FAILED(status))
		return disc->disc_status == DISC_RANDOM;
	return formats.current.type == CAPACITY_FORMATTED && formats.current.blocks > 0;
}

static bool reached(void *user, const struct wait_sample *s)
{
	const struct erasing *e = user;

	if (!s->has_disc)
		return false;
	if (e->restart && !e->whole)
		return s->disc.background_format >= BACKGROUND_RUNNING;
	if (e->background && e->whole && s->disc.background_format != BACKGROUND_COMPLETE)
		return false;
	return blanks(e) ? s->disc.disc_status == DISC_EMPTY : formatted(e, &s->disc);
}

imapi_status erasing_start(struct erasing *e)
{
	e->form_count = e->form = e->resends = e->resets = 0;
	e->immed = true;
	e->waiting = e->behind = false;
	e->wait = (struct wait){ .device = e->device,
				 .budget = e->budget,
				 .busy_events = e->busy_events,
				 .background = e->background && e->whole,
				 .reached = reached,
				 .user = e,
				 .account = e->account };
	wait_start(&e->wait);
	if (!blanks(e))
		return forms_make(e);
	e->forms[e->form_count++].blank = e->whole ? BLANK_WHOLE : BLANK_MINIMAL;
	return IMAPI_OK;
}

static void transmit(struct erasing *e)
{
	struct erase_form *form = &e->forms[e->form];

	e->sent = true;
	e->device->stage = STAGE_CLOSE;
	e->device->patience = ANSWER_AT_ONCE;
	form->list.immed = e->immed;
	if (blanks(e))
		mmc_try_blank(e->device, form->blank, e->immed, &e->outcome);
	else
		mmc_try_format(e->device, &form->list, &e->outcome);
	e->device->patience = 0;
	e->error = *err_of(e);
}

static enum erase_answer judge_answer(const struct erasing *e)
{
	const struct scsi_outcome *o = &e->outcome;

	if (wait_classify(o) == WAIT_READY)
		return ERASE_ACCEPTED;
	if (o->sense.valid && !o->sense.deferred && (o->sense.key == 5 || o->sense.key == 7))
		return ERASE_REFUSED;
	return wait_classify(o) == WAIT_FAULT ? ERASE_FAILED : ERASE_UNSURE;
}

/* 05/24, 05/26: the form is at fault, not the medium. */
static bool try_other_form(struct erasing *e)
{
	const struct scsi_sense *s = &e->outcome.sense;

	if (s->key != 5 || (s->asc != 0x24 && s->asc != 0x26))
		return false;
	if (e->immed) {
		e->immed = false;
		return true;
	}
	e->immed = true;
	return ++e->form < e->form_count;
}

static imapi_status end_with(struct erasing *e, imapi_status status, const char *text)
{
	err_set(err_of(e), status, "%s: %s", erasing_name(e), text);
	err_of(e)->elapsed_ms =
		(transport_now(e->device->transport) - e->wait.started) / USEC_PER_MSEC;
	return status;
}

/* What the drive said, without the advice for a burn that would come with it. */
static void restate(struct erasing *e, const struct imapi_error *error, imapi_status status)
{
	*err_of(e) = *error;
	err_of(e)->advice[0] = '\0';
	err_restate(err_of(e), status);
}

/* The drive said no, and nothing has begun. */
static imapi_status rejected(struct erasing *e)
{
	imapi_status status = IMAPI_E_ERASE_REJECTED;

	restate(e, &e->error, status);
	err_advise(err_of(e), status, "The medium is as it was. %s",
		   e->outcome.sense.valid && e->outcome.sense.key == DATA_PROTECT
			   ? PROTECTED
			   : "Try another drive; not every drive takes every rewritable disc.");
	return err_in(err_of(e), status, "%s", erasing_name(e));
}

static imapi_status advise_again(struct erasing *e, imapi_status status)
{
	return err_advise(err_of(e), status,
			  "What was on the medium may be gone. Erase it once more, completely "
			  "(full); if that fails too, the disc is worn out.");
}

static imapi_status failed(struct erasing *e, const struct imapi_error *error)
{
	imapi_status status = IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND;

	restate(e, error, status);
	advise_again(e, status);
	return err_in(err_of(e), status, "%s", erasing_name(e));
}

static imapi_status not_proven(struct erasing *e)
{
	imapi_status status = end_with(e, IMAPI_E_WRITE_NOT_PROVEN,
				       "the drive reports success, but the medium is not as "
				       "it has to be");

	return err_advise(err_of(e), status, "Try another drive.");
}

static imapi_status still_erasing(struct erasing *e)
{
	imapi_status status = end_with(e, IMAPI_E_STILL_ERASING,
				       "the drive still works on it; the wait ended");

	return err_advise(err_of(e), status,
			  "Nothing says that the disc is bad. Leave the drive alone until its "
			  "light goes out, then look at the disc again.");
}

static imapi_status no_answer(struct erasing *e)
{
	imapi_status status =
		end_with(e, IMAPI_E_ERASE_NO_ANSWER, "the drive has stopped answering");

	return err_advise(
		err_of(e), status,
		"Switch the drive off and on, with the disc in it; then erase the disc "
		"once more. What was on it is likely to be gone.");
}

static imapi_status gone(struct erasing *e)
{
	imapi_status status =
		end_with(e, IMAPI_E_ERASE_GONE, "the medium or the drive went away");

	return advise_again(e, status);
}

static imapi_status reset_again(struct erasing *e)
{
	imapi_status status = end_with(e, IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND,
				       "the drive was reset each time it was to do it");

	return advise_again(e, status);
}

static bool unchanged(const struct erasing *e)
{
	const struct wait_sample *s = &e->wait.last;

	return s->has_disc && s->disc.disc_status == e->before.disc_status &&
	       s->disc.last_session_state == e->before.last_session_state &&
	       mmc_session_count(&s->disc) == mmc_session_count(&e->before);
}

static bool may_resend(struct erasing *e)
{
	if (e->wait.reset_seen)
		return e->resets++ < RESETS_MAX;
	return e->answer == ERASE_UNSURE && e->resends++ < RESENDS_MAX;
}

/* The drive is ready but the medium is not as it has to be. */
static imapi_status not_reached(struct erasing *e, bool *ret_more)
{
	if (e->answer == ERASE_REFUSED)
		return rejected(e);
	*ret_more = may_resend(e);
	if (*ret_more) {
		e->waiting = false;
		return IMAPI_OK;
	}
	if (e->wait.has_fault)
		return failed(e, &e->wait.fault_error);
	if (e->answer == ERASE_FAILED)
		return failed(e, &e->error);
	if (e->resets > RESETS_MAX)
		return reset_again(e);
	if (e->answer == ERASE_UNSURE)
		return unchanged(e) ? rejected(e) : failed(e, &e->error);
	return not_proven(e);
}

/* What follows from the answer to the command; a refused one is sent again in another form. */
static void take_answer(struct erasing *e)
{
	e->answer = judge_answer(e);
	e->waiting = e->answer != ERASE_REFUSED || !try_other_form(e);
	e->wait.patience = e->answer == ERASE_ACCEPTED ? PATIENCE_ACCEPTED : PATIENCE_OTHER;
}

static void send(struct erasing *e)
{
	wait_again(&e->wait);
	transmit(e);
	if (e->outcome.host != IMAPI_HOST_PENDING) {
		take_answer(e);
		return;
	}
	e->answer = ERASE_HELD;
	e->wait.held = e->waiting = true;
	e->wait.without_immed = !e->immed;
}

static imapi_status end_wait(struct erasing *e, enum wait_end end, bool *ret_more)
{
	*ret_more = false;
	switch (end) {
	case WAIT_REACHED:
		return IMAPI_OK;
	case WAIT_NOT_REACHED:
		return not_reached(e, ret_more);
	case WAIT_EXPIRED:
		return still_erasing(e);
	case WAIT_MUTE:
		return no_answer(e);
	case WAIT_GONE:
		return gone(e);
	default:
		return end_with(e, IMAPI_E_TRANSPORT,
				"the bus does not carry commands any more");
	}
}

/* How the account calls the end. */
static enum imapi_wait_end account_of(imapi_status status)
{
	switch (status) {
	case IMAPI_OK:
		return IMAPI_WAIT_CONFIRMED;
	case IMAPI_E_ERASE_REJECTED:
		return IMAPI_WAIT_REFUSED;
	case IMAPI_E_WRITE_NOT_PROVEN:
		return IMAPI_WAIT_NOT_CONFIRMED;
	case IMAPI_E_STILL_ERASING:
		return IMAPI_WAIT_EXPIRED;
	case IMAPI_E_ERASE_NO_ANSWER:
		return IMAPI_WAIT_NO_ANSWER;
	case IMAPI_E_ERASE_GONE:
		return IMAPI_WAIT_GONE;
	case IMAPI_E_TRANSPORT:
		return IMAPI_WAIT_BUS_FAILED;
	default:
		return IMAPI_WAIT_FAILED;
	}
}

static void write_down(struct erasing *e, imapi_status status)
{
	usec_t spent = transport_now(e->device->transport) - e->wait.started;

	account_end(e->account, account_of(status), spent / USEC_PER_MSEC, "%s",
		    IMAPI_FAILED(status) ? imapi_error_message(err_of(e))
					 : "the medium shows it, twice, a second apart");
}

static bool lasts_behind(const struct erasing *e)
{
	return e->background && e->whole && !blanks(e);
}

/* The lead-in was the first part; the progress of the rest begins at its own zero. */
static void look_behind(struct erasing *e)
{
	const struct wait_sample *s = &e->wait.last;

	if (e->behind || !lasts_behind(e) || !s->has_disc ||
	    s->disc.background_format != BACKGROUND_RUNNING)
		return;
	e->behind = true;
	e->wait.trend = (struct trend){ 0 };
	e->wait.shown = 0;
}

bool erasing_can_be_left(const struct erasing *e)
{
	return e->waiting && e->behind;
}

int32_t erasing_progress(struct erasing *e)
{
	if (!e->waiting || e->behind != lasts_behind(e))
		return -1;
	return wait_progress(&e->wait);
}

usec_t erasing_left(const struct erasing *e)
{
	bool anew = e->behind || e->wait.trend.phases > 0;

	return e->waiting && anew ? trend_left(&e->wait.trend) : 0;
}

imapi_status erasing_step(struct erasing *e, bool *ret_more)
{
	enum wait_end end;
	imapi_status status;

	*ret_more = true;
	if (!e->waiting) {
		send(e);
		return IMAPI_OK;
	}
	/* what was refused has not begun: there is nothing to wait for */
	end = e->answer == ERASE_REFUSED ? WAIT_NOT_REACHED : wait_step(&e->wait);
	if (end == WAIT_GOES_ON && e->answer == ERASE_HELD && e->wait.has_late) {
		e->outcome = e->wait.late;
		e->error = e->wait.late_error;
		take_answer(e);
	}
	look_behind(e);
	if (end == WAIT_GOES_ON)
		return IMAPI_OK;
	status = end_wait(e, end, ret_more);
	if (!*ret_more)
		write_down(e, status);
	return status;
}
