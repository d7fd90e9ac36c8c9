/* SPDX-License-Identifier: MIT */
#include "burn/salvage.h"

#include "base/mem.h"
#include "burn/repair.h"
#include "burn/resume.h"
#include "burn/steps.h"

#define ATTENTIONS 5
#define LOOKS 3
#define PROGRESS_UNKNOWN 65537

static struct imapi_error *err_of(struct imapi_job *job)
{
	return &job->context->error;
}

void salvage_first_steps(struct plan *plan)
{
	plan_add(plan, PLAN_AWAIT, IMAPI_ACTION_FINALIZATION, 0,
		 "wait until the drive has ended what it is at");
	plan_add(plan, PLAN_LOOK, IMAPI_ACTION_VALIDATING_MEDIA, 0, "look at the medium");
}

/* Both witnesses answer: there is nothing to wait for. */
static enum wait_class first_look(struct imapi_job *job)
{
	struct scsi_outcome o = { 0 };
	struct mmc_disc_info info;
	enum wait_class class = WAIT_ATTENTION;

	for (unsigned i = 0; i < ATTENTIONS && class == WAIT_ATTENTION; i++) {
		spc_test_unit_ready(job->device, &o);
		class = wait_classify(&o);
	}
	if (class != WAIT_READY)
		return class;
	mmc_try_disc_info(job->device, &info, &o);
	return wait_classify(&o);
}

static bool is_ready(void *user, const struct wait_sample *sample)
{
	(void)user;
	return sample->has_disc;
}

/* Most that any close takes, as long as nothing is known about the medium. */
static struct budget longest(struct imapi_job *job)
{
	struct budget_work work = { .operation = IMAPI_OPERATION_FINALISE,
				    .finalise = true,
				    .first_session = true,
				    .max_wait_s = job->settings.max_wait_s };
	uint16_t profile;

	if (!IMAPI_FAILED(mmc_read_profile(job->device, &profile)))
		work.family = media_find_profile(profile)->family;
	return budget_for(&work);
}

imapi_status salvage_begin_await(struct imapi_job *job, const struct plan_step *step)
{
	enum wait_class class;

	(void)step;
	job->device->stage = STAGE_CLOSE;
	class = first_look(job);
	err_clear(err_of(job));
	if (class != WAIT_BUSY)
		return IMAPI_OK;
	log_info(job->context, "the drive is still closing: waiting");
	job->await =
		(struct wait){ .device = job->device,
			       .budget = longest(job),
			       .account = account_open(&job->account, IMAPI_OPERATION_FINALISE,
						       job_since_start(job) / USEC_PER_MSEC),
			       .patience = USEC_PER_SEC,
			       .reached = is_ready,
			       .user = job };
	wait_start(&job->await);
	job->awaiting = true;
	return IMAPI_OK;
}

static imapi_status no_answer(struct imapi_job *job)
{
	imapi_status status = IMAPI_E_CLOSE_NO_ANSWER;

	err_set(err_of(job), status,
		"the drive has stopped answering while it closed what an earlier job wrote");
	return err_advise(err_of(job), status, "Switch the drive off and on, then try again.");
}

static imapi_status still_closing(struct imapi_job *job)
{
	imapi_status status = IMAPI_E_STILL_CLOSING;

	err_set(err_of(job), status,
		"the drive is still at what an earlier job began; the wait ended");
	return err_advise(err_of(job), status,
			  "Leave the drive alone until its light goes out, then try again.");
}

imapi_status salvage_await(struct imapi_job *job, bool *ret_more)
{
	enum wait_end end = job->awaiting ? wait_step(&job->await) : WAIT_REACHED;
	int32_t progress = job->awaiting ? wait_progress(&job->await) : -1;

	*ret_more = end == WAIT_GOES_ON;
	job->progress.fraction = progress >= 0 ? (uint32_t)progress : PROGRESS_UNKNOWN;
	estimate_waited(&job->estimate, transport_now(job->device->transport), progress);
	/* what else may be wrong the look at the medium tells best */
	if (end == WAIT_MUTE)
		return no_answer(job);
	return end == WAIT_EXPIRED ? still_closing(job) : IMAPI_OK;
}

/*
 * What the medium was before the session that is closed now: the close and its proof go by the
 * number of sessions. An empty one at the end vanishes when the disc is closed for good.
 */
static void count_back(struct imapi_medium *m, bool finalise)
{
	unsigned count = mmc_session_count(&m->info);

	if (finalise && m->info.last_session_state == SESSION_EMPTY && count > 1) {
		m->info.sessions_lsb = (uint8_t)(count - 1);
		m->info.sessions_msb = (uint8_t)((count - 1) >> 8);
	}
	if (repair_session_is_open(m) && m->session_count > 0)
		m->session_count--;
}

static imapi_status plan_close(struct imapi_job *job, struct plan *plan)
{
	imapi_status status =
		repair_plan(&job->settings, job->before, plan, &job->context->error);

	if (status == IMAPI_S_NOTHING_TO_CLOSE) {
		plan_add_unlock(plan);
		job->nothing_to_close = true;
	} else if (!IMAPI_FAILED(status)) {
		job->only_finalises = !repair_session_is_open(job->before);
		count_back(job->before, plan->finalise);
	}
	return status;
}

static imapi_status plan_resume(struct imapi_job *job, struct plan *plan)
{
	bool closed;
	imapi_status status = resume_plan(&job->settings, &job->facts, job->before, plan,
					  &closed, &job->context->error);

	if (IMAPI_FAILED(status))
		return status;
	job->before->session_count = job->facts.head.sessions;
	if (closed) {
		job->result.close = IMAPI_CLOSE_CLOSED;
		job->result.is_finalised = job->before->info.disc_status == DISC_COMPLETE;
	}
	return status;
}

/* Nothing was sent yet that a reset could have spoiled. */
static imapi_status read_medium(struct imapi_job *job)
{
	imapi_status status = IMAPI_E_DEVICE_RESET;

	for (unsigned i = 0; i < LOOKS && status == IMAPI_E_DEVICE_RESET; i++)
		status = medium_read(job->device, &job->before);
	return status;
}

imapi_status salvage_look(struct imapi_job *job, bool *ret_more)
{
	struct plan plan = { 0 };
	imapi_status status;

	*ret_more = false;
	job->device->stage = STAGE_PREPARE;
	/* the job that was cut off may have left its lock */
	job->locked = true;
	status = read_medium(job);
	if (IMAPI_FAILED(status))
		return status;
	salvage_first_steps(&plan);
	status = job->resumes ? plan_resume(job, &plan) : plan_close(job, &plan);
	if (IMAPI_FAILED(status))
		return status;
	job->plan = plan;
	job->steps = job->plan.steps;
	job->step_count = plan.step_count;
	job->writer.at = plan.done;
	/* some of what follows may be written, which can be done only once */
	if (media_written_anywhere(plan.profile) && plan.ops->once)
		job->writer.gone_back_from = plan.padded;
	job->result.start_lba = plan.start;
	job->result.sectors_written = job->result.sectors_found = plan.done;
	return IMAPI_OK;
}

imapi_status salvage_begin_recall(struct imapi_job *job, const struct plan_step *step)
{
	struct recall *r = &job->recall;
	imapi_status status = digests_init(&job->digests, job->plan.length, err_of(job));

	(void)step;
	if (IMAPI_FAILED(status))
		return status;
	*r = (struct recall){ .device = job->device,
			      .stream = job->stream,
			      .plan = &job->plan,
			      .facts = &job->facts,
			      .digests = &job->digests };
	return recall_start(r);
}

imapi_status salvage_recall(struct imapi_job *job, bool *ret_more)
{
	const struct recall *r = &job->recall;
	imapi_status status = recall_step(&job->recall, ret_more);

	job->progress.fraction = r->end ? (uint32_t)(r->at * 65536 / r->end) : 65536;
	return status;
}

void salvage_end_recall(struct imapi_job *job)
{
	recall_done(&job->recall);
	digests_print(&job->digests, job->result.digest);
}
