/* SPDX-License-Identifier: MIT */
/* The steps that close track and session. */
#include "burn/steps.h"

#include "base/mem.h"
#include "burn/checkpoint.h"

#define SPEED_AFTER_MS 10000
#define BARRIER_MARGIN_S 600
#define BARRIER_WITHOUT_LIMIT (24 * 3600 * (usec_t)USEC_PER_SEC)

/* The write speed of this job, once it wrote for long enough to have one. */
static kbps_t measured_speed(const struct imapi_job *job)
{
	uint64_t sectors = job->writer.at - MIN(job->plan.done, job->writer.at);
	uint64_t bytes = sectors * media_speed_sector(job->plan.profile->family);
	uint64_t ms = job->result.write_ms;

	return ms < SPEED_AFTER_MS ? 0 : (kbps_t)MIN(MAX(bytes / ms, 1u), (uint64_t)UINT32_MAX);
}

static struct budget_work close_work(const struct imapi_job *job,
				     const struct media_close_step *step)
{
	return (struct budget_work){
		.family = job->plan.profile->family,
		.operation = close_operation(step->kind),
		.finalise = job->plan.finalise && !job->tidying,
		.first_session = job->plan.first_session,
		.end_sector = (uint64_t)job->plan.start + job->writer.at,
		.total_sectors = job->plan.layer_0 ? 2 * (uint64_t)job->plan.layer_0
						   : job->before->total,
		.buffer_bytes = job->sources.buffer_bytes,
		.rate = job->plan.kbps,
		.measured = measured_speed(job),
		.max_wait_s = job->settings.max_wait_s,
	};
}

struct source_case step_source_case(const struct imapi_job *job, const struct budget_work *work)
{
	return (struct source_case){ .sources = &job->sources,
				     .work = work,
				     .profile = job->plan.profile->number,
				     .folder = job->context->state_folder };
}

usec_t step_transport_limit(uint32_t max_wait_s)
{
	return max_wait_s ? (max_wait_s + BARRIER_MARGIN_S) * (usec_t)USEC_PER_SEC
			  : BARRIER_WITHOUT_LIMIT;
}

/* Another rung follows, which shows more of the track. */
static bool has_later(const struct imapi_job *job)
{
	for (unsigned i = job->step + 1; i < job->step_count; i++)
		if (job->steps[i].kind == PLAN_CLOSE)
			return true;
	return false;
}

imapi_status step_begin_close(struct imapi_job *job, const struct plan_step *step)
{
	struct closing *c = &job->closing;
	struct budget_work work = close_work(job, step->close);
	struct source_case source = step_source_case(job, &work);
	struct account_entry *entry = account_open(&job->account, work.operation,
						   job_since_start(job) / USEC_PER_MSEC);

	*c = (struct closing){ .device = job->device,
			       .profile = job->plan.profile,
			       .ops = job->plan.ops,
			       .step = step->close,
			       .before = job->before->info,
			       .budget = sources_budget(&source, entry),
			       .busy_events = sources_busy_events(&job->sources),
			       .finalise = work.finalise,
			       .later = has_later(job),
			       .lacking = job->lacking,
			       .account = entry };
	checkpoint_closing(job, step->close->kind);
	c->extent = (struct close_extent){ job->plan.start, job->writer.at, job->plan.track,
					   job->plan.ops->run_out };
	job->device->transport_limit = step_transport_limit(work.max_wait_s);
	closing_start(c);
	return IMAPI_OK;
}

static void note_close(struct imapi_job *job, imapi_status status)
{
	const struct closing *c = &job->closing;
	int64_t *lost = &job->result.lost_from_lba;
	uint64_t missing = c->state == IMAPI_CLOSE_DATA_SHORT ? c->missing : c->lacking;
	int64_t from = c->extent.start + (int64_t)(c->extent.sectors - missing);

	if (c->state == IMAPI_CLOSE_UNCONFIRMED)
		job->unconfirmed = true;
	/* what failed first says most about the disc */
	if (IMAPI_FAILED(status) && job->result.close == IMAPI_CLOSE_NOT_RUN)
		job->result.close = c->state;
	if (!IMAPI_FAILED(status) && !has_later(job) &&
	    job->result.close == IMAPI_CLOSE_NOT_RUN)
		job->result.close = c->state;
	job->lacking = c->lacking;
	if (IMAPI_FAILED(status) && (*lost < 0 || *lost > from) &&
	    (c->state == IMAPI_CLOSE_DATA_SHORT || c->lacking))
		*lost = from;
	job->result.is_finalised |= c->is_final && !media_written_anywhere(c->profile);
}

/* A close that went as it should is what the next one can be measured by. */
static void remember_time(struct imapi_job *job)
{
	struct closing *c = &job->closing;
	struct budget_work work = close_work(job, c->step);
	struct source_case source = step_source_case(job, &work);

	if (c->state == IMAPI_CLOSE_CLOSED && c->answer == ANSWER_ACCEPTED && !job->tidying)
		sources_remember(&source, job->context, job_since_action(job));
}

imapi_status step_run_close(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = closing_step(&job->closing, ret_more);
	int32_t progress = job->closing.waiting ? wait_progress(&job->closing.wait) : -1;

	job->progress.fraction = progress >= 0 ? (uint32_t)progress : 65537;
	estimate_waited(&job->estimate, transport_now(job->device->transport), progress);
	if (*ret_more && !IMAPI_FAILED(status))
		return status;
	note_close(job, status);
	remember_time(job);
	return status;
}

void step_end_close(struct imapi_job *job)
{
	job->result.close_ms += job_since_action(job) / USEC_PER_MSEC;
}
