/* SPDX-License-Identifier: MIT */
#include "burn/job.h"

#include "api/size.h"
#include "base/api.h"

IMAPI_API unsigned imapi_job_wait_count(const struct imapi_job *job)
{
	return job ? job->account.count : 0;
}

/* The entry, or NULL and why. */
static const struct account_entry *find(const struct imapi_job *job, unsigned index,
					const void *ret, imapi_status *status)
{
	const struct account_entry *entry = NULL;

	*status = job && ret ? IMAPI_OK : IMAPI_E_POINTER;
	if (!IMAPI_FAILED(*status))
		entry = account_find(&job->account, index);
	if (!IMAPI_FAILED(*status) && !entry)
		*status = IMAPI_E_INVALIDARG;
	return entry;
}

static imapi_status copied(bool fits)
{
	return fits ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_job_wait(const struct imapi_job *job, unsigned index,
				      struct imapi_wait *ret_wait)
{
	imapi_status status;
	const struct account_entry *entry = find(job, index, ret_wait, &status);
	struct imapi_wait wait;

	if (!entry)
		return status;
	wait = entry->wait;
	wait.source_count = entry->source_count;
	wait.poll_count = entry->poll_count;
	wait.decision = entry->decision;
	return copied(size_copy(ret_wait, &wait, sizeof(wait)));
}

IMAPI_API imapi_status imapi_job_wait_source(const struct imapi_job *job, unsigned wait,
					     unsigned index,
					     struct imapi_wait_source *ret_source)
{
	imapi_status status;
	const struct account_entry *entry = find(job, wait, ret_source, &status);
	struct imapi_wait_source source = IMAPI_WAIT_SOURCE_INIT;

	if (!entry)
		return status;
	if (index >= entry->source_count)
		return IMAPI_E_INVALIDARG;
	source.name = entry->sources[index].name;
	source.said = entry->sources[index].said;
	source.believed = entry->sources[index].believed;
	source.reason = entry->sources[index].reason;
	source.counted_ms = entry->sources[index].counted_ms;
	return copied(size_copy(ret_source, &source, sizeof(source)));
}

IMAPI_API imapi_status imapi_job_poll(const struct imapi_job *job, unsigned wait,
				      unsigned index, struct imapi_poll *ret_poll)
{
	imapi_status status;
	const struct account_entry *entry = find(job, wait, ret_poll, &status);

	if (!entry)
		return status;
	if (index >= entry->poll_count)
		return IMAPI_E_INVALIDARG;
	return copied(size_copy(ret_poll, &entry->polls[index], sizeof(*ret_poll)));
}
