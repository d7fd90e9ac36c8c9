/* SPDX-License-Identifier: MIT */
#include "report-data.h"

#include "json.h"
#include "medium-text.h"
#include "size.h"

#include <stdlib.h>
#include <string.h>

void report_data_begin(struct report_data *data, const struct run *run)
{
	*data = (struct report_data){
		.verb = run->verb->name,
		.operands = (const char *const *)run->operands,
		.started = time(NULL),
		.failure = &run->failure,
		.address = run->options.drive,
		.record = run->record,
	};
}

void report_data_take_drive(struct report_data *data, const struct run *run,
			    struct imapi_recorder *recorder)
{
	data->drive = (struct imapi_recorder_identity)IMAPI_RECORDER_IDENTITY_INIT;
	if (run->options.report)
		data->has_drive =
			!IMAPI_FAILED(imapi_recorder_identify(recorder, &data->drive));
}

void report_data_take_medium(struct report_data *data, const struct imapi_medium *medium,
			     const char *state)
{
	data->medium = medium_type_name(medium);
	data->medium_state = state;
	data->medium_bytes = imapi_medium_total_sectors(medium) * SECTOR;
	data->single_kbps = medium_single_kbps(medium);
}

static void take_sources(struct report_wait *wait, const struct imapi_job *job, unsigned index)
{
	unsigned count = wait->wait.source_count;

	wait->sources = calloc(count ? count : 1, sizeof(*wait->sources));
	for (unsigned i = 0; wait->sources && i < count; i++) {
		struct imapi_wait_source source = IMAPI_WAIT_SOURCE_INIT;

		if (!IMAPI_FAILED(imapi_job_wait_source(job, index, i, &source)))
			wait->sources[wait->source_count++] = source;
	}
}

static void take_polls(struct report_wait *wait, const struct imapi_job *job, unsigned index)
{
	unsigned count = wait->wait.poll_count;

	wait->polls = calloc(count ? count : 1, sizeof(*wait->polls));
	for (unsigned i = 0; wait->polls && i < count; i++) {
		struct imapi_poll poll = IMAPI_POLL_INIT;

		if (!IMAPI_FAILED(imapi_job_poll(job, index, i, &poll)))
			wait->polls[wait->poll_count++] = poll;
	}
}

static void take_waits(struct report_data *data, const struct imapi_job *job)
{
	unsigned count = imapi_job_wait_count(job);

	data->waits = calloc(count ? count : 1, sizeof(*data->waits));
	for (unsigned i = 0; data->waits && i < count; i++) {
		struct report_wait *wait = &data->waits[data->wait_count];

		wait->wait = (struct imapi_wait)IMAPI_WAIT_INIT;
		if (IMAPI_FAILED(imapi_job_wait(job, i, &wait->wait)))
			continue;
		data->wait_count++;
		take_sources(wait, job, i);
		take_polls(wait, job, i);
	}
}

static json_t *path_list(const char *path)
{
	json_t *paths = json_array();

	if (path[0])
		json_array_append_new(paths, json_text(path));
	return paths;
}

static void take_ranges(struct report_data *data, const struct imapi_job *job)
{
	unsigned count = data->result.bad_range_count;

	data->ranges = calloc(count ? count : 1, sizeof(*data->ranges));
	for (unsigned i = 0; data->ranges && i < count; i++) {
		struct imapi_bad_range range = IMAPI_BAD_RANGE_INIT;

		if (IMAPI_FAILED(imapi_job_bad_range(job, i, &range)))
			continue;
		data->ranges[data->range_count++] = (struct report_range){
			range.start_lba,
			range.sectors,
			range.unreadable != 0,
			path_list(range.path),
		};
	}
}

void report_data_take_job(struct report_data *data, const struct imapi_job *job)
{
	data->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	if (IMAPI_FAILED(imapi_job_result(job, &data->result)))
		return;
	data->has_result = true;
	take_waits(data, job);
	take_ranges(data, job);
}

void report_data_add_finding(struct report_data *data, uint64_t block, const char *path,
			     const char *text)
{
	unsigned index = data->finding_count;

	if (!data->findings)
		data->findings = calloc(FINDINGS_MOST, sizeof(*data->findings));
	if (!data->findings)
		return;
	data->finding_count++;
	if (index < FINDINGS_MOST)
		data->findings[index] =
			(struct report_finding){ block, strdup(path), strdup(text) };
}

bool report_is_sampled(const struct report_data *data)
{
	const struct imapi_burn_result *result = &data->result;
	uint64_t whole = result->sectors_written;

	if (whole > data->wanted_bytes / SECTOR)
		whole = data->wanted_bytes / SECTOR;
	return result->verify == IMAPI_VERIFY_PASSED && result->sectors_verified < whole;
}

void report_data_done(struct report_data *data)
{
	for (unsigned i = 0; i < data->wait_count; i++) {
		free(data->waits[i].sources);
		free(data->waits[i].polls);
	}
	for (unsigned i = 0; i < data->range_count; i++)
		json_decref(data->ranges[i].paths);
	for (unsigned i = 0; i < data->finding_count && i < FINDINGS_MOST; i++) {
		free(data->findings[i].path);
		free(data->findings[i].text);
	}
	free(data->findings);
	free(data->waits);
	free(data->ranges);
}
