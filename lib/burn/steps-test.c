/* SPDX-License-Identifier: MIT */
/* The end of a test write: the drive gets rid of what it holds, then of the mode. */
#include "burn/steps.h"

#define LIMIT_S 900

static bool is_ready(void *user, const struct wait_sample *sample)
{
	(void)user;
	return sample->class == WAIT_READY;
}

imapi_status step_begin_rehearsed(struct imapi_job *job, const struct plan_step *step)
{
	struct budget_work work = { .operation = IMAPI_OPERATION_SYNCHRONIZE,
				    .max_wait_s = LIMIT_S };
	struct scsi_outcome o;

	(void)step;
	job->device->stage = STAGE_CLOSE;
	/* what it says does not matter: nothing of it is on the medium */
	mmc_try_synchronize(job->device, true, &o);
	err_clear(&job->context->error);
	job->await = (struct wait){ .device = job->device,
				    .budget = budget_for(&work),
				    .account = account_open(
					    &job->account, IMAPI_OPERATION_SYNCHRONIZE,
					    job_since_start(job) / USEC_PER_MSEC),
				    .no_disc = true,
				    .reached = is_ready };
	wait_start(&job->await);
	return IMAPI_OK;
}

static imapi_status end_mode(struct imapi_job *job)
{
	const struct media_wish wish = { .finalise = job->plan.finalise };
	imapi_status status;

	job->device->stage = STAGE_PREPARE;
	status = job->plan.ops->prepare(job->device, &wish);
	return err_in(&job->context->error, status, "ending the test mode");
}

imapi_status step_run_rehearsed(struct imapi_job *job, bool *ret_more)
{
	enum wait_end end = wait_step(&job->await);
	imapi_status status = IMAPI_E_RECORDER_COMMAND_TIMEOUT;

	*ret_more = end == WAIT_GOES_ON;
	if (*ret_more)
		return IMAPI_OK;
	account_end(job->await.account,
		    end == WAIT_REACHED ? IMAPI_WAIT_CONFIRMED : IMAPI_WAIT_NO_ANSWER,
		    (transport_now(job->device->transport) - job->await.started) /
			    USEC_PER_MSEC,
		    "the test is over");
	if (end == WAIT_REACHED)
		return end_mode(job);
	err_set(&job->context->error, status, "the drive does not end the test write");
	return err_advise(&job->context->error, status,
			  "Nothing was written. Switch the drive off and on.");
}
