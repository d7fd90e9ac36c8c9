/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include "report-words.h"

#include <math.h>

#define NEARLY 1e-9
#define MS_MOST 1.8e19 /* that a uint64_t holds */
#define MARKS_MOST 64  /* whatever the numbers are */

double scale_place(const struct scale *scale, double value)
{
	double span = scale->to - scale->from;

	if (!(span > 0))
		return scale->start;
	return scale->start + (value - scale->from) / span * (scale->stop - scale->start);
}

double scale_clip(const struct scale *scale, double value)
{
	return scale_place(scale, fmin(fmax(value, scale->from), scale->to));
}

double step_of_numbers(double span, unsigned most)
{
	static const double factors[] = { 1, 2, 5, 10 };
	double rough = span / most, power;

	if (!(rough > 0))
		return 1;
	power = pow(10, floor(log10(rough)));
	for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++)
		if (factors[i] * power >= rough * (1 - NEARLY))
			return factors[i] * power;
	return 10 * power;
}

double step_of_times(double span, unsigned most)
{
	static const double seconds[] = {
		1,   2,	  5,	10,   15,   30,	   60,	  120,	 300,
		600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400
	};
	double rough = span / 1000 / most;

	if (rough <= 0.5)
		return 1000 * step_of_numbers(span / 1000, most);
	for (size_t i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++)
		if (seconds[i] >= rough)
			return 1000 * seconds[i];
	return 86400e3 * step_of_numbers(span / 86400e3, most);
}

struct point plot_point(const struct plot *plot, double x, double y)
{
	return (struct point){ scale_clip(&plot->x, x), scale_clip(&plot->y, y) };
}

/* The first mark in the scale. */
static double first_mark(const struct scale *scale, double step)
{
	return ceil(scale->from / step - NEARLY) * step;
}

static unsigned count_marks(const struct scale *scale, double step)
{
	double count = floor((scale->to - first_mark(scale, step)) / step + NEARLY) + 1;

	return count < 0 ? 0 : (unsigned)fmin(count, MARKS_MOST);
}

static void draw_row(FILE *out, const struct plot *plot, double at, const char *text)
{
	double y = scale_place(&plot->y, at);

	svg_line(out, "grid", (struct point){ plot->x.start, y },
		 (struct point){ plot->x.stop, y });
	svg_text(out, "tick end", (struct point){ plot->x.start - 8, y + 4 }, text);
}

void plot_rows(FILE *out, const struct plot *plot, const struct marks *marks)
{
	double first = first_mark(&plot->y, marks->step);
	char text[64];

	for (unsigned i = 0; i < count_marks(&plot->y, marks->step); i++) {
		marks->name(marks->user, first + i * marks->step, text, sizeof(text));
		draw_row(out, plot, first + i * marks->step, text);
	}
	svg_text(out, "axis", (struct point){ plot->x.start, plot->y.stop - 9 }, marks->title);
}

void plot_rows_right(FILE *out, const struct plot *plot, const struct marks *marks)
{
	double first = first_mark(&plot->y, marks->step);
	char text[64];

	for (unsigned i = 0; i < count_marks(&plot->y, marks->step); i++) {
		double at = first + i * marks->step, y = scale_place(&plot->y, at);

		marks->name(marks->user, at, text, sizeof(text));
		svg_line(out, "grid", (struct point){ plot->x.stop, y },
			 (struct point){ plot->x.stop + 4, y });
		svg_text(out, "tick", (struct point){ plot->x.stop + 8, y + 4 }, text);
	}
	svg_text(out, "axis end", (struct point){ plot->x.stop, plot->y.stop - 9 },
		 marks->title);
}

void plot_columns(FILE *out, const struct plot *plot, const struct marks *marks, double top)
{
	double first = first_mark(&plot->x, marks->step), base = plot->y.start;
	char text[64];

	for (unsigned i = 0; i < count_marks(&plot->x, marks->step); i++) {
		double at = first + i * marks->step, x = scale_place(&plot->x, at);

		marks->name(marks->user, at, text, sizeof(text));
		svg_line(out, "grid faint", (struct point){ x, top },
			 (struct point){ x, base + 4 });
		svg_text(out, "tick middle", (struct point){ x, base + 18 }, text);
	}
	svg_line(out, "base", (struct point){ plot->x.start, base },
		 (struct point){ plot->x.stop, base });
	svg_text(out, "axis end", (struct point){ plot->x.stop, base + 36 }, marks->title);
}

void mark_time(const void *step, double value, char *text, size_t room)
{
	double each = *(const double *)step;

	if (value <= 0)
		snprintf(text, room, "0");
	else if (each < 1000)
		snprintf(text, room, "%g s", value / 1000);
	else
		duration_print((uint64_t)fmin(value + 0.5, MS_MOST), text);
	(void)room;
}

void mark_percent(const void *unused, double value, char *text, size_t room)
{
	(void)unused;
	snprintf(text, room, "%.0f %%", value);
}
