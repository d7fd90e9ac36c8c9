/* SPDX-License-Identifier: MIT */
#include "report-html.h"

#include "chart-speed.h"
#include "html.h"
#include "imapi/version.h"
#include "report-wait.h"
#include "report.h"
#include "report-words.h"

#include <inttypes.h>
#include <string.h>

#define RANGES_MOST 500 /* rows; the JSON has all */

static void html_head(FILE *out, const struct outcome_words *words)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>",
	      out);
	html_text(out, words->title);
	fputs(" \xe2\x80\x93 imapi</title>\n<style>", out);
	for (const char *const *piece = report_style; *piece; piece++)
		fputs(*piece, out);
	fputs("</style></head>\n<body>\n", out);
}

/* A sign for those who do not see colours. */
static void html_sign(FILE *out, enum tone tone)
{
	static const char *const paths[] = {
		[TONE_GOOD] = "M12 25l8 8 16-18",
		[TONE_WAIT] = "M24 13v12l8 6",
		[TONE_WARN] = "M24 12v16M24 34v2",
		[TONE_BAD] = "M15 15l18 18M33 15l-18 18",
	};

	fprintf(out,
		"<svg class=\"sign\" viewBox=\"0 0 48 48\" aria-hidden=\"true\">"
		"<circle cx=\"24\" cy=\"24\" r=\"22\"/><path d=\"%s\"/></svg>\n",
		paths[tone]);
}

static void html_outcome(FILE *out, const struct report_data *data,
			 const struct outcome_words *words)
{
	fprintf(out, "<header class=\"%s\">\n", tone_name(words->tone));
	html_sign(out, words->tone);
	fprintf(out, "<div><p class=\"verb\">imapi %s</p>\n<h1>", data->verb);
	html_text(out, words->title);
	fputs("</h1>\n<p>", out);
	html_text(out, words->text);
	fputs("</p>\n", out);
	if (words->advice[0]) {
		fputs("<p class=\"advice\"><strong>What to do</strong> ", out);
		html_text(out, words->advice);
		fputs("</p>\n", out);
	}
	fputs("</div></header>\n", out);
}

static void html_drive(FILE *out, const struct report_data *data)
{
	char size[SIZE_TEXT];

	fputs("<div class=\"card\"><h2>Drive</h2><dl>\n", out);
	if (data->has_drive) {
		html_fact(out, "Vendor", data->drive.vendor_id);
		html_fact(out, "Product", data->drive.product_id);
		html_fact(out, "Firmware", data->drive.product_revision);
	}
	if (data->has_drive && data->drive.buffer_bytes)
		html_fact(out, "Buffer", size_print(data->drive.buffer_bytes, size));
	html_fact(out, "Address", data->address ? data->address : "");
	fputs("</dl></div>\n", out);
}

static void html_medium(FILE *out, const struct report_data *data)
{
	char size[SIZE_TEXT];

	if (!data->medium)
		return;
	fputs("<div class=\"card\"><h2>Disc</h2><dl>\n", out);
	html_fact(out, "Type", data->medium);
	if (data->medium_bytes)
		html_fact(out, "Capacity", size_print(data->medium_bytes, size));
	html_fact(out, "Before", data->medium_state ? data->medium_state : "");
	if (data->has_result && data->result.is_finalised)
		html_fact(out, "Now", "finalised: nothing can be added");
	fputs("</dl></div>\n", out);
}

static void html_image(FILE *out, const struct report_data *data)
{
	char size[SIZE_TEXT], sectors[SIZE_TEXT * 2], text[SIZE_TEXT * 4];

	if (!data->wanted_bytes && !(data->operands && data->operands[0]))
		return;
	fputs("<div class=\"card\"><h2>Image</h2><dl>\n", out);
	for (size_t i = 0; data->operands && data->operands[i]; i++)
		html_fact(out, i ? "" : "From", data->operands[i]);
	if (data->wanted_bytes) {
		snprintf(text, sizeof(text), "%s, %s sectors",
			 size_print(data->wanted_bytes, size),
			 grouped_print((int64_t)(data->wanted_bytes / SECTOR), sectors));
		html_fact(out, "Size", text);
	}
	snprintf(text, sizeof(text), "%" PRIu64 " files, %" PRIu64 " folders", data->files,
		 data->directories);
	if (data->files)
		html_fact(out, "Holds", text);
	if (data->has_result && data->result.sectors_written) {
		snprintf(text, sizeof(text), "LBA %s",
			 grouped_print(data->result.start_lba, sectors));
		html_fact(out, "Starts at", text);
		html_fact(out, "Digest", data->result.digest);
	}
	fputs("</dl></div>\n", out);
}

static const char *clock_text(time_t at, char text[SIZE_TEXT])
{
	struct tm broken;

	if (!gmtime_r(&at, &broken) || !strftime(text, SIZE_TEXT, "%F %T UTC", &broken))
		text[0] = '\0';
	return text;
}

static void html_spent(FILE *out, const char *name, uint64_t milliseconds)
{
	char text[SIZE_TEXT];

	if (milliseconds)
		html_fact(out, name, duration_print(milliseconds, text));
}

static void html_times(FILE *out, const struct report_data *data)
{
	char text[SIZE_TEXT];

	fputs("<div class=\"card\"><h2>Times</h2><dl>\n", out);
	html_fact(out, "Started", clock_text(data->started, text));
	html_fact(out, "Ended", clock_text(data->finished, text));
	if (data->has_result) {
		html_spent(out, "Writing", data->result.write_ms);
		html_spent(out, "Closing", data->result.close_ms);
		html_spent(out, "Verifying", data->result.verify_ms);
	}
	fputs("</dl></div>\n", out);
}

static void html_proof(FILE *out, const struct report_data *data, const struct proof *proof)
{
	unsigned shown = data->result.proof;
	bool given = shown & proof->bit;
	bool spared = proof->bit == IMAPI_PROOF_SAMPLES && (shown & IMAPI_PROOF_ALL_READ);

	fprintf(out, "<li class=\"%s\"><span>%s</span><strong>%s</strong><br/><em>%s:</em> ",
		given ? "yes" : "no", given ? "\xe2\x9c\x93" : "\xe2\x80\x93", proof->title,
		given	 ? "shown"
		: spared ? "not needed"
			 : "not shown");
	if (given && proof->bit == IMAPI_PROOF_SAMPLES && data->result.sectors_sampled)
		fprintf(out, "%" PRIu64 " sectors: ", data->result.sectors_sampled);
	fprintf(out, "%s</li>\n", proof->text);
}

static void html_proofs(FILE *out, const struct report_data *data)
{
	if (!data->has_result || !data->result.sectors_written)
		return;
	fputs("<section id=\"proof\"><h2>What was proved</h2>\n<ul class=\"proofs\">\n", out);
	for (const struct proof *proof = proofs; proof->bit; proof++)
		html_proof(out, data, proof);
	fputs("</ul></section>\n", out);
}

static double average_of(uint64_t sectors, uint64_t milliseconds)
{
	return milliseconds ? (double)sectors * SECTOR / (double)milliseconds : 0;
}

static void html_writing(FILE *out, const struct report_data *data)
{
	const struct imapi_burn_result *result = &data->result;
	uint64_t wanted = data->wanted_bytes / SECTOR;
	struct speed_chart chart = {
		.id = "writing",
		.about = "write speed and buffers over the disc",
		.series = data->record ? &data->record->write : NULL,
		.with_buffers = true,
		.from = (double)result->start_lba,
		.single_kbps = data->single_kbps,
		.average_kbps = average_of(result->sectors_written - result->sectors_found,
					   result->write_ms),
		.lost_from = result->lost_from_lba,
	};

	if (!data->has_result || !chart.series || !chart.series->count)
		return;
	if (wanted < result->sectors_written)
		wanted = result->sectors_written;
	chart.to = chart.from + (double)wanted;
	fputs("<section><h2>Writing</h2>\n<p>How fast the drive took the data, and how full "
	      "the buffers were. At the start the drive calibrates its laser and fills its "
	      "own buffer; speed and average count that.</p>\n",
	      out);
	chart_speed(out, &chart);
	fputs("</section>\n", out);
}

static void html_range(FILE *out, const struct report_range *range)
{
	char number[SIZE_TEXT * 2];
	json_t *path;
	size_t i;

	fputs("<tr>", out);
	html_cell(out, "number", grouped_print(range->start_lba, number));
	html_cell(out, "number",
		  grouped_print((int64_t)((uint64_t)range->start_lba + range->sectors - 1),
				number));
	html_cell(out, "number", grouped_print((int64_t)range->sectors, number));
	html_cell(out, "state bad", range->unreadable ? "cannot be read" : "differs");
	fputs("<td class=\"path\">", out);
	json_array_foreach(range->paths, i, path)
	{
		fputs(i ? "<br/><bdi>" : "<bdi>", out);
		html_text(out, json_string_value(path));
		fputs("</bdi>", out);
	}
	fputs("</td></tr>\n", out);
}

static void html_ranges(FILE *out, const struct report_data *data)
{
	unsigned count = data->range_count;

	if (!count)
		return;
	fputs("<h3>Bad sectors</h3>\n<table class=\"ranges\"><thead><tr>"
	      "<th class=\"number\">first LBA</th><th class=\"number\">last LBA</th>"
	      "<th class=\"number\">sectors</th><th>what</th><th>file</th></tr></thead>"
	      "<tbody>\n",
	      out);
	for (unsigned i = 0; i < count && i < RANGES_MOST; i++)
		html_range(out, &data->ranges[i]);
	fputs("</tbody></table>\n", out);
	if (count > RANGES_MOST)
		fprintf(out, "<p>%u more; the report as JSON has all.</p>\n",
			count - RANGES_MOST);
}

static void draw_reading(FILE *out, const struct report_data *data)
{
	const struct imapi_burn_result *result = &data->result;
	uint64_t wanted = data->wanted_bytes / SECTOR;
	struct speed_chart chart = {
		.id = "reading",
		.about = "read speed of the verification over the disc",
		.series = &data->record->read,
		.from = (double)result->start_lba,
		.single_kbps = data->single_kbps,
		.average_kbps = average_of(result->sectors_verified, result->verify_ms),
		.ranges = data->ranges,
		.range_count = data->range_count,
		.lost_from = -1,
	};

	if (wanted < result->sectors_verified)
		wanted = result->sectors_verified;
	chart.to = chart.from + (double)wanted;
	chart_speed(out, &chart);
}

static void html_compared(FILE *out, const struct report_data *data)
{
	char sectors[SIZE_TEXT * 2], bad[SIZE_TEXT * 2];

	if (data->result.verify == IMAPI_VERIFY_NOT_RUN)
		fputs("<p>Only samples of the finished disc were read back.</p>\n", out);
	else
		fprintf(out,
			"<p>%s sectors were read back%s and compared, %s of them bad.</p>\n",
			grouped_print((int64_t)data->result.sectors_verified, sectors),
			report_is_sampled(data) ? " here and there" : "",
			grouped_print((int64_t)data->result.sectors_bad, bad));
}

static void html_reading(FILE *out, const struct report_data *data)
{
	const struct series *series = data->record ? &data->record->read : NULL;
	bool drawn = series && series->count && data->result.verify != IMAPI_VERIFY_NOT_RUN &&
		     !report_is_sampled(data);

	if (!data->has_result ||
	    (!data->range_count && data->result.verify == IMAPI_VERIFY_NOT_RUN))
		return;
	fputs("<section id=\"verification\"><h2>Verification</h2>\n", out);
	html_compared(out, data);
	if (drawn)
		draw_reading(out, data);
	html_ranges(out, data);
	fputs("</section>\n", out);
}

static void html_findings(FILE *out, const struct report_data *data)
{
	unsigned count = data->finding_count;

	if (!count)
		return;
	fputs("<section id=\"findings\"><h2>What was found</h2>\n<table "
	      "class=\"ranges\"><thead>"
	      "<tr><th "
	      "class=\"number\">LBA</th><th>file</th><th>what</th></tr></thead><tbody>\n",
	      out);
	for (unsigned i = 0; i < count && i < FINDINGS_MOST; i++) {
		const struct report_finding *finding = &data->findings[i];
		char number[SIZE_TEXT * 2];

		fputs("<tr>", out);
		html_cell(out, "number", grouped_print((int64_t)finding->block, number));
		fputs("<td class=\"path\"><bdi>", out);
		html_text(out, finding->path ? finding->path : "");
		fputs("</bdi></td>", out);
		html_cell(out, NULL, finding->text ? finding->text : "");
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table>\n", out);
	if (count > FINDINGS_MOST)
		fprintf(out, "<p>%u more.</p>\n", count - FINDINGS_MOST);
	fputs("</section>\n", out);
}

static void html_failure(FILE *out, const struct failure *failure)
{
	char text[128];
	size_t length = 0;

	if (failure->has_sense) {
		snprintf(text, sizeof(text), "%s (sense %X/%02X/%02X)",
			 sense_key_text(failure->key), failure->key, failure->asc,
			 failure->ascq);
		html_fact(out, "The drive said", text);
	}
	for (size_t i = 0; i < failure->cdb_length; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%02X ",
					   failure->cdb[i]);
	if (length)
		html_fact(out, "To the command", text);
	if (failure->has_sense && failure->lba != INT64_MIN) {
		snprintf(text, sizeof(text), "%" PRId64, failure->lba);
		html_fact(out, "At LBA", text);
	}
	html_spent(out, "After", failure->elapsed_ms);
}

static void html_error(FILE *out, const struct report_data *data)
{
	const char *name = imapi_status_name(data->status);
	char text[96];

	if (!IMAPI_FAILED(data->status) || !data->failure)
		return;
	fputs("<section id=\"error\"><h2>The error in detail</h2><dl class=\"error\">\n", out);
	html_fact(out, "Message", data->failure->message);
	snprintf(text, sizeof(text), "%s (0x%08X)", name ? name : "unknown",
		 (unsigned)data->status);
	html_fact(out, "Status", text);
	html_failure(out, data->failure);
	fputs("</dl></section>\n", out);
}

void report_html(FILE *out, const struct report_data *data)
{
	struct outcome_words words;

	outcome_describe(data, &words);
	html_head(out, &words);
	fputs("<main>\n", out);
	html_outcome(out, data, &words);
	fputs("<div class=\"cards\">\n", out);
	html_drive(out, data);
	html_medium(out, data);
	html_image(out, data);
	html_times(out, data);
	fputs("</div>\n", out);
	html_proofs(out, data);
	html_error(out, data);
	html_writing(out, data);
	html_waits(out, data);
	html_reading(out, data);
	html_findings(out, data);
	fprintf(out,
		"<footer>Written by imapi %s. Times inside the job are those of the drive's "
		"own clock; nothing on this page comes from a network.</footer>\n",
		imapi_version());
	fputs("</main></body></html>\n", out);
}
