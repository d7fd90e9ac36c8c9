/* SPDX-License-Identifier: MIT */
#include "report-json.h"

#include "burn-report.h"
#include "imapi/version.h"
#include "json.h"
#include "report-words.h"

#include <string.h>

#define FORMAT 1 /* changes when a member changes its meaning */

static json_t *source_json(const struct imapi_wait_source *source)
{
	json_t *json = json_object();

	json_add_text(json, "name", source->name);
	json_add_text(json, "said", source->said);
	json_add(json, "believed", json_boolean(source->believed));
	json_add_text(json, "reason", source->reason);
	json_add_number(json, "counted_ms", source->counted_ms);
	return json;
}

static json_t *sense_json(const struct imapi_poll *poll)
{
	json_t *json;

	if (!poll->has_sense)
		return json_null();
	json = json_object();
	json_add_number(json, "key", poll->key);
	json_add_number(json, "asc", poll->asc);
	json_add_number(json, "ascq", poll->ascq);
	return json;
}

static json_t *poll_json(const struct imapi_poll *poll)
{
	json_t *json = json_object();

	json_add_number(json, "at_ms", poll->at_ms);
	json_add_text(json, "class", poll_words(poll->class_).name);
	json_add(json, "sense", sense_json(poll));
	json_add(json, "progress",
		 poll->progress < 0 ? json_null() : json_integer(poll->progress));
	json_add_text(json, "progress_class", progress_words(poll->progress_class).name);
	json_add_number(json, "foretold_ms", poll->foretold_ms);
	json_add_number(json, "deadline_ms", poll->deadline_ms);
	return json;
}

static void add_times(json_t *json, const struct imapi_wait *wait)
{
	json_add_number(json, "start_ms", wait->start_ms);
	json_add_number(json, "duration_ms", wait->duration_ms);
	json_add_number(json, "expected_ms", wait->expected_ms);
	json_add_number(json, "usual_ms", wait->usual_ms);
	json_add_number(json, "silent_ms", wait->silent_ms);
	json_add_number(json, "quiet_ms", wait->quiet_ms);
	json_add_number(json, "limit_ms", wait->limit_ms);
}

static json_t *wait_json(const struct report_wait *wait)
{
	json_t *json = json_object(), *sources = json_array(), *polls = json_array();

	json_add_text(json, "operation", operation_words(wait->wait.operation).name);
	json_add_text(json, "end", wait_end_words(wait->wait.end).name);
	json_add_text(json, "decision", wait->wait.decision ? wait->wait.decision : "");
	add_times(json, &wait->wait);
	for (unsigned i = 0; i < wait->source_count; i++)
		json_array_append_new(sources, source_json(&wait->sources[i]));
	for (unsigned i = 0; i < wait->poll_count; i++)
		json_array_append_new(polls, poll_json(&wait->polls[i]));
	json_add(json, "sources", sources);
	json_add(json, "polls", polls);
	return json;
}

json_t *waits_json(const struct report_data *data)
{
	json_t *waits = json_array();

	for (unsigned i = 0; i < data->wait_count; i++)
		json_array_append_new(waits, wait_json(&data->waits[i]));
	return waits;
}

static json_t *outcome_json(const struct report_data *data)
{
	struct outcome_words words;
	json_t *json = json_object();

	outcome_describe(data, &words);
	json_add_text(json, "name", words.name);
	json_add_text(json, "tone", tone_name(words.tone));
	json_add_text(json, "title", words.title);
	json_add_text(json, "text", words.text);
	json_add_text(json, "advice", words.advice);
	return json;
}

static json_t *time_json(time_t at)
{
	char text[32];
	struct tm broken;

	if (!gmtime_r(&at, &broken) || !strftime(text, sizeof(text), "%FT%TZ", &broken))
		return json_null();
	return json_string(text);
}

static json_t *drive_json(const struct report_data *data)
{
	json_t *json = json_object();

	json_add_text(json, "address", data->address ? data->address : "");
	if (!data->has_drive)
		return json;
	json_add_text(json, "vendor", data->drive.vendor_id);
	json_add_text(json, "product", data->drive.product_id);
	json_add_text(json, "firmware", data->drive.product_revision);
	json_add_number(json, "buffer_bytes", data->drive.buffer_bytes);
	return json;
}

static json_t *medium_json(const struct report_data *data)
{
	json_t *json;

	if (!data->medium)
		return json_null();
	json = json_object();
	json_add_text(json, "type", data->medium);
	json_add_text(json, "state_before", data->medium_state);
	json_add_number(json, "bytes", data->medium_bytes);
	json_add_number(json, "single_speed_kbps", data->single_kbps);
	return json;
}

static json_t *image_json(const struct report_data *data)
{
	json_t *json = json_object(), *names = json_array();

	for (size_t i = 0; data->operands && data->operands[i]; i++)
		json_array_append_new(names, json_text(data->operands[i]));
	json_add(json, "from", names);
	json_add_number(json, "bytes", data->wanted_bytes);
	json_add_number(json, "files", data->files);
	json_add_number(json, "directories", data->directories);
	return json;
}

static json_t *level_json(const struct level *level)
{
	json_t *json;

	if (level->mean < 0)
		return json_null();
	json = json_object();
	json_add(json, "low", json_real(level->low));
	json_add(json, "mean", json_real(level->mean));
	json_add(json, "high", json_real(level->high));
	return json;
}

static json_t *sample_json(const struct sample *sample)
{
	json_t *json = json_object();

	json_add(json, "lba", json_integer(sample->lba));
	json_add_number(json, "sectors", sample->sectors);
	json_add_number(json, "ms", sample->ms);
	json_add(json, "kbps", json_real(sample_kbps(sample)));
	json_add(json, "slowest_kbps", json_real(sample->slowest));
	json_add(json, "fastest_kbps", json_real(sample->fastest));
	json_add(json, "host_buffer_percent", level_json(&sample->host));
	json_add(json, "drive_buffer_percent", level_json(&sample->drive));
	return json;
}

static json_t *series_json(const struct series *series)
{
	json_t *samples = json_array();

	for (size_t i = 0; series && i < series->count; i++)
		json_array_append_new(samples, sample_json(&series->samples[i]));
	return samples;
}

static json_t *ranges_json(const struct report_data *data)
{
	json_t *ranges = json_array();

	for (unsigned i = 0; i < data->range_count; i++) {
		const struct report_range *range = &data->ranges[i];
		json_t *json = json_object();

		json_add(json, "start_lba", json_integer(range->start_lba));
		json_add_number(json, "sectors", range->sectors);
		json_add(json, "unreadable", json_boolean(range->unreadable));
		json_add(json, "paths", json_incref(range->paths));
		json_array_append_new(ranges, json);
	}
	return ranges;
}

static json_t *findings_json(const struct report_data *data)
{
	json_t *findings = json_array();

	for (unsigned i = 0; i < data->finding_count && i < FINDINGS_MOST; i++) {
		const struct report_finding *finding = &data->findings[i];
		json_t *json = json_object();

		json_add_number(json, "block", finding->block);
		json_add_text(json, "path", finding->path ? finding->path : "");
		json_add_text(json, "text", finding->text ? finding->text : "");
		json_array_append_new(findings, json);
	}
	return findings;
}

static void add_status(json_t *json, const struct report_data *data)
{
	const char *name = imapi_status_name(data->status);
	char code[11];

	snprintf(code, sizeof(code), "0x%08X", (unsigned)data->status);
	json_add(json, "ok", json_boolean(!IMAPI_FAILED(data->status)));
	json_add(json, "status", name ? json_text(name) : json_null());
	json_add_text(json, "code", code);
	json_add(json, "outcome", outcome_json(data));
	json_add(json, "error",
		 IMAPI_FAILED(data->status) && data->failure ? json_failure(data->failure)
							     : json_null());
}

json_t *report_json(const struct report_data *data)
{
	json_t *json = json_object();

	json_add_number(json, "format", FORMAT);
	json_add_text(json, "program", "imapi");
	json_add_text(json, "version", imapi_version());
	json_add_text(json, "verb", data->verb);
	add_status(json, data);
	json_add(json, "started", time_json(data->started));
	json_add(json, "finished", time_json(data->finished));
	json_add(json, "drive", drive_json(data));
	json_add(json, "medium", medium_json(data));
	json_add(json, "image", image_json(data));
	json_add(json, "result",
		 data->has_result ? burn_result_json(&data->result) : json_null());
	json_add(json, "writing", series_json(data->record ? &data->record->write : NULL));
	json_add(json, "waits", waits_json(data));
	json_add(json, "reading", series_json(data->record ? &data->record->read : NULL));
	json_add(json, "bad_ranges", ranges_json(data));
	json_add(json, "findings", findings_json(data));
	json_add_number(json, "finding_count", data->finding_count);
	return json;
}
