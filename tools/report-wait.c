/* SPDX-License-Identifier: MIT */
#include "report-wait.h"

#include "chart-wait.h"
#include "html.h"
#include "report-words.h"

#include <string.h>

#define SHORT_MS 10000 /* a wait that is folded up if all went well */
#define OPEN_ROWS 12   /* a table of more is folded up */
#define ROWS_MOST 400

static const char *or_dash(uint64_t milliseconds, char text[SIZE_TEXT])
{
	return milliseconds ? duration_print(milliseconds, text) : "\xe2\x80\x93";
}

static bool is_short(const struct report_wait *wait)
{
	return wait->wait.end == IMAPI_WAIT_CONFIRMED && wait->wait.duration_ms < SHORT_MS;
}

static void html_summary_row(FILE *out, const struct report_wait *wait)
{
	const struct imapi_wait *w = &wait->wait;
	char text[SIZE_TEXT], end[96];

	fputs("<tr>", out);
	html_cell(out, NULL, operation_words(w->operation).text);
	html_cell(out, "number", duration_print(w->start_ms, text));
	html_cell(out, "number", or_dash(w->expected_ms, text));
	html_cell(out, "number", duration_print(w->duration_ms, text));
	html_cellf(out, "number", "%u", wait->poll_count);
	snprintf(end, sizeof(end), "state %s", tone_name(wait_end_tone(w->end)));
	html_cell(out, end, wait_end_words(w->end).text);
	fputs("</tr>\n", out);
}

static void html_summary(FILE *out, const struct report_data *data)
{
	fputs("<table><thead><tr><th>Wait</th><th class=\"number\">began at</th>"
	      "<th class=\"number\">expected</th><th class=\"number\">took</th>"
	      "<th class=\"number\">polls</th><th>end</th></tr></thead><tbody>\n",
	      out);
	for (unsigned i = 0; i < data->wait_count; i++)
		html_summary_row(out, &data->waits[i]);
	fputs("</tbody></table>\n", out);
}

/* A source that said nothing, or was not asked, cannot be believed or not. */
static bool is_mute(const struct imapi_wait_source *source)
{
	return !source->said[0] || !strcmp(source->said, "none") ||
	       !strcmp(source->said, "not asked");
}

static void html_source(FILE *out, const struct imapi_wait_source *source)
{
	char text[SIZE_TEXT];

	fputs("<tr>", out);
	html_cell(out, NULL, source->name);
	html_cell(out, NULL, source->said);
	html_cell(out, source->believed ? "state good" : "state off",
		  source->believed  ? "believed"
		  : is_mute(source) ? "\xe2\x80\x93"
				    : "not believed");
	html_cell(out, NULL, source->reason);
	html_cell(out, "number", or_dash(source->counted_ms, text));
	fputs("</tr>\n", out);
}

static void html_sources(FILE *out, const struct report_wait *wait)
{
	if (!wait->source_count)
		return;
	fputs("<h4>What was known about its time</h4>\n<table class=\"sources\"><thead><tr>"
	      "<th>source</th><th>said</th><th>believed</th><th>reason</th>"
	      "<th class=\"number\">counted as</th></tr></thead><tbody>\n",
	      out);
	for (unsigned i = 0; i < wait->source_count; i++)
		html_source(out, &wait->sources[i]);
	fputs("</tbody></table>\n", out);
}

/* Polls in a row that say the same but for the progress. */
struct stretch {
	const struct imapi_poll *first, *last;
	unsigned count;
};

static bool is_alike(const struct imapi_poll *a, const struct imapi_poll *b)
{
	return a->class_ == b->class_ && a->has_sense == b->has_sense && a->key == b->key &&
	       a->asc == b->asc && a->ascq == b->ascq &&
	       a->progress_class == b->progress_class && (a->progress < 0) == (b->progress < 0);
}

static struct stretch next_stretch(const struct report_wait *wait, unsigned from)
{
	struct stretch s = { &wait->polls[from], &wait->polls[from], 1 };

	while (from + s.count < wait->poll_count && is_alike(s.first, s.first + s.count))
		s.count++;
	s.last = s.first + s.count - 1;
	return s;
}

static unsigned count_stretches(const struct report_wait *wait)
{
	unsigned count = 0;

	for (unsigned i = 0; i < wait->poll_count; count++)
		i += next_stretch(wait, i).count;
	return count;
}

static double percent_of(const struct imapi_poll *poll)
{
	return poll->progress * 100 / 65535.0;
}

static void html_progress(FILE *out, const struct stretch *s)
{
	if (s->first->progress < 0)
		html_cell(out, "number", "\xe2\x80\x93");
	else if (s->first->progress == s->last->progress)
		html_cellf(out, "number", "%.1f %%", percent_of(s->first));
	else
		html_cellf(out, "number", "%.1f \xe2\x80\x93 %.1f %%", percent_of(s->first),
			   percent_of(s->last));
	html_cell(out, NULL,
		  s->first->progress_class == IMAPI_PROGRESS_ABSENT
			  ? ""
			  : progress_words(s->first->progress_class).text);
}

static void html_stretch(FILE *out, const struct stretch *s)
{
	char from[SIZE_TEXT], to[SIZE_TEXT];

	fputs("<tr>", out);
	html_cell(out, "number", duration_print(s->first->at_ms, from));
	html_cell(out, "number", duration_print(s->last->at_ms, to));
	html_cellf(out, "number", "%u", s->count);
	html_cell(out, NULL, poll_words(s->first->class_).text);
	if (s->first->has_sense)
		html_cellf(out, NULL, "%X/%02X/%02X", s->first->key, s->first->asc,
			   s->first->ascq);
	else
		html_cell(out, NULL, "\xe2\x80\x93");
	html_progress(out, s);
	html_cell(out, "number", or_dash(s->last->foretold_ms, from));
	html_cell(out, "number", or_dash(s->last->deadline_ms, to));
	fputs("</tr>\n", out);
}

static void html_polls(FILE *out, const struct report_wait *wait)
{
	unsigned count = count_stretches(wait);

	if (!count)
		return;
	fprintf(out,
		"<details%s><summary>All polls, equal ones in one row</summary>\n"
		"<table class=\"polls\"><thead><tr><th class=\"number\">from</th>"
		"<th class=\"number\">to</th><th class=\"number\">polls</th><th>drive</th>"
		"<th>sense</th><th class=\"number\">progress</th><th>which</th>"
		"<th class=\"number\">ready in</th><th "
		"class=\"number\">deadline</th></tr></thead>"
		"<tbody>\n",
		count <= OPEN_ROWS ? " open=\"open\"" : "");
	for (unsigned i = 0, row = 0; i < wait->poll_count && row < ROWS_MOST; row++) {
		struct stretch s = next_stretch(wait, i);

		html_stretch(out, &s);
		i += s.count;
	}
	fputs("</tbody></table>\n", out);
	if (count > ROWS_MOST)
		fprintf(out, "<p>%u rows more; the report as JSON has every poll.</p>\n",
			count - ROWS_MOST);
	fputs("</details>\n", out);
}

static void html_limit(FILE *out, const char *symbol, uint64_t milliseconds, const char *text)
{
	char time[SIZE_TEXT];

	fprintf(out, "<div><dt>%s</dt><dd><strong>%s</strong> ", symbol,
		milliseconds ? duration_print(milliseconds, time) : "none");
	html_text(out, text);
	fputs("</dd></div>\n", out);
}

static void html_limits(FILE *out, const struct imapi_wait *wait)
{
	fputs("<dl class=\"limits\">\n", out);
	html_limit(out, "E", wait->expected_ms, "expected for this work");
	html_limit(out, "S", wait->usual_ms, "longer is unusual, and told");
	html_limit(out, "Mute", wait->silent_ms, "without an answer: given up");
	html_limit(out, "Quiet", wait->quiet_ms, "with nothing that moves: given up");
	html_limit(out, "Limit", wait->limit_ms, "whatever it shows");
	fputs("</dl>\n", out);
}

static void html_wait(FILE *out, const struct report_wait *wait, unsigned index)
{
	const struct imapi_wait *w = &wait->wait;
	char time[SIZE_TEXT];

	fprintf(out, "<section class=\"wait\"><h3>%s <small>",
		operation_words(w->operation).text);
	fprintf(out, "%s</small></h3>\n<p class=\"decision %s\">",
		duration_print(w->duration_ms, time), tone_name(wait_end_tone(w->end)));
	html_text(out,
		  w->decision && w->decision[0] ? w->decision : wait_end_words(w->end).text);
	fputs("</p>\n", out);
	if (wait->poll_count)
		chart_wait(out, wait, index);
	html_limits(out, w);
	html_sources(out, wait);
	html_polls(out, wait);
	fputs("</section>\n", out);
}

static void html_fold(FILE *out, const struct imapi_wait *wait)
{
	char time[SIZE_TEXT];

	fprintf(out, "<details class=\"short\"><summary>%s: %s, %s</summary>\n",
		operation_words(wait->operation).text, duration_print(wait->duration_ms, time),
		wait_end_words(wait->end).text);
}

void html_waits(FILE *out, const struct report_data *data)
{
	if (!data->wait_count)
		return;
	fputs("<section id=\"waits\"><h2>Waiting for the drive</h2>\n", out);
	html_summary(out, data);
	for (unsigned i = 0; i < data->wait_count; i++) {
		if (is_short(&data->waits[i]))
			html_fold(out, &data->waits[i].wait);
		html_wait(out, &data->waits[i], i);
		if (is_short(&data->waits[i]))
			fputs("</details>\n", out);
	}
	fputs("</section>\n", out);
}
