/* SPDX-License-Identifier: MIT */
#include "chart-wait.h"

#include "chart.h"
#include "report-words.h"

#include <math.h>

#define TOP 42.0
#define LANE 20.0
#define GAP 40.0
#define PROGRESS_HEIGHT 90.0
#define DEADLINE_HEIGHT 170.0
#define BELOW 46.0
#define FULL 65535.0
#define LABEL_WIDTH 180.0

/* Where everything goes; a part that has nothing to show has no height. */
struct layout {
	const struct report_wait *wait;
	struct scale x;
	bool present[POLL_CLASSES];
	double lanes_end, progress_end, deadline_end, bottom;
};

static bool has_progress(const struct report_wait *wait)
{
	for (unsigned i = 0; i < wait->poll_count; i++)
		if (wait->polls[i].progress >= 0)
			return true;
	return false;
}

/* The latest deadline or foretold end; 0 if there is none. */
static double latest(const struct report_wait *wait)
{
	double most = 0;

	for (unsigned i = 0; i < wait->poll_count; i++) {
		const struct imapi_poll *poll = &wait->polls[i];

		most = fmax(most, (double)poll->deadline_ms);
		if (poll->foretold_ms)
			most = fmax(most, (double)poll->at_ms + (double)poll->foretold_ms);
	}
	return most;
}

/* All of the wait, and what was expected if that is not too far away. */
static double extent(const struct imapi_wait *wait)
{
	double most = fmax((double)wait->duration_ms, 1);

	if ((double)wait->expected_ms < 2.5 * (double)wait->duration_ms)
		most = fmax(most, (double)wait->expected_ms);
	if ((double)wait->usual_ms < 1.5 * (double)wait->duration_ms)
		most = fmax(most, (double)wait->usual_ms);
	return most;
}

static struct layout lay_out(const struct report_wait *wait)
{
	struct layout l = { .wait = wait,
			    .x = { 0, extent(&wait->wait), CHART_LEFT + 76, CHART_RIGHT } };
	double y = TOP;

	for (unsigned i = 0; i < wait->poll_count; i++)
		if ((unsigned)wait->polls[i].class_ < POLL_CLASSES)
			l.present[wait->polls[i].class_] = true;
	for (unsigned i = 0; i < POLL_CLASSES; i++)
		y += l.present[i] ? LANE : 0;
	l.lanes_end = y;
	if (has_progress(wait))
		l.progress_end = y += GAP + PROGRESS_HEIGHT;
	if (latest(wait) > 0)
		l.deadline_end = y += GAP + DEADLINE_HEIGHT;
	l.bottom = y;
	return l;
}

static void hint_of(const struct imapi_poll *poll, char *text, size_t room)
{
	char time[SIZE_TEXT];
	int length = snprintf(text, room, "%s: %s", duration_print(poll->at_ms, time),
			      poll_words(poll->class_).text);

	if (poll->has_sense)
		length += snprintf(text + length, room - (size_t)length, ", sense %X/%02X/%02X",
				   poll->key, poll->asc, poll->ascq);
	if (poll->progress >= 0)
		length += snprintf(text + length, room - (size_t)length, ", progress %.1f %%",
				   poll->progress / FULL * 100);
	if (poll->foretold_ms)
		snprintf(text + length, room - (size_t)length, ", says ready in %s",
			 duration_print(poll->foretold_ms, time));
}

#define CLOSE_BY 1.5  /* polls nearer than that would hide each other */
#define FAR_APART 6.0 /* what a poll showed is drawn on until the next one */

/* Where the next poll is, or the end of the wait. */
static double next_place(const struct layout *l, unsigned index)
{
	const struct report_wait *wait = l->wait;
	uint64_t at = index + 1 < wait->poll_count ? wait->polls[index + 1].at_ms
						   : wait->wait.duration_ms;

	return scale_clip(&l->x, (double)at);
}

static void draw_poll(FILE *out, const struct layout *l, unsigned index, double y)
{
	const struct imapi_poll *poll = &l->wait->polls[index];
	const char *name = poll_words(poll->class_).name;
	double x = scale_clip(&l->x, (double)poll->at_ms), next = next_place(l, index);
	char looks[48], hint[256];

	hint_of(poll, hint, sizeof(hint));
	if (next - x > FAR_APART) {
		snprintf(looks, sizeof(looks), "poll last %s", name);
		svg_box(out, looks, (struct box){ x, y + 3, next - x, 14 }, hint);
	}
	snprintf(looks, sizeof(looks), "poll %s", name);
	svg_box(out, looks, (struct box){ x - 1, y + 3, 2, 14 }, hint);
}

static void draw_lane(FILE *out, const struct layout *l, unsigned class_, double y)
{
	double last = -10;

	svg_text(out, "tick end", (struct point){ l->x.start - 8, y + 14 },
		 poll_words((enum imapi_poll_class)class_).text);
	svg_box(out, "lane", (struct box){ l->x.start, y + 3, l->x.stop - l->x.start, 14 },
		NULL);
	for (unsigned i = 0; i < l->wait->poll_count; i++) {
		const struct imapi_poll *poll = &l->wait->polls[i];
		double x = scale_clip(&l->x, (double)poll->at_ms);

		if ((unsigned)poll->class_ != class_ || x - last < CLOSE_BY)
			continue;
		last = x;
		draw_poll(out, l, i, y);
	}
}

static void draw_lanes(FILE *out, const struct layout *l)
{
	double y = TOP;

	svg_text(out, "axis", (struct point){ 0, TOP - 9 }, "each poll");
	for (unsigned i = 0; i < POLL_CLASSES; i++) {
		if (!l->present[i])
			continue;
		draw_lane(out, l, i, y);
		y += LANE;
	}
}

static bool is_trusted(const struct imapi_poll *poll)
{
	return poll->progress_class == IMAPI_PROGRESS_MONOTONE ||
	       poll->progress_class == IMAPI_PROGRESS_STEPPY;
}

static void draw_progress(FILE *out, const struct layout *l, const struct plot *plot,
			  bool trusted)
{
	bool drawing = false;

	svg_path_begin(out, trusted ? "curve progress" : "curve doubtful");
	for (unsigned i = 0; i + 1 < l->wait->poll_count; i++) {
		const struct imapi_poll *poll = &l->wait->polls[i], *next = poll + 1;
		double percent = poll->progress / FULL * 100;

		if (poll->progress < 0 || is_trusted(poll) != trusted) {
			drawing = false;
			continue;
		}
		svg_path_to(out, plot_point(plot, (double)poll->at_ms, percent), !drawing);
		if (next->progress < 0)
			svg_path_to(out, plot_point(plot, (double)next->at_ms, percent), 0);
		else
			svg_path_to(out,
				    plot_point(plot, (double)next->at_ms,
					       next->progress / FULL * 100),
				    0);
		drawing = true;
	}
	svg_path_end(out);
}

static void draw_progress_part(FILE *out, const struct layout *l)
{
	struct plot plot = { l->x,
			     { 0, 100, l->progress_end, l->progress_end - PROGRESS_HEIGHT } };
	struct marks marks = { 50, mark_percent, NULL, "progress as the drive tells it, %" };
	double x = l->x.stop - 250, y = plot.y.stop - 9;

	if (l->progress_end <= 0)
		return;
	plot_rows(out, &plot, &marks);
	draw_progress(out, l, &plot, true);
	draw_progress(out, l, &plot, false);
	svg_line(out, "curve progress", (struct point){ x, y - 4 },
		 (struct point){ x + 18, y - 4 });
	svg_text(out, "note", (struct point){ x + 24, y }, "trusted");
	svg_line(out, "curve doubtful", (struct point){ x + 90, y - 4 },
		 (struct point){ x + 108, y - 4 });
	svg_text(out, "note", (struct point){ x + 114, y }, "not trusted (yet)");
}

/* A deadline holds until the next poll; where there is none the line stops. */
static void draw_deadline(FILE *out, const struct layout *l, const struct plot *plot)
{
	double end = (double)l->wait->wait.duration_ms;
	bool drawing = false;

	svg_path_begin(out, "curve deadline");
	for (unsigned i = 0; i < l->wait->poll_count; i++) {
		const struct imapi_poll *poll = &l->wait->polls[i];
		double until = i + 1 < l->wait->poll_count ? (double)poll[1].at_ms : end;
		double deadline = (double)poll->deadline_ms;

		if (poll->deadline_ms) {
			svg_path_to(out, plot_point(plot, (double)poll->at_ms, deadline),
				    !drawing);
			svg_path_to(out, plot_point(plot, until, deadline), 0);
		}
		drawing = poll->deadline_ms != 0;
	}
	svg_path_end(out);
}

static void draw_foretold(FILE *out, const struct layout *l, const struct plot *plot)
{
	char hint[256];

	for (unsigned i = 0; i < l->wait->poll_count; i++) {
		const struct imapi_poll *poll = &l->wait->polls[i];
		double end = (double)poll->at_ms + (double)poll->foretold_ms;

		if (!poll->foretold_ms)
			continue;
		hint_of(poll, hint, sizeof(hint));
		svg_dot(out, "foretold", plot_point(plot, (double)poll->at_ms, end), hint);
	}
}

static bool has_foretold(const struct report_wait *wait)
{
	for (unsigned i = 0; i < wait->poll_count; i++)
		if (wait->polls[i].foretold_ms)
			return true;
	return false;
}

static void draw_deadline_key(FILE *out, const struct layout *l, double y)
{
	double x = l->x.stop - 500;

	if (has_foretold(l->wait)) {
		svg_dot(out, "foretold", (struct point){ x + 9, y - 4 }, NULL);
		svg_text(out, "note", (struct point){ x + 24, y },
			 "ready, as the drive foretells");
	}
	svg_line(out, "curve deadline", (struct point){ x + 210, y - 4 },
		 (struct point){ x + 228, y - 4 });
	svg_text(out, "note", (struct point){ x + 234, y }, "would give up");
	svg_line(out, "now", (struct point){ x + 340, y - 4 },
		 (struct point){ x + 358, y - 4 });
	svg_text(out, "note", (struct point){ x + 364, y }, "now: the wait so far");
}

static void draw_deadline_part(FILE *out, const struct layout *l)
{
	double most = fmax(latest(l->wait), (double)l->wait->wait.duration_ms) * 1.06;
	double end = (double)l->wait->wait.duration_ms, step = step_of_times(most, 5);
	struct plot plot = { l->x,
			     { 0, most, l->deadline_end, l->deadline_end - DEADLINE_HEIGHT } };
	struct marks marks = { step, mark_time, &step, "deadline, since the start" };

	if (l->deadline_end <= 0)
		return;
	plot_rows(out, &plot, &marks);
	svg_line(out, "now", plot_point(&plot, 0, 0), plot_point(&plot, end, end));
	draw_deadline(out, l, &plot);
	draw_foretold(out, l, &plot);
	draw_deadline_key(out, l, plot.y.stop - 9);
}

/* A line through everything with its name on top; @row keeps two names apart. */
static void draw_mark(FILE *out, const struct layout *l, uint64_t ms, const char *name, int row)
{
	double at = (double)ms, x = scale_place(&l->x, at);
	bool left = x > l->x.stop - LABEL_WIDTH;
	char text[96], time[SIZE_TEXT];

	if (at <= 0 || at > l->x.to)
		return;
	snprintf(text, sizeof(text), "%s %s", name, duration_print(ms, time));
	svg_line(out, "mark", (struct point){ x, 14 * row + 4 },
		 (struct point){ x, l->bottom });
	svg_text(out, left ? "note end" : "note",
		 (struct point){ x + (left ? -5 : 5), 14 * row + 13 }, text);
}

static void draw_end(FILE *out, const struct layout *l)
{
	const struct imapi_wait *wait = &l->wait->wait;
	double x = scale_clip(&l->x, (double)wait->duration_ms);
	char class_[32];

	snprintf(class_, sizeof(class_), "finish %s", tone_name(wait_end_tone(wait->end)));
	svg_line(out, class_, (struct point){ x, TOP - 4 }, (struct point){ x, l->bottom });
}

void chart_wait(FILE *out, const struct report_wait *wait, unsigned index)
{
	struct layout l = lay_out(wait);
	double step = step_of_times(l.x.to, 8);
	struct plot whole = { l.x, { 0, 1, l.bottom, TOP } };
	struct marks columns = { step, mark_time, &step, "time since the start of the wait" };
	char id[32], about[128];

	snprintf(id, sizeof(id), "wait-%u", index);
	snprintf(about, sizeof(about), "%s over time: polls, progress, deadline",
		 operation_words(wait->wait.operation).text);
	svg_begin(out, id, (struct point){ CHART_WIDTH, l.bottom + BELOW }, about);
	plot_columns(out, &whole, &columns, TOP);
	draw_lanes(out, &l);
	draw_mark(out, &l, wait->wait.expected_ms, "E: expected", 0);
	draw_mark(out, &l, wait->wait.usual_ms, "S: longer than usual from", 1);
	draw_end(out, &l);
	draw_progress_part(out, &l);
	draw_deadline_part(out, &l);
	svg_end(out);
}
