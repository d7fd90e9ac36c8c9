/* SPDX-License-Identifier: MIT */
#include "burn/checks.h"

#include "base/mem.h"

#define QUICK_SAMPLES 32
#define PROOF_SAMPLES 16
#define SMALL_JOB (32ull << 20) /* may fit in a drive's cache: read with FUA */

static struct imapi_error *err_of(struct imapi_job *job)
{
	return &job->context->error;
}

/*
 * A drive that cannot be read from says nothing about the disc: a status of its own, and what
 * is known stays in the message.
 */
static imapi_status not_verified(struct imapi_job *job, imapi_status status)
{
	struct imapi_error *err = err_of(job);

	switch (status) {
	case IMAPI_E_REQUEST_CANCELLED:
	case IMAPI_E_OUTOFMEMORY:
	case IMAPI_E_DEV_NOT_EXIST:
	case IMAPI_E_CONNECTION_LOST:
	case IMAPI_E_RECORDER_MEDIA_NO_MEDIA:
	case IMAPI_E_TAPE_MISMATCH:
		return status;
	default:
		break;
	}
	status = err_restate(err, IMAPI_E_VERIFICATION_NOT_RUN);
	err->advice[0] = '\0';
	err_advise(err, status,
		   "Nothing is known to be wrong with the disc. Take it out and put it in "
		   "again, then run 'imapi verify'.");
	return err_in(err, status, "the disc is written, but not verified");
}

imapi_status checks_begin_settle(struct imapi_job *job, const struct plan_step *step)
{
	(void)step;
	job->settling.device = job->device;
	job->settling.plan = &job->plan;
	job->settling.locked = job->locked;
	job->settling.account = &job->account;
	job->settling.zero = job->estimate.started;
	settle_start(&job->settling);
	job->progress.fraction = 65537;
	return IMAPI_OK;
}

static void note_settled(struct imapi_job *job)
{
	const struct settling *s = &job->settling;

	if (s->after && s->after->info.disc_status == DISC_COMPLETE &&
	    (!media_written_anywhere(job->plan.profile) || job->plan.ops->once))
		job->result.is_finalised = 1;
	if (s->reset_seen)
		log_bug_drive(job->context, "the drive was reset after the close");
	if (s->end != SETTLE_BY_HAND)
		return;
	job->remark = IMAPI_S_RELOAD_NEEDED;
	log_info(job->context, "the disc is written and closed; to have it verified, take it "
			       "out, put it in again and run 'imapi verify'");
}

imapi_status checks_run_settle(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = settle_step(&job->settling, ret_more);

	estimate_waited(&job->estimate, transport_now(job->device->transport), -1);
	if (IMAPI_FAILED(status))
		return not_verified(job, status);
	if (!*ret_more)
		note_settled(job);
	return status;
}

void checks_end_settle(struct imapi_job *job)
{
	job->result.close_ms += job_since_action(job) / USEC_PER_MSEC;
}

static imapi_status start_verifier(struct imapi_job *job, bool fua)
{
	struct verifier *v = &job->verifier;

	*v = (struct verifier){ .device = job->device,
				.stream = job->stream,
				.plan = &job->plan,
				.settings = &job->settings,
				.digests = &job->digests };
	job->verifying = true;
	return verify_start(v, fua);
}

static imapi_status start_sampler(struct imapi_job *job, unsigned wish)
{
	bool suspicious = job->pace == PACE_TOO_FAST || job->settling.reset_seen;
	imapi_status status = start_verifier(job, true);

	job->sampler = (struct sampler){ .verifier = &job->verifier,
					 .before = job->before,
					 .wish = suspicious ? SAMPLES_MAX : wish,
					 .buffer_bytes = job->writer.device_total };
	if (!IMAPI_FAILED(status))
		sampler_start(&job->sampler);
	return status;
}

static struct verify_extent extent_of(const struct imapi_job *job)
{
	/* parts have no end that could be missing alone */
	return (struct verify_extent){ job->plan.start,
				       job->plan.spread ? 0 : job->plan.sectors,
				       job->plan.unit };
}

/* Of a drive that has to be reloaded by hand only what it says of itself is known. */
static imapi_status prove_state(struct imapi_job *job)
{
	struct proof proof = {
		.plan = &job->plan,
		.before = job->before,
		.after = job->settling.after,
		.extent = { job->plan.start, job->plan.padded, job->plan.track },
		.session_closed = job->result.close == IMAPI_CLOSE_CLOSED &&
				  !job->only_finalises && !job->plan.session_open &&
				  !media_written_anywhere(job->plan.profile),
		.write_time = job->result.write_ms * USEC_PER_MSEC,
		.buffer_bytes = job->writer.device_total,
	};
	imapi_status status = IMAPI_OK;
	bool shown = false;

	/* only a part of what was found was written by this job, or nothing */
	job->pace = job->resumes || !job->stream ? PACE_UNKNOWN : proof_of_pace(&proof);
	if (job->pace == PACE_FITS)
		job->result.proof |= IMAPI_PROOF_TIME;
	if (job->pace == PACE_TOO_FAST)
		log_bug_drive(job->context, "the data went faster than the drive can write");
	if (proof.after)
		status = proof_of_state(&proof, err_of(job), &shown);
	if (shown)
		job->result.proof |= IMAPI_PROOF_STATE;
	return status;
}

imapi_status checks_begin_prove(struct imapi_job *job, const struct plan_step *step)
{
	imapi_status status = prove_state(job);

	(void)step;
	if (IMAPI_FAILED(status) || job->plan.verification != IMAPI_VERIFICATION_NONE ||
	    job->settling.end == SETTLE_BY_HAND || !job->stream)
		return status;
	return start_sampler(job, PROOF_SAMPLES);
}

/* A comparison that could not be carried on. What was found until then is true all the same,
 * unless nobody wants to know. */
static bool is_cut_off(imapi_status status, const struct ranges *bad)
{
	return IMAPI_FAILED(status) && (bad->count == 0 || status == IMAPI_E_REQUEST_CANCELLED);
}

/* One more sample; in the end what the samples show. */
static imapi_status take_sample(struct imapi_job *job, bool *ret_more)
{
	struct verify_extent extent = extent_of(job);
	imapi_status status = sampler_step(&job->sampler, ret_more);

	job->result.sectors_sampled = job->verifier.sectors;
	if (is_cut_off(status, &job->verifier.bad))
		return not_verified(job, status);
	if (!IMAPI_FAILED(status) && *ret_more)
		return status;
	*ret_more = false;
	status = verify_report(&job->verifier.bad, &extent, err_of(job));
	if (!IMAPI_FAILED(status) && job->sampler.bypassed)
		job->result.proof |= IMAPI_PROOF_SAMPLES;
	return status;
}

/* Samples that do not read back as sent: the drive said GOOD and did not write. */
imapi_status checks_run_prove(struct imapi_job *job, bool *ret_more)
{
	imapi_status status;

	*ret_more = false;
	if (!job->verifying)
		return IMAPI_OK;
	status = take_sample(job, ret_more);
	if (status == IMAPI_E_BURN_VERIFICATION_FAILED)
		status = err_restate(err_of(job), IMAPI_E_WRITE_NOT_PROVEN);
	return err_in(err_of(job), status, "sampling the finished disc");
}

/* Takes over what the verifier found. */
void checks_end_prove(struct imapi_job *job)
{
	if (!job->verifying)
		return;
	job->verifying = false;
	ranges_done(&job->bad);
	job->bad = job->verifier.bad;
	job->verifier.bad = (struct ranges){ 0 };
	verify_done(&job->verifier);
}

static bool is_quick(const struct imapi_job *job)
{
	return job->plan.verification == IMAPI_VERIFICATION_QUICK;
}

imapi_status checks_begin_verify(struct imapi_job *job, const struct plan_step *step)
{
	uint64_t unit = job->digests.block / BLOCK_SIZE;
	imapi_status status;

	(void)step;
	if (job->settling.end == SETTLE_BY_HAND)
		return IMAPI_OK;
	status = is_quick(job) ? start_sampler(job, QUICK_SAMPLES)
			       : start_verifier(job, job->plan.length <= SMALL_JOB);
	job->progress.start_lba = job->plan.start;
	job->progress.sector_count = job->plan.sectors;
	if (is_quick(job))
		job->progress.sector_count = MIN(job->sampler.count * unit, job->plan.sectors);
	return status;
}

static void show_verified(struct imapi_job *job, uint64_t sectors)
{
	struct imapi_progress *p = &job->progress;
	uint64_t total = MAX(p->sector_count, 1u);

	p->last_read_lba = p->last_written_lba = p->start_lba + (int64_t)sectors - 1;
	p->fraction = (uint32_t)(MIN(sectors, total) * 65536 / total);
	job->result.sectors_verified = sectors;
	estimate_moved(&job->estimate, transport_now(job->device->transport),
		       sectors * BLOCK_SIZE, total * BLOCK_SIZE);
}

/* Every block was read, and what is far apart cannot both come from the cache. */
static void note_all_read(struct imapi_job *job)
{
	bool past =
		job->verifier.readback.fua ||
		job->plan.length >= 2 * sample_buffer(job->device, job->writer.device_total);

	job->result.proof |= IMAPI_PROOF_ALL_READ;
	if (past)
		job->result.proof |= IMAPI_PROOF_SAMPLES;
}

static imapi_status verify_next(struct imapi_job *job, bool *ret_more)
{
	struct verify_extent extent = extent_of(job);
	imapi_status status = verify_step(&job->verifier, ret_more);

	if (is_cut_off(status, &job->verifier.bad))
		return not_verified(job, status);
	if (!IMAPI_FAILED(status) && *ret_more)
		return status;
	*ret_more = false;
	status = verify_report(&job->verifier.bad, &extent, err_of(job));
	if (!IMAPI_FAILED(status))
		note_all_read(job);
	return status;
}

static void conclude(struct imapi_job *job, imapi_status status)
{
	if (!IMAPI_FAILED(status))
		job->result.verify = IMAPI_VERIFY_PASSED;
	if (status == IMAPI_E_BURN_VERIFICATION_FAILED)
		job->result.verify = IMAPI_VERIFY_FAILED;
}

imapi_status checks_run_verify(struct imapi_job *job, bool *ret_more)
{
	imapi_status status;

	*ret_more = false;
	if (!job->verifying)
		return IMAPI_OK;
	status = is_quick(job) ? take_sample(job, ret_more) : verify_next(job, ret_more);
	show_verified(job, job->verifier.sectors);
	if (!*ret_more)
		conclude(job, status);
	return status;
}

void checks_end_verify(struct imapi_job *job)
{
	if (job->verifying)
		job->result.verify_ms += job_since_action(job) / USEC_PER_MSEC;
	checks_end_prove(job);
}

imapi_status checks_begin_compare(struct imapi_job *job, const struct plan_step *step)
{
	uint16_t profile = 0;

	(void)step;
	if (!IMAPI_FAILED(mmc_read_profile(job->device, &profile)))
		job->compare.family = media_find_profile(profile)->family;
	job->compare.device = job->device;
	job->compare.stream = job->stream;
	job->compare.start = job->plan.start;
	job->compare.settings = &job->settings;
	job->progress.start_lba = job->result.start_lba = job->plan.start;
	job->progress.sector_count = job->plan.sectors;
	return compare_start(&job->compare);
}

imapi_status checks_run_compare(struct imapi_job *job, bool *ret_more)
{
	struct verify_extent extent = { job->plan.start, job->plan.sectors, 1 };
	imapi_status status = compare_step(&job->compare, ret_more);

	show_verified(job, job->compare.sectors);
	if (is_cut_off(status, &job->compare.bad))
		return status;
	if (!IMAPI_FAILED(status) && *ret_more)
		return status;
	*ret_more = false;
	status = verify_report(&job->compare.bad, &extent, err_of(job));
	conclude(job, status);
	return status;
}

void checks_end_compare(struct imapi_job *job)
{
	job->result.verify_ms += job_since_action(job) / USEC_PER_MSEC;
	job->bad = job->compare.bad;
	job->compare.bad = (struct ranges){ 0 };
	compare_done(&job->compare);
}
