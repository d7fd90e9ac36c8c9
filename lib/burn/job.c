/* SPDX-License-Identifier: MIT */
#include "burn/job.h"

#include "base/mem.h"
#include "burn/checkpoint.h"
#include "burn/gather.h"
#include "burn/salvage.h"
#include "burn/steps.h"
#include "burn/tidy.h"
#include "stream/sources.h"

#define PROGRESS_UNKNOWN 65537

static imapi_status new_job(struct scsi_device *device, bool *busy, struct imapi_stream *stream,
			    struct imapi_job **ret_job)
{
	struct imapi_job *job = zalloc(sizeof(*job));

	if (!job)
		return err_no_memory(&device->context->error);
	job->context = device->context;
	job->device = device;
	job->recorder_busy = busy;
	job->stream = stream;
	atomic_init(&job->cancel, false);
	job->journal = JOURNAL_INIT;
	job->progress = (struct imapi_progress)IMAPI_PROGRESS_INIT;
	job->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	estimate_start(&job->estimate, transport_now(device->transport));
	*ret_job = job;
	return IMAPI_OK;
}

/* A job that did not come to be. */
static void give_up(struct imapi_job **slot)
{
	struct imapi_job *job = *slot;

	if (job) {
		journal_done(&job->journal);
		stream_free(job->gathered);
		free(job->spread);
	}
	free(job);
}

static void take_plan(struct imapi_job *job)
{
	job->steps = job->plan.steps;
	job->step_count = job->plan.step_count;
	*job->recorder_busy = true;
}

/* Only parts of the stream are written: the job has a stream of these. They are written anew
 * in an instant; a journal would say of which stream they are, but not which they are. */
static imapi_status take_spread(struct imapi_job *job, struct spread **spread)
{
	imapi_status status = gather_new(job->stream, *spread, &job->gathered);

	if (IMAPI_FAILED(status))
		return status;
	job->spread = STEAL(*spread);
	job->stream = job->gathered;
	return IMAPI_OK;
}

static imapi_status new_burn(struct scsi_device *device, bool *busy,
			     struct imapi_stream *stream, const struct burn_settings *settings,
			     struct imapi_medium *before, struct imapi_job **ret_job)
{
	struct imapi_error *err = &device->context->error;
	AUTOFREE struct spread *spread = NULL;
	struct burn_settings own = *settings;
	uint64_t length = imapi_stream_length(stream);
	CLEANUP(give_up) struct imapi_job *job = NULL;
	struct plan plan;
	imapi_status status = plan_spread(settings, before, length, &spread, err);

	own.spread = spread;
	if (!IMAPI_FAILED(status))
		status = plan_make(&own, before, length, &plan, err);
	if (!IMAPI_FAILED(status))
		status = new_job(device, busy, stream, &job);
	if (!IMAPI_FAILED(status) && !spread && !settings->test_write)
		status = journal_init(&job->journal, settings->journal, settings->journal_note,
				      err);
	if (!IMAPI_FAILED(status) && spread)
		status = take_spread(job, &spread);
	if (IMAPI_FAILED(status))
		return status;
	job->settings = own;
	job->before = before;
	job->plan = plan;
	job->result.start_lba = plan_lba(&plan, 0);
	job->result.is_test = plan.test_write;
	take_plan(job);
	*ret_job = STEAL(job);
	return IMAPI_OK;
}

imapi_status job_new_burn(struct scsi_device *device, bool *busy, struct imapi_stream *stream,
			  const struct burn_settings *settings, struct imapi_medium *before,
			  struct imapi_job **ret_job)
{
	imapi_status status = new_burn(device, busy, stream, settings, before, ret_job);

	if (IMAPI_FAILED(status))
		medium_free(before);
	return status;
}

imapi_status job_new_verify(struct scsi_device *device, bool *busy, uint64_t start,
			    struct imapi_stream *stream, struct imapi_job **ret_job)
{
	struct imapi_job *job = NULL;
	imapi_status status = new_job(device, busy, stream, &job);

	if (IMAPI_FAILED(status))
		return status;
	job->plan.start = (int64_t)start;
	job->plan.length = imapi_stream_length(stream);
	job->plan.sectors = job->plan.length / BLOCK_SIZE;
	job->plan.step_count = 1;
	job->plan.steps[0] =
		(struct plan_step){ .kind = PLAN_COMPARE, .action = IMAPI_ACTION_VERIFYING };
	take_plan(job);
	*ret_job = job;
	return IMAPI_OK;
}

imapi_status job_new_erase(struct scsi_device *device, bool *busy,
			   const struct erase_settings *settings, struct imapi_medium *before,
			   struct imapi_job **ret_job)
{
	struct imapi_stream *zeroes = NULL;
	struct imapi_job *job = NULL;
	struct plan plan;
	imapi_status status = plan_make_erase(before, settings, &plan, &device->context->error);

	if (!IMAPI_FAILED(status) && plan.length)
		status = stream_zero(device->context, plan.length, &zeroes);
	if (!IMAPI_FAILED(status))
		status = new_job(device, busy, zeroes, &job);
	if (IMAPI_FAILED(status)) {
		stream_free(zeroes);
		medium_free(before);
		return status;
	}
	job->zeroes = zeroes;
	job->settings.max_wait_s = settings->max_wait_s;
	job->settings.ask_times = settings->ask_times;
	job->erasing.whole = settings->whole;
	job->erasing.choice = settings->choice;
	job->before = before;
	job->plan = plan;
	take_plan(job);
	*ret_job = job;
	return IMAPI_OK;
}

/* The job starts with a look at the medium, which makes the rest of the plan. */
static imapi_status new_looking(struct scsi_device *device, bool *busy,
				struct imapi_stream *stream,
				const struct burn_settings *settings,
				struct imapi_job **ret_job)
{
	struct imapi_job *job = NULL;
	imapi_status status = new_job(device, busy, stream, &job);

	if (!IMAPI_FAILED(status))
		status = journal_init(&job->journal, settings->journal, settings->journal_note,
				      &device->context->error);
	if (IMAPI_FAILED(status)) {
		give_up(&job);
		return status;
	}
	job->settings = *settings;
	salvage_first_steps(&job->plan);
	take_plan(job);
	*ret_job = job;
	return IMAPI_OK;
}

imapi_status job_new_resume(struct scsi_device *device, bool *busy, struct imapi_stream *stream,
			    const struct burn_settings *settings, struct journal_facts *facts,
			    struct imapi_job **ret_job)
{
	imapi_status status = new_looking(device, busy, stream, settings, ret_job);

	if (IMAPI_FAILED(status))
		return status;
	(*ret_job)->resumes = true;
	(*ret_job)->facts = *facts;
	*facts = (struct journal_facts){ 0 };
	return IMAPI_OK;
}

imapi_status job_new_close(struct scsi_device *device, bool *busy,
			   const struct burn_settings *settings, struct imapi_job **ret_job)
{
	struct burn_settings own = *settings;

	own.journal = own.journal_note = NULL;
	own.verification = IMAPI_VERIFICATION_NONE;
	return new_looking(device, busy, NULL, &own, ret_job);
}

void job_on_end(struct imapi_job *job, void (*fn)(void *user), void *user)
{
	job->on_end = fn;
	job->on_end_user = user;
}

static void tell_end(struct imapi_job *job)
{
	*job->recorder_busy = false;
	if (job->on_end)
		job->on_end(job->on_end_user);
}

/* The drive does what cannot be stopped: a close, or a blank or format that has begun. */
static bool drive_works(const struct imapi_job *job)
{
	enum plan_kind kind = job->steps[job->step].kind;

	return kind == PLAN_CLOSE ||
	       (plan_formats(kind) && job->begun && !erasing_can_be_left(&job->erasing));
}

/* An operation of the drive that runs is seen to its end; everything else can be stopped. */
static bool can_be_cancelled(const struct imapi_job *job)
{
	enum plan_kind kind = job->steps[job->step].kind;

	if (job->zeroes && job->erasing.sent) /* half erased is not what anybody wants */
		return false;
	return !job->tidying && !drive_works(job) && kind != PLAN_UNLOCK &&
	       kind != PLAN_REHEARSED && kind != PLAN_ERASED && kind != PLAN_FORMATTED;
}

/* The outcome, with its detail back in the error slot. */
static imapi_status tell_outcome(struct imapi_job *job)
{
	if (IMAPI_FAILED(job->outcome))
		job->context->error = job->error;
	return job->outcome;
}

static imapi_status finish(struct imapi_job *job)
{
	job->done = true;
	tell_end(job);
	job->device->cancel = NULL;
	stream_let_go(job->stream);
	checkpoint_end(job);
	job->progress.remaining_ms = 0;
	if (job->outcome == IMAPI_OK && job->nothing_to_close)
		job->outcome = IMAPI_S_NOTHING_TO_CLOSE;
	if (job->outcome == IMAPI_OK && job->unconfirmed)
		job->outcome = IMAPI_S_CLOSED_UNCONFIRMED;
	if (job->outcome == IMAPI_OK)
		job->outcome = job->remark;
	if (!IMAPI_FAILED(job->outcome)) {
		job->progress.action = IMAPI_ACTION_COMPLETED;
		job->progress.fraction = 65536;
	}
	return tell_outcome(job);
}

static void skip_to_unlock(struct imapi_job *job)
{
	while (job->step < job->step_count && job->steps[job->step].kind != PLAN_UNLOCK)
		job->step++;
}

static void fail(struct imapi_job *job, imapi_status status)
{
	struct plan_step failed = job->steps[job->step];

	if (!job->tidying) {
		if (failed.kind == PLAN_WRITE && failed.action == IMAPI_ACTION_FORMATTING_MEDIA)
			step_advise_erase(job, status);
		job->outcome = status;
		job->error = job->context->error;
		tidy_plan(job, &failed, status);
		return;
	}
	log_info(job->context, "bringing the disc into order: %s",
		 imapi_error_message(&job->context->error));
	job->begun = false;
	job->step++;
	if (tidy_leave_alone(status))
		skip_to_unlock(job);
	if (tidy_still_works(job, failed.kind, status))
		job->step = job->step_count;
}

static usec_t expected_after(const struct imapi_job *job, unsigned step)
{
	usec_t sum = 0;

	while (++step < job->step_count)
		sum += job->steps[step].expect;
	return sum;
}

usec_t job_since_start(const struct imapi_job *job)
{
	return transport_now(job->device->transport) - job->estimate.started;
}

usec_t job_since_action(const struct imapi_job *job)
{
	return transport_now(job->device->transport) - job->action_started;
}

static imapi_status begin(struct imapi_job *job)
{
	const struct plan_step *step = &job->steps[job->step];
	const struct step_kind *kind = &step_kinds[step->kind];
	usec_t now = transport_now(job->device->transport);

	job->begun = true;
	job->action_started = now;
	job->progress.action = step->action;
	job->progress.fraction = PROGRESS_UNKNOWN;
	estimate_action(&job->estimate, now, step->expect, expected_after(job, job->step));
	log_debug(job->context, "step %u: %s", job->step + 1, step->text);
	return kind->begin ? kind->begin(job, step) : IMAPI_OK;
}

static imapi_status cancelled(struct imapi_job *job)
{
	imapi_status status = IMAPI_E_REQUEST_CANCELLED;

	err_set(&job->context->error, status, "cancelled by the caller");
	if (!plan_formats(job->steps[job->step].kind) || !erasing_can_be_left(&job->erasing))
		return status;
	return err_advise(&job->context->error, status,
			  "The disc can be used as it is. Its format goes on when it is "
			  "restarted, or by itself once the disc is written.");
}

/* A cancel that shows up as the failure of a command is still a cancel. */
static imapi_status run(struct imapi_job *job, bool *ret_more)
{
	bool stop = can_be_cancelled(job) && atomic_load(&job->cancel);
	imapi_status status = IMAPI_OK;

	*ret_more = false;
	if (can_be_cancelled(job) && !plan_formats(job->steps[job->step].kind))
		job->device->cancel = &job->cancel;
	if (stop)
		status = cancelled(job);
	if (!IMAPI_FAILED(status) && !job->begun)
		status = begin(job);
	if (!IMAPI_FAILED(status))
		status = step_kinds[job->steps[job->step].kind].run(job, ret_more);
	job->device->cancel = NULL;
	return status;
}

imapi_status job_step(struct imapi_job *job)
{
	const struct step_kind *kind;
	imapi_status status;
	bool more;

	if (job->done)
		return tell_outcome(job);
	if (job->step >= job->step_count)
		return finish(job);
	kind = &step_kinds[job->steps[job->step].kind];
	status = run(job, &more);
	if (!IMAPI_FAILED(status) && more)
		return IMAPI_OK;
	if (kind->end && job->begun)
		kind->end(job);
	if (IMAPI_FAILED(status)) {
		fail(job, status);
	} else {
		job->step++;
		job->begun = false;
	}
	return job->step >= job->step_count ? finish(job) : IMAPI_OK;
}

void job_get_progress(const struct imapi_job *job, struct imapi_progress *ret_progress)
{
	usec_t now = transport_now(job->device->transport);

	*ret_progress = job->progress;
	ret_progress->elapsed_ms = estimate_elapsed(&job->estimate, now) / USEC_PER_MSEC;
	if (!job->done)
		ret_progress->remaining_ms = estimate_remaining(&job->estimate) / USEC_PER_MSEC;
	ret_progress->speed_kbps = job->done ? 0 : job->estimate.speed;
}

static bool uses(const struct imapi_job *job, enum plan_kind kind)
{
	return !job->done && job->begun && job->steps[job->step].kind == kind;
}

/* A job that is given up half way: the medium may come out, unless the drive is closing it. */
static void let_go(struct imapi_job *job)
{
	job->device->cancel = NULL;
	stream_let_go(job->stream);
	if (job->locked && !uses(job, PLAN_CLOSE) && !uses(job, PLAN_ERASE) &&
	    !uses(job, PLAN_FORMAT) && !uses(job, PLAN_RESTART))
		spc_prevent_removal(job->device, false);
	tell_end(job);
}

struct imapi_job *job_free(struct imapi_job *job)
{
	if (!job)
		return NULL;
	if (uses(job, PLAN_WRITE))
		writer_stop(&job->writer);
	if (uses(job, PLAN_COMPARE))
		compare_done(&job->compare);
	if (uses(job, PLAN_RECALL))
		recall_done(&job->recall);
	if (job->verifying)
		verify_done(&job->verifier);
	if (!job->done)
		let_go(job);
	digests_done(&job->digests);
	ranges_done(&job->bad);
	account_done(&job->account);
	journal_done(&job->journal);
	journal_facts_done(&job->facts);
	stream_free(job->zeroes);
	medium_free(job->before);
	medium_free(job->settling.after);
	stream_free(job->gathered);
	free(job->spread);
	free(job);
	return NULL;
}
