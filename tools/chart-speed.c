/* SPDX-License-Identifier: MIT */
#include "chart-speed.h"

#include "chart.h"
#include "report-words.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define SPEED_TOP 34.0
#define SPEED_HEIGHT 190.0
#define GAP 44.0
#define BUFFER_HEIGHT 84.0
#define BELOW 46.0
#define NUMBER_MOST 9e18 /* that an int64_t holds */
#define HOT_MOST 240	 /* places that tell their numbers */

static double end_of(const struct sample *sample)
{
	return (double)sample->lba + (double)sample->sectors;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * The top of the speed scale. The first data goes into the buffer of the drive as fast as the
 * bus takes it; a short peak must not flatten the rest.
 */
static double top_speed(const struct speed_chart *chart)
{
	const struct series *series = chart->series;
	double *speeds = calloc(series->count, sizeof(*speeds)), usual, most;

	if (!speeds)
		return 1;
	for (size_t i = 0; i < series->count; i++)
		speeds[i] = sample_kbps(&series->samples[i]);
	qsort(speeds, series->count, sizeof(*speeds), compare);
	usual = speeds[(series->count - 1) * 9 / 10];
	most = speeds[series->count - 1];
	free(speeds);
	usual = fmax(usual, chart->average_kbps);
	return fmax(fmin(most, 1.3 * usual) * 1.08, 1);
}

static bool has_buffers(const struct speed_chart *chart)
{
	const struct series *series = chart->series;

	for (size_t i = 0; chart->with_buffers && i < series->count; i++)
		if (series->samples[i].host.mean >= 0 || series->samples[i].drive.mean >= 0)
			return true;
	return false;
}

static void mark_megabytes(const void *step, double value, char *text, size_t room)
{
	double each = *(const double *)step / 1000;

	snprintf(text, room, "%.*f", each < 0.1 ? 2 : each < 1 ? 1 : 0, value / 1000);
}

static void mark_multiple(const void *single, double value, char *text, size_t room)
{
	snprintf(text, room, "%g\xc3\x97", round(value / *(const double *)single * 100) / 100);
}

static void mark_lba(const void *unused, double value, char *text, size_t room)
{
	(void)unused;
	(void)room;
	grouped_print((int64_t)fmin(value, NUMBER_MOST), text);
}

static void draw_columns(FILE *out, const struct plot *plot, double top)
{
	struct marks marks = { .step = step_of_numbers(plot->x.to - plot->x.from, 8),
			       .name = mark_lba,
			       .title = "LBA, sectors of 2048 bytes" };

	if (marks.step < 1)
		marks.step = 1;
	plot_columns(out, plot, &marks, top);
}

static void draw_speed_rows(FILE *out, const struct plot *plot, double single)
{
	double step = step_of_numbers(plot->y.to, 5), times;
	struct marks left = { step, mark_megabytes, &step, "speed, MB/s" };
	struct marks right = { 0, mark_multiple, &single, "multiples of single speed" };

	plot_rows(out, plot, &left);
	if (single <= 0)
		return;
	times = step_of_numbers(plot->y.to / single, 5);
	right.step = times * single;
	plot_rows_right(out, plot, &right);
}

/* The spread between the slowest and the fastest part of each sample. */
static void draw_spread(FILE *out, const struct plot *plot, const struct series *series)
{
	svg_path_begin(out, "spread");
	for (size_t i = 0; i < series->count; i++) {
		const struct sample *s = &series->samples[i];

		svg_path_to(out, plot_point(plot, (double)s->lba, s->fastest), i == 0);
		svg_path_to(out, plot_point(plot, end_of(s), s->fastest), 0);
	}
	for (size_t i = series->count; i-- > 0;) {
		const struct sample *s = &series->samples[i];

		svg_path_to(out, plot_point(plot, end_of(s), s->slowest), 0);
		svg_path_to(out, plot_point(plot, (double)s->lba, s->slowest), 0);
	}
	svg_path_end(out);
}

static void draw_steps(FILE *out, const struct plot *plot, const struct series *series)
{
	draw_spread(out, plot, series);
	svg_path_begin(out, "curve speed");
	for (size_t i = 0; i < series->count; i++) {
		const struct sample *s = &series->samples[i];

		svg_path_to(out, plot_point(plot, (double)s->lba, sample_kbps(s)), i == 0);
		svg_path_to(out, plot_point(plot, end_of(s), sample_kbps(s)), 0);
	}
	svg_path_end(out);
}

static void draw_average(FILE *out, const struct plot *plot, const struct speed_chart *chart)
{
	char speed[SIZE_TEXT], text[SIZE_TEXT + 16];
	const struct series *series = chart->series;
	double y = scale_clip(&plot->y, chart->average_kbps);
	bool above = y > plot->y.stop + 24 &&
		     sample_kbps(&series->samples[series->count - 1]) < chart->average_kbps;

	if (chart->average_kbps <= 0)
		return;
	speed_print((uint64_t)chart->average_kbps, chart->single_kbps, speed);
	snprintf(text, sizeof(text), "average %s", speed);
	svg_line(out, "average", (struct point){ plot->x.start, y },
		 (struct point){ plot->x.stop, y });
	svg_text(out, "note end", (struct point){ plot->x.stop - 6, y + (above ? -6 : 15) },
		 text);
}

static const struct level *level_of(const struct sample *sample, bool drive)
{
	return drive ? &sample->drive : &sample->host;
}

static void draw_level(FILE *out, const struct plot *plot, const struct series *series,
		       bool drive)
{
	bool known = false;

	svg_path_begin(out, drive ? "curve drive" : "curve host");
	for (size_t i = 0; i < series->count; i++) {
		const struct sample *s = &series->samples[i];
		const struct level *level = level_of(s, drive);

		if (level->mean >= 0) {
			svg_path_to(out, plot_point(plot, (double)s->lba, level->mean), !known);
			svg_path_to(out, plot_point(plot, end_of(s), level->mean), 0);
		}
		known = level->mean >= 0;
	}
	svg_path_end(out);
}

#define FULL_AGAIN 0.9

/*
 * How low a buffer came once it was full, and before the source came to its end; negative if
 * it is not known.
 */
static double lowest(const struct series *series, bool drive)
{
	double most = -1, low = -1, since = -1;

	for (size_t i = 0; i < series->count; i++)
		most = fmax(most, level_of(&series->samples[i], drive)->mean);
	for (size_t i = 0; i < series->count; i++) {
		const struct level *level = level_of(&series->samples[i], drive);

		if (level->mean < 0)
			continue;
		since = since < 0 ? level->mean : fmin(since, level->mean);
		if (level->mean < most * FULL_AGAIN)
			continue;
		low = low < 0 ? level->mean : fmin(low, since);
		since = level->mean;
	}
	return low;
}

static void draw_key(FILE *out, double x, double y, const struct series *series, bool drive)
{
	const char *name = drive ? "in the drive" : "in this computer";
	double low = lowest(series, drive);
	char text[64];

	if (low >= 0)
		snprintf(text, sizeof(text), "%s, lowest %.0f %%", name, low);
	else
		snprintf(text, sizeof(text), "%s: not told", name);
	svg_line(out, drive ? "curve drive" : "curve host", (struct point){ x, y - 4 },
		 (struct point){ x + 18, y - 4 });
	svg_text(out, "note", (struct point){ x + 24, y }, text);
}

static void draw_buffers(FILE *out, const struct plot *plot, const struct series *series)
{
	struct marks marks = { 50, mark_percent, NULL, "buffers, % full" };

	plot_rows(out, plot, &marks);
	draw_level(out, plot, series, false);
	draw_level(out, plot, series, true);
	draw_key(out, plot->x.stop - 440, plot->y.stop - 9, series, false);
	draw_key(out, plot->x.stop - 210, plot->y.stop - 9, series, true);
}

static void hint_of(const struct sample *s, uint32_t single, char *text, size_t room)
{
	char from[SIZE_TEXT * 2], speed[SIZE_TEXT];
	int length = snprintf(text, room, "LBA %s: %s", grouped_print(s->lba, from),
			      speed_print((uint64_t)sample_kbps(s), single, speed));

	if (s->host.mean >= 0)
		length += snprintf(text + length, room - (size_t)length,
				   ", buffer of this computer %.0f %%", s->host.mean);
	if (s->drive.mean >= 0)
		snprintf(text + length, room - (size_t)length, ", of the drive %.0f %%",
			 s->drive.mean);
}

/* Invisible columns that tell the numbers where the pointer rests. */
static void draw_hot(FILE *out, const struct plot *plot, const struct speed_chart *chart)
{
	const struct series *series = chart->series;
	size_t each = series->count / HOT_MOST + 1;
	char text[256];

	for (size_t i = 0; i < series->count; i += each) {
		size_t last = i + each < series->count ? i + each - 1 : series->count - 1;
		double x = scale_clip(&plot->x, (double)series->samples[i].lba);
		double end = scale_clip(&plot->x, end_of(&series->samples[last]));
		struct box box = { x, SPEED_TOP, end - x, plot->y.start - SPEED_TOP };

		hint_of(&series->samples[i], chart->single_kbps, text, sizeof(text));
		svg_box(out, "hot", box, text);
	}
}

static void draw_bad(FILE *out, const struct plot *plot, const struct speed_chart *chart)
{
	char text[128], number[SIZE_TEXT * 2];

	for (unsigned i = 0; i < chart->range_count; i++) {
		const struct report_range *range = &chart->ranges[i];
		double x = scale_clip(&plot->x, (double)range->start_lba);
		double end =
			scale_clip(&plot->x, (double)range->start_lba + (double)range->sectors);
		struct box box = { x, SPEED_TOP, fmax(end - x, 2), plot->y.start - SPEED_TOP };

		snprintf(text, sizeof(text), "LBA %s: %" PRIu64 " sectors %s",
			 grouped_print(range->start_lba, number), range->sectors,
			 range->unreadable ? "cannot be read" : "differ");
		svg_box(out, "bad", box, text);
		svg_box(out, "bad mark", (struct box){ x - 2, plot->y.start, 6, 5 }, text);
	}
}

static void draw_gap(FILE *out, const struct plot *plot, double from, const char *text)
{
	double x = scale_clip(&plot->x, from);
	struct box box = { x, SPEED_TOP, plot->x.stop - x, plot->y.start - SPEED_TOP };

	if (box.width < 1)
		return;
	svg_box(out, "gap", box, text);
	if (box.width > 160)
		svg_text(out, "note middle",
			 (struct point){ x + box.width / 2, SPEED_TOP + 20 }, text);
}

static void draw_gaps(FILE *out, const struct plot *plot, const struct speed_chart *chart)
{
	double end = end_of(&chart->series->samples[chart->series->count - 1]);

	draw_gap(out, plot, end, "not reached");
	if (chart->lost_from >= 0 && (double)chart->lost_from < end)
		draw_gap(out, plot, (double)chart->lost_from, "lost from here on");
}

void chart_speed(FILE *out, const struct speed_chart *chart)
{
	bool buffers = has_buffers(chart);
	double base = SPEED_TOP + SPEED_HEIGHT + (buffers ? GAP + BUFFER_HEIGHT : 0);
	struct scale x = { chart->from, chart->to, CHART_LEFT, CHART_RIGHT };
	struct plot speed = { x, { 0, 0, SPEED_TOP + SPEED_HEIGHT, SPEED_TOP } };
	struct plot whole = { x, { 0, 1, base, SPEED_TOP } };
	struct plot buffer = { x, { 0, 100, base, base - BUFFER_HEIGHT } };

	speed.y.to = top_speed(chart);
	svg_begin(out, chart->id, (struct point){ CHART_WIDTH, base + BELOW }, chart->about);
	draw_columns(out, &whole, SPEED_TOP);
	draw_gaps(out, &whole, chart);
	draw_speed_rows(out, &speed, chart->single_kbps);
	draw_steps(out, &speed, chart->series);
	draw_average(out, &speed, chart);
	if (buffers)
		draw_buffers(out, &buffer, chart->series);
	draw_hot(out, &whole, chart);
	draw_bad(out, &whole, chart);
	svg_end(out);
}
