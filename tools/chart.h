/* SPDX-License-Identifier: MIT */
/* Scales with round numbers, and the frame of a chart. */
#ifndef TOOLS_CHART_H
#define TOOLS_CHART_H

#include "svg.h"

#include <stddef.h>

#define CHART_WIDTH 960
#define CHART_LEFT 56
#define CHART_RIGHT 912

/* From data to the page. */
struct scale {
	double from, to;    /* data */
	double start, stop; /* where they lie */
};

double scale_place(const struct scale *scale, double value);

/* Inside the scale, else at its nearer end. */
double scale_clip(const struct scale *scale, double value);

/* The distance of the marks: a round number, so that there are at most @most. */
double step_of_numbers(double span, unsigned most);

/* The same for milliseconds: round in seconds, minutes or hours. */
double step_of_times(double span, unsigned most);

struct plot {
	struct scale x, y;
};

struct point plot_point(const struct plot *plot, double x, double y);

/* Writes what stands beside a mark into @text. */
typedef void mark_fn(const void *user, double value, char *text, size_t room);

struct marks {
	double step;
	mark_fn *name;
	const void *user;
	const char *title; /* with the unit */
};

/* Lines across the plot with names at the left; at the right if @right, without lines. */
void plot_rows(FILE *out, const struct plot *plot, const struct marks *marks);
void plot_rows_right(FILE *out, const struct plot *plot, const struct marks *marks);

/* Marks below the plot with names, and lines through it up to the height @top. */
void plot_columns(FILE *out, const struct plot *plot, const struct marks *marks, double top);

/* A mark_fn for milliseconds; @user is the step. */
void mark_time(const void *step, double value, char *text, size_t room);

/* A mark_fn for percent. */
void mark_percent(const void *unused, double value, char *text, size_t room);

#endif
