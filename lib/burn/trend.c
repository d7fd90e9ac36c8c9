/* SPDX-License-Identifier: MIT */
#include "burn/trend.h"

#include "base/mem.h"

#define FULL 65536
#define NEARLY_FULL 0xff00
#define PHASE_DROP 3277 /* 5 %: more is a new phase, or nonsense */
#define MOST_PHASES 8
#define DROPS_OF_JUNK 3 /* within the last 10 samples */
#define RECENT 0x3ffu
#define RISES_TO_TRUST 2 /* three different values */
#define TIME_TO_TRUST (5 * (usec_t)USEC_PER_SEC)
#define STALL_FLOOR (120 * (usec_t)USEC_PER_SEC)
#define STALL_FACTOR 4
#define SAMPLES_PER_STEP 4 /* more for each value, and it goes in steps */

static unsigned count_bits(unsigned bits)
{
	unsigned n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

static const struct trend_point *newest(const struct trend *t)
{
	return &t->points[t->count - 1];
}

static void keep(struct trend *t, usec_t now, int32_t progress)
{
	if (t->count == TREND_POINTS) {
		memmove(t->points, t->points + 1, sizeof(t->points) - sizeof(t->points[0]));
		t->count--;
	}
	t->points[t->count++] = (struct trend_point){ now, progress };
}

static void begin_phase(struct trend *t, usec_t now, int32_t progress)
{
	t->count = t->rises = t->samples = 0;
	t->longest_gap = 0;
	t->first_seen = now;
	t->class = IMAPI_PROGRESS_UNDECIDED;
	keep(t, now, progress);
}

static bool is_junk(const struct trend *t)
{
	return count_bits(t->recent_drops & RECENT) >= DROPS_OF_JUNK || t->phases > MOST_PHASES;
}

/* True if the fall begins a new phase of the work, such as the check after a format. */
static bool fell(struct trend *t, usec_t now, int32_t progress)
{
	bool much = newest(t)->progress - progress > PHASE_DROP;

	t->recent_drops |= 1;
	t->drops++;
	t->phases += much;
	if (is_junk(t)) {
		t->class = IMAPI_PROGRESS_JUNK;
		return false;
	}
	if (much)
		begin_phase(t, now, progress);
	return much;
}

static void rose(struct trend *t, usec_t now, int32_t progress)
{
	t->longest_gap = MAX(t->longest_gap, now - newest(t)->at);
	t->rises++;
	keep(t, now, progress);
}

static bool trusted(enum imapi_progress_class class)
{
	return class == IMAPI_PROGRESS_MONOTONE || class == IMAPI_PROGRESS_STEPPY;
}

static enum imapi_progress_class judge(const struct trend *t, usec_t now)
{
	usec_t stall = MAX(STALL_FACTOR * t->longest_gap, STALL_FLOOR);

	if (newest(t)->progress >= NEARLY_FULL)
		return IMAPI_PROGRESS_SATURATED;
	if (now - newest(t)->at > stall)
		return IMAPI_PROGRESS_FROZEN;
	if (t->rises < RISES_TO_TRUST || now - t->first_seen < TIME_TO_TRUST)
		return trusted(t->class) ? t->class : IMAPI_PROGRESS_UNDECIDED;
	return t->samples > SAMPLES_PER_STEP * (t->rises + 1) ? IMAPI_PROGRESS_STEPPY
							      : IMAPI_PROGRESS_MONOTONE;
}

bool trend_add(struct trend *t, usec_t now, int32_t progress)
{
	bool up = false, phase = false;

	t->recent_drops = (uint16_t)(t->recent_drops << 1);
	if (t->class == IMAPI_PROGRESS_JUNK)
		return false;
	if (t->count == 0)
		begin_phase(t, now, progress);
	t->samples++;
	if (progress < newest(t)->progress) {
		phase = fell(t, now, progress);
	} else if (progress > newest(t)->progress) {
		up = true;
		rose(t, now, progress);
	}
	if (t->class == IMAPI_PROGRESS_JUNK)
		return false;
	t->class = judge(t, now);
	return phase || (up && (trusted(t->class) || t->class == IMAPI_PROGRESS_SATURATED));
}

static int smaller_first(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The middle one of the slopes between neighbours: one jump does not spoil it. */
usec_t trend_left(const struct trend *t)
{
	double slopes[TREND_POINTS], slope;
	unsigned n = 0;

	if (!trusted(t->class) || t->count < 2)
		return 0;
	for (unsigned i = 1; i < t->count; i++) {
		usec_t time = t->points[i].at - t->points[i - 1].at;

		if (time > 0)
			slopes[n++] = (t->points[i].progress - t->points[i - 1].progress) /
				      (double)time;
	}
	if (n == 0)
		return 0;
	qsort(slopes, n, sizeof(slopes[0]), smaller_first);
	slope = slopes[n / 2];
	return slope > 0 ? (usec_t)((FULL - newest(t)->progress) / slope) : 0;
}
