/* SPDX-License-Identifier: MIT */
#include "burn/checkpoint.h"

#include "base/mem.h"
#include "burn/job.h"

/* Sectors between two checkpoints: 1 MiB in the beginning, 16 MiB later. */
#define EVERY_LEAST 512u
#define EVERY_MOST 8192u

static void tell(struct imapi_job *job, imapi_status status)
{
	if (!IMAPI_FAILED(status))
		return;
	log_info(job->context, "going on without a journal: %s",
		 imapi_error_message(&job->context->error));
	err_clear(&job->context->error);
}

/* Who the drive is, for the user; a drive that does not say goes without. */
static void add_drive(struct imapi_job *job, struct journal_head *head)
{
	struct inquiry inquiry;

	if (IMAPI_FAILED(spc_inquiry(job->device, &inquiry))) {
		err_clear(&job->context->error);
		return;
	}
	memcpy(head->vendor, inquiry.vendor, sizeof(head->vendor));
	memcpy(head->product, inquiry.product, sizeof(head->product));
	memcpy(head->revision, inquiry.revision, sizeof(head->revision));
}

static imapi_status create(struct imapi_job *job)
{
	const struct plan *plan = &job->plan;
	const struct mmc_disc_info *info = &job->before->info;
	struct journal_head head = {
		.profile = plan->profile->number,
		.track = (uint16_t)plan->track,
		.sessions = (uint16_t)medium_closed_sessions(job->before),
		.disc_id_valid = info->disc_id_valid,
		.disc_id = info->disc_id,
		.start = (uint64_t)plan->start,
		.padded = plan->padded,
		.total = job->before->total,
		.length = plan->length,
	};

	add_drive(job, &head);
	return journal_create(&job->journal, &head, &job->context->error);
}

void checkpoint_start(struct imapi_job *job)
{
	if (!job->journal.path)
		return;
	tell(job, job->resumes ? journal_continue(&job->journal, job->facts.valid,
						  &job->context->error)
			       : create(job));
	job->next_checkpoint = job->writer.at + EVERY_LEAST;
}

static void add(struct imapi_job *job, enum journal_stage stage)
{
	const struct digests *d = &job->digests;
	struct journal_checkpoint checkpoint = { .accepted = job->writer.at, .stage = stage };
	struct digest digest;

	if (job->journal.fd < 0)
		return;
	digest = digest_stream_get(d->whole);
	checkpoint.digested = MIN(d->taken * d->block, d->length);
	checkpoint.high = digest.high;
	checkpoint.low = digest.low;
	tell(job, journal_add(&job->journal, &checkpoint, &job->context->error));
}

void checkpoint_written(struct imapi_job *job)
{
	uint64_t at = job->writer.at;

	if (job->journal.fd < 0 || at < job->next_checkpoint)
		return;
	add(job, JOURNAL_WRITING);
	job->next_checkpoint = at + MIN(MAX(at, EVERY_LEAST), EVERY_MOST);
}

void checkpoint_closing(struct imapi_job *job, enum media_close_kind kind)
{
	static const enum journal_stage stages[] = {
		[MEDIA_SYNC] = JOURNAL_FLUSHING,
		[MEDIA_CLOSE_TRACK] = JOURNAL_CLOSING_TRACK,
		[MEDIA_CLOSE_SESSION] = JOURNAL_CLOSING_SESSION,
		[MEDIA_FINALISE] = JOURNAL_CLOSING_SESSION,
	};

	add(job, stages[kind]);
}

static bool is_closed(const struct imapi_job *job)
{
	return job->result.close == IMAPI_CLOSE_CLOSED ||
	       job->result.close == IMAPI_CLOSE_UNCONFIRMED;
}

void checkpoint_end(struct imapi_job *job)
{
	bool untouched = job->journal.fd >= 0 && job->writer.at == 0 && !job->resumes;

	if (is_closed(job) || untouched)
		journal_remove(&job->journal);
	else
		journal_done(&job->journal);
}
