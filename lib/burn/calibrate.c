/* SPDX-License-Identifier: MIT */
#include "burn/calibrate.h"

#define TRIES 2
#define ANSWER_AT_ONCE (USEC_PER_SEC / 2)
#define LIMIT_S 3600

static bool is_ready(void *user, const struct wait_sample *sample)
{
	(void)user;
	return sample->class == WAIT_READY;
}

void calibrate_start(struct calibration *c, struct scsi_device *device, uint32_t layer_0,
		     struct account_entry *account)
{
	struct budget_work work = { .operation = IMAPI_OPERATION_CALIBRATE,
				    .max_wait_s = LIMIT_S };

	*c = (struct calibration){ .device = device, .layer_0 = layer_0 };
	c->wait = (struct wait){ .device = device,
				 .budget = budget_for(&work),
				 .no_disc = true,
				 .reached = is_ready,
				 .account = account };
	wait_start(&c->wait);
}

static struct imapi_error *err_of(const struct calibration *c)
{
	return &c->device->context->error;
}

static void write_down(struct calibration *c, enum imapi_wait_end end, const char *text)
{
	usec_t spent = transport_now(c->device->transport) - c->wait.started;

	account_end(c->wait.account, end, spent / USEC_PER_MSEC, "%s", text);
}

static imapi_status no_answer(struct calibration *c)
{
	imapi_status status = IMAPI_E_RECORDER_COMMAND_TIMEOUT;

	err_set(err_of(c), status, "the drive does not answer to %s",
		c->layer_0 ? "SEND DISC STRUCTURE" : "SEND OPC INFORMATION");
	write_down(c, IMAPI_WAIT_NO_ANSWER, imapi_error_message(err_of(c)));
	return err_advise(err_of(c), status,
			  "Nothing was written. Switch the drive off and on and try again.");
}

static bool worth_repeating(const struct calibration *c, const struct scsi_outcome *o)
{
	return c->tries < TRIES && o->sense.valid && (o->sense.key == 3 || o->sense.key == 6);
}

static imapi_status judge(struct calibration *c, const struct scsi_outcome *o, bool *ret_more)
{
	*ret_more = IMAPI_FAILED(o->status) && worth_repeating(c, o);
	c->sent = false;
	if (*ret_more)
		return IMAPI_OK;
	if (IMAPI_FAILED(o->status))
		write_down(c, IMAPI_WAIT_FAILED, imapi_error_message(err_of(c)));
	else
		write_down(c, IMAPI_WAIT_CONFIRMED, "the drive is done with it");
	return o->status;
}

static imapi_status transmit(struct calibration *c, bool *ret_more)
{
	struct scsi_outcome o;

	c->tries++;
	c->device->patience = ANSWER_AT_ONCE;
	if (c->layer_0)
		mmc_try_layer_capacity(c->device, c->layer_0, &o);
	else
		mmc_try_opc(c->device, &o);
	c->device->patience = 0;
	if (o.host != IMAPI_HOST_PENDING)
		return judge(c, &o, ret_more);
	c->sent = c->wait.held = true;
	return IMAPI_OK;
}

imapi_status calibrate_step(struct calibration *c, bool *ret_more)
{
	*ret_more = true;
	if (!c->sent)
		return transmit(c, ret_more);
	if (wait_step(&c->wait) != WAIT_GOES_ON) {
		*ret_more = false;
		return no_answer(c);
	}
	if (!c->wait.has_late)
		return IMAPI_OK;
	c->wait.has_late = false;
	*err_of(c) = c->wait.late_error;
	return judge(c, &c->wait.late, ret_more);
}
