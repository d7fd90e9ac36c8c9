/* SPDX-License-Identifier: MIT */
#include "burn/job.h"

#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"

IMAPI_API imapi_status imapi_job_step(struct imapi_job *job,
				      struct imapi_progress *ret_progress)
{
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;
	imapi_status status;

	if (!job)
		return IMAPI_E_POINTER;
	status = job_step(job);
	if (!ret_progress)
		return status;
	job_get_progress(job, &progress);
	if (!size_copy(ret_progress, &progress, sizeof(progress)))
		return IMAPI_E_INVALIDARG;
	return status;
}

IMAPI_API int imapi_job_done(const struct imapi_job *job)
{
	return job->done;
}

IMAPI_API imapi_status imapi_job_status(const struct imapi_job *job)
{
	return job->done ? job->outcome : IMAPI_OK;
}

/* Often enough that a step in between keeps within half a second. */
#define REPORT_EVERY (USEC_PER_SEC / 5)

static void report(struct imapi_job *job, imapi_progress_fn *fn, void *user)
{
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;

	job_get_progress(job, &progress);
	if (fn(user, &progress))
		imapi_job_cancel(job);
}

IMAPI_API imapi_status imapi_job_run(struct imapi_job *job, imapi_progress_fn *fn, void *user)
{
	enum imapi_action action = IMAPI_ACTION_VALIDATING_MEDIA;
	usec_t told = 0;

	if (!job)
		return IMAPI_E_POINTER;
	if (fn)
		report(job, fn, user);
	while (!job->done) {
		usec_t now;

		job_step(job);
		now = transport_now(job->device->transport);
		if (!fn || (job->progress.action == action && now - told < REPORT_EVERY))
			continue;
		report(job, fn, user);
		action = job->progress.action;
		told = now;
	}
	return job_step(job);
}

IMAPI_API void imapi_job_cancel(struct imapi_job *job)
{
	atomic_store(&job->cancel, true);
}

IMAPI_API imapi_status imapi_job_result(const struct imapi_job *job,
					struct imapi_burn_result *ret_result)
{
	struct imapi_burn_result result;

	if (!job || !ret_result)
		return IMAPI_E_POINTER;
	result = job->result;
	result.sectors_bad = job->bad.sectors;
	result.bad_range_count = (unsigned)job->bad.count;
	return size_copy(ret_result, &result, sizeof(result)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_job_bad_range(const struct imapi_job *job, unsigned index,
					   struct imapi_bad_range *ret_range)
{
	struct imapi_bad_range range = IMAPI_BAD_RANGE_INIT;
	const struct range *r;

	if (!job || !ret_range)
		return IMAPI_E_POINTER;
	if (index >= job->bad.count)
		return IMAPI_E_INVALIDARG;
	r = &job->bad.items[index];
	range.start_lba = r->start;
	range.sectors = r->sectors;
	range.unreadable = r->unreadable;
	range.path = r->path ? r->path : "";
	return size_copy(ret_range, &range, sizeof(range)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API const struct imapi_medium *imapi_job_medium_before(const struct imapi_job *job)
{
	return job ? job->before : NULL;
}

IMAPI_API const struct imapi_medium *imapi_job_medium_after(const struct imapi_job *job)
{
	return job ? job->settling.after : NULL;
}

IMAPI_API struct imapi_job *imapi_job_free(struct imapi_job *job)
{
	return job_free(job);
}
