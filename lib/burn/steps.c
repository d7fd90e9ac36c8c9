/* SPDX-License-Identifier: MIT */
/* What each kind of step does. */
#include "burn/steps.h"

#include "base/mem.h"
#include "burn/checkpoint.h"
#include "burn/checks.h"
#include "burn/rate.h"
#include "burn/salvage.h"

#define READY_LIMIT (10 * (usec_t)USEC_PER_SEC)
#define UNLOCK_TRIES 5
#define UNLOCK_PAUSE (USEC_PER_SEC / 5)

static struct imapi_error *err_of(struct imapi_job *job)
{
	return &job->context->error;
}

/* What a drive may refuse because it does not have it. */
static imapi_status optional(struct imapi_job *job, imapi_status status, const char *what)
{
	const struct scsi_sense *sense = &job->device->last.sense;

	if (!IMAPI_FAILED(status) || !sense->valid || sense->key != 5)
		return err_in(err_of(job), status, "%s", what);
	log_info(job->context, "%s: %s; going on without", what,
		 imapi_error_message(err_of(job)));
	return IMAPI_OK;
}

/* Before anything is written a unit attention, even a reset, is no more than news. */
static bool is_news(struct imapi_job *job, imapi_status status)
{
	const struct scsi_sense *sense = &job->device->last.sense;

	return IMAPI_FAILED(status) && sense->valid && sense->key == 6 &&
	       !IMAPI_FAILED(spc_wait_ready(job->device, READY_LIMIT));
}

static imapi_status run_ask(struct imapi_job *job, bool *ret_more)
{
	*ret_more = false;
	job->device->stage = STAGE_PREPARE;
	sources_collect(job->device, job->settings.ask_times, &job->sources);
	return IMAPI_OK;
}

static imapi_status do_lock(struct imapi_job *job)
{
	imapi_status status;

	/* a lock whose answer was lost is a lock */
	job->locked = true;
	status = spc_prevent_removal(job->device, true);
	return optional(job, status, "locking the medium");
}

static imapi_status run_unlock(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = IMAPI_E_FAIL;

	*ret_more = false;
	job->device->stage = STAGE_PREPARE;
	for (unsigned i = 0; i < UNLOCK_TRIES && IMAPI_FAILED(status); i++) {
		if (i > 0)
			transport_sleep(job->device->transport, UNLOCK_PAUSE / 2);
		status = spc_prevent_removal(job->device, false);
	}
	if (IMAPI_FAILED(status))
		log_info(job->context, "the medium stays locked in the drive: %s",
			 imapi_error_message(err_of(job)));
	job->locked = false;
	return IMAPI_OK;
}

static imapi_status set_jump(struct imapi_job *job)
{
	uint64_t end = (uint64_t)job->plan.start + job->plan.padded;

	return err_in(err_of(job), mmc_set_jump_address(job->device, (uint32_t)end),
		      "telling the drive where layer 0 is left");
}

static imapi_status do_prepare(struct imapi_job *job)
{
	const struct media_wish wish = {
		.finalise = job->plan.finalise,
		.underrun_free_disabled = job->settings.underrun_free_disabled,
		.test_write = job->plan.test_write,
		.xa = job->plan.xa,
	};
	imapi_status status = job->plan.ops->prepare(job->device, &wish);

	if (IMAPI_FAILED(status) || job->resumes)
		return status;
	if (job->plan.ops->jumps && job->plan.done < job->plan.padded)
		return set_jump(job);
	if (!job->plan.ops->reserve)
		return status;
	status = mmc_reserve_track(job->device, (uint32_t)job->plan.padded);
	return err_in(err_of(job), status, "reserving the room for the data");
}

/* One preparation, repeated once after a unit attention. */
static imapi_status prepare_with(struct imapi_job *job, bool *ret_more,
				 imapi_status (*prepare)(struct imapi_job *job))
{
	imapi_status status;

	*ret_more = false;
	job->device->stage = STAGE_PREPARE;
	status = prepare(job);
	return is_news(job, status) ? prepare(job) : status;
}

static imapi_status do_announce(struct imapi_job *job)
{
	const struct plan *plan = &job->plan;
	const struct media_extent extent = { plan->track, plan->start, plan->padded };
	imapi_status status = plan->ops->announce(job->device, &extent);

	if (IMAPI_FAILED(status) && job->device->last.sense.key == 5)
		err_advise(
			err_of(job), status,
			"Nothing was written. Not every drive takes a session at once: leave "
			"out --write-method.");
	return err_in(err_of(job), status, "telling the drive what the session consists of");
}

static imapi_status run_lock(struct imapi_job *job, bool *ret_more)
{
	return prepare_with(job, ret_more, do_lock);
}

static imapi_status do_speed(struct imapi_job *job)
{
	return optional(job, rate_set(job), "setting the write speed");
}

static imapi_status run_speed(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = prepare_with(job, ret_more, do_speed);

	if (!IMAPI_FAILED(status))
		rate_note(job);
	return status;
}

static imapi_status run_prepare(struct imapi_job *job, bool *ret_more)
{
	return prepare_with(job, ret_more, do_prepare);
}

static imapi_status run_announce(struct imapi_job *job, bool *ret_more)
{
	return prepare_with(job, ret_more, do_announce);
}

static imapi_status begin_calibrate(struct imapi_job *job, const struct plan_step *step)
{
	struct account_entry *entry = account_open(&job->account, IMAPI_OPERATION_CALIBRATE,
						   job_since_start(job) / USEC_PER_MSEC);

	calibrate_start(&job->calibration, job->device,
			step->kind == PLAN_LAYERS ? job->plan.layer_0 : 0, entry);
	return IMAPI_OK;
}

static imapi_status run_calibrate(struct imapi_job *job, bool *ret_more)
{
	imapi_status status;

	job->device->stage = STAGE_PREPARE;
	status = calibrate_step(&job->calibration, ret_more);
	return optional(job, status, "calibrating the laser");
}

/* A block of digests lies together on the medium. */
static uint64_t granule_of(const struct plan *plan)
{
	return plan->spread ? plan->spread->granule * BLOCK_SIZE : UINT64_MAX;
}

/* The break was chosen to save time, unless it was asked for. */
static imapi_status run_layers(struct imapi_job *job, bool *ret_more)
{
	imapi_status status;

	job->device->stage = STAGE_PREPARE;
	status = calibrate_step(&job->calibration, ret_more);
	if (job->plan.layer_0_asked)
		return err_in(err_of(job), status, "setting where layer 0 ends");
	return optional(job, status, "setting where layer 0 ends");
}

static imapi_status begin_write(struct imapi_job *job, const struct plan_step *step)
{
	struct writer *w = &job->writer;
	imapi_status status = IMAPI_OK;

	(void)step;
	if (!job->digests.table)
		status = digests_init_parts(&job->digests, job->plan.length,
					    granule_of(&job->plan), err_of(job));
	if (IMAPI_FAILED(status))
		return status;
	w->device = job->device;
	w->stream = job->stream;
	w->plan = &job->plan;
	w->settings = &job->settings;
	w->digests = &job->digests;
	job->progress.start_lba = job->plan.start;
	job->result.start_lba = plan_lba(&job->plan, 0);
	job->progress.sector_count = job->plan.padded;
	checkpoint_start(job);
	return writer_start(w);
}

/* The address of the last of @sectors that were moved. */
static int64_t last_before(const struct imapi_job *job, uint64_t sectors)
{
	return sectors ? plan_lba(&job->plan, sectors - 1) : job->plan.start - 1;
}

static void show_write(struct imapi_job *job)
{
	const struct writer *w = &job->writer;
	struct imapi_progress *p = &job->progress;

	p->last_read_lba = last_before(job, w->read / BLOCK_SIZE);
	p->last_written_lba = last_before(job, w->at);
	p->used_system_buffer = writer_buffered(w, &p->total_system_buffer);
	p->total_device_buffer = w->device_total;
	p->used_device_buffer = w->device_used;
	p->fraction = (uint32_t)(w->at * 65536 / job->plan.padded);
	job->result.sectors_written = w->at;
	estimate_moved(&job->estimate, transport_now(job->device->transport),
		       w->at * BLOCK_SIZE, job->plan.padded * BLOCK_SIZE);
}

static imapi_status run_write(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = writer_step(&job->writer, ret_more);

	show_write(job);
	checkpoint_written(job);
	return status;
}

static void end_write(struct imapi_job *job)
{
	writer_stop(&job->writer);
	job->result.write_ms += job_since_action(job) / USEC_PER_MSEC;
	digests_print(&job->digests, job->result.digest);
}

/* Enough for a track that can be closed; all of it if that was announced. */
static imapi_status run_pad(struct imapi_job *job, bool *ret_more)
{
	const struct plan *plan = &job->plan;
	imapi_status status = writer_pad(
		&job->writer, plan->ops->announce ? plan->padded : plan->ops->shortest_track,
		ret_more);

	job->result.sectors_written = job->writer.at;
	return status;
}

const struct step_kind step_kinds[PLAN_KIND_COUNT] = {
	[PLAN_ASK] = { .run = run_ask },
	[PLAN_LOCK] = { .run = run_lock },
	[PLAN_SPEED] = { .run = run_speed },
	[PLAN_PREPARE] = { .run = run_prepare },
	[PLAN_ANNOUNCE] = { .run = run_announce },
	[PLAN_CALIBRATE] = { begin_calibrate, run_calibrate, NULL },
	[PLAN_LAYERS] = { begin_calibrate, run_layers, NULL },
	[PLAN_RESTART] = { step_begin_erase, step_run_restart, NULL },
	[PLAN_WRITE] = { begin_write, run_write, end_write },
	[PLAN_CLOSE] = { step_begin_close, step_run_close, step_end_close },
	[PLAN_REHEARSED] = { step_begin_rehearsed, step_run_rehearsed, NULL },
	[PLAN_SETTLE] = { checks_begin_settle, checks_run_settle, checks_end_settle },
	[PLAN_PROVE] = { checks_begin_prove, checks_run_prove, checks_end_prove },
	[PLAN_VERIFY] = { checks_begin_verify, checks_run_verify, checks_end_verify },
	[PLAN_ERASE] = { step_begin_erase, step_run_erase, step_end_erase },
	[PLAN_AIM] = { .run = step_run_aim },
	[PLAN_ERASED] = { .run = step_run_erased },
	[PLAN_FORMAT] = { step_begin_erase, step_run_erase, NULL },
	[PLAN_FORMATTED] = { .run = step_run_formatted },
	[PLAN_PAD] = { .run = run_pad },
	[PLAN_COMPARE] = { checks_begin_compare, checks_run_compare, checks_end_compare },
	[PLAN_AWAIT] = { salvage_begin_await, salvage_await, NULL },
	[PLAN_LOOK] = { .run = salvage_look },
	[PLAN_RECALL] = { salvage_begin_recall, salvage_recall, salvage_end_recall },
	[PLAN_UNLOCK] = { .run = run_unlock },
};
