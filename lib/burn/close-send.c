/* SPDX-License-Identifier: MIT */
/* The command of a rung: sent, answered, sent in another form. */
#include "burn/close-parts.h"

#include "base/mem.h"

#define PATIENCE_ACCEPTED (30 * (usec_t)USEC_PER_SEC)
#define PATIENCE_TRACK (5 * (usec_t)USEC_PER_SEC)
#define PATIENCE_OTHER (3 * (usec_t)USEC_PER_SEC)

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
	if (closing_is_session(c) && c->step->functions[c->function + 1]) {
		c->function++;
		c->immed = true;
		return true;
	}
	return false;
}

static void transmit(struct closing *c)
{
	uint8_t function = c->step->functions[c->function];
	uint16_t number = closing_is_session(c) ? 0 : (uint16_t)c->extent.track;

	c->device->stage = STAGE_CLOSE;
	c->device->patience = CLOSING_ANSWER_AT_ONCE;
	if (closing_is_session(c) && !function)
		c->outcome = (struct scsi_outcome){ 0 }; /* the flush has done it */
	else if (c->step->kind == MEDIA_SYNC)
		mmc_try_synchronize(c->device, c->immed, &c->outcome);
	else
		mmc_try_close(c->device, function, number, c->immed, &c->outcome);
	c->device->patience = 0;
	c->error = *closing_err(c);
}

static usec_t patience(const struct closing *c)
{
	if (c->answer != ANSWER_ACCEPTED)
		return PATIENCE_OTHER;
	return closing_is_session(c) ? PATIENCE_ACCEPTED : PATIENCE_TRACK;
}

void closing_take_answer(struct closing *c)
{
	c->answer = judge_answer(c);
	c->waiting = c->answer != ANSWER_REFUSED || !try_other_form(c);
	c->wait.patience = patience(c);
}

/* A reset makes the drive forget its mode pages, and with them how the session is to end. */
static void prepare_again(struct closing *c)
{
	const struct media_wish wish = { .finalise = c->finalise };
	imapi_status status;

	c->unprepared |= c->wait.reset_seen;
	if (!c->unprepared || !c->ops->prepare)
		return;
	c->device->patience = CLOSING_ANSWER_AT_ONCE;
	status = c->ops->prepare(c->device, &wish);
	c->device->patience = 0;
	c->unprepared = scsi_outstanding(c->device);
	if (IMAPI_FAILED(status))
		log_info(c->device->context, "setting the drive up again after a reset: %s",
			 imapi_error_message(closing_err(c)));
}

imapi_status closing_send(struct closing *c)
{
	prepare_again(c);
	wait_again(&c->wait);
	transmit(c);
	if (c->outcome.host != IMAPI_HOST_PENDING) {
		closing_take_answer(c);
		return IMAPI_OK;
	}
	c->answer = ANSWER_HELD;
	c->wait.held = c->waiting = true;
	c->wait.without_immed = !c->immed;
	return IMAPI_OK;
}
