/* SPDX-License-Identifier: MIT */
#include "burn/ready.h"

#define PATIENCE (10 * (usec_t)USEC_PER_SEC)
#define LIMIT_S 3600

static bool is_ready(void *user, const struct wait_sample *sample)
{
	(void)user;
	return sample->class == WAIT_READY;
}

void ready_start(struct ready *r, struct scsi_device *device, enum imapi_operation operation,
		 struct account_entry *account)
{
	struct budget_work work = { .operation = operation, .max_wait_s = LIMIT_S };

	*r = (struct ready){ .device = device };
	r->wait = (struct wait){ .device = device,
				 .budget = budget_for(&work),
				 .no_disc = true,
				 .patience = PATIENCE,
				 .reached = is_ready,
				 .account = account };
	wait_start(&r->wait);
}

static struct imapi_error *err_of(const struct ready *r)
{
	return &r->device->context->error;
}

/* 02/04/02: the drive stands still until it is told to start (MMC-6, START STOP UNIT). */
static void start_if_asked(struct ready *r)
{
	const struct scsi_sense *s = &r->wait.last.outcome.sense;

	if (r->started || !s->valid || s->key != 2 || s->asc != 0x04 || s->ascq != 0x02)
		return;
	r->started = true;
	spc_start_stop(r->device, true, false, true);
}

static imapi_status end_with(struct ready *r, enum wait_end end)
{
	switch (end) {
	case WAIT_REACHED:
		return IMAPI_OK;
	case WAIT_MUTE:
		return err_set(err_of(r), IMAPI_E_RECORDER_COMMAND_TIMEOUT,
			       "the drive has stopped answering");
	case WAIT_EXPIRED:
		return err_set(err_of(r), IMAPI_E_RECORDER_MEDIA_BECOMING_READY,
			       "the drive does not become ready");
	case WAIT_GONE:
		return err_set(err_of(r), IMAPI_E_RECORDER_MEDIA_NO_MEDIA,
			       "there is no medium in the drive");
	default:
		return r->wait.last.outcome.status ? r->wait.last.outcome.status
						   : IMAPI_E_TRANSPORT;
	}
}

static imapi_status cancelled(struct ready *r)
{
	return err_set(err_of(r), IMAPI_E_REQUEST_CANCELLED,
		       "cancelled while the drive became ready");
}

imapi_status ready_step(struct ready *r, bool *ret_more)
{
	enum wait_end end;

	*ret_more = false;
	if (r->device->cancel && atomic_load(r->device->cancel))
		return cancelled(r);
	end = wait_step(&r->wait);
	*ret_more = end == WAIT_GOES_ON;
	if (*ret_more) {
		start_if_asked(r);
		return IMAPI_OK;
	}
	return end_with(r, end);
}

imapi_status ready_run(struct scsi_device *device, enum imapi_operation operation)
{
	struct ready r;
	bool more = true;
	imapi_status status = IMAPI_OK;

	ready_start(&r, device, operation, NULL);
	while (more && !IMAPI_FAILED(status))
		status = ready_step(&r, &more);
	return status;
}
