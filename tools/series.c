/* SPDX-License-Identifier: MIT */
#include "series.h"

#include "size.h"

#include <math.h>
#include <stdlib.h>

#define FIRST_MS 100

struct record *record_new(void)
{
	return calloc(1, sizeof(struct record));
}

double sample_kbps(const struct sample *sample)
{
	return sample->ms ? (double)sample->sectors * SECTOR / (double)sample->ms : 0;
}

static struct level merge_levels(const struct level *a, const struct level *b, double weight)
{
	if (a->mean < 0 || b->mean < 0)
		return a->mean < 0 ? *b : *a;
	return (struct level){ fmin(a->low, b->low), weight * a->mean + (1 - weight) * b->mean,
			       fmax(a->high, b->high) };
}

static struct sample merge(const struct sample *a, const struct sample *b)
{
	uint64_t ms = a->ms + b->ms;
	double weight = ms ? (double)a->ms / (double)ms : 0.5;

	return (struct sample){
		.lba = a->lba,
		.sectors = a->sectors + b->sectors,
		.ms = ms,
		.slowest = fmin(a->slowest, b->slowest),
		.fastest = fmax(a->fastest, b->fastest),
		.host = merge_levels(&a->host, &b->host, weight),
		.drive = merge_levels(&a->drive, &b->drive, weight),
	};
}

static void halve(struct series *series)
{
	size_t count = series->count / 2;

	for (size_t i = 0; i < count; i++)
		series->samples[i] =
			merge(&series->samples[2 * i], &series->samples[2 * i + 1]);
	series->count = count;
	series->least_ms *= 2;
}

static void take_speed(struct sample *sample)
{
	sample->slowest = sample->fastest = sample_kbps(sample);
}

/* Short pieces join the last sample as one: the speed of a moment says nothing. */
static void join(struct sample *last, const struct sample *piece)
{
	*last = merge(last, piece);
	take_speed(last);
}

void series_add(struct series *series, const struct sample *piece)
{
	struct sample *last = &series->samples[series->count ? series->count - 1 : 0];

	if (!series->least_ms)
		series->least_ms = FIRST_MS;
	if (series->count && last->ms < series->least_ms) {
		join(last, piece);
		return;
	}
	if (series->count == SERIES_MOST)
		halve(series);
	last = &series->samples[series->count++];
	*last = *piece;
	take_speed(last);
}

static struct level level_of(uint64_t used, uint64_t total)
{
	double percent = total ? 100 * fmin((double)used / (double)total, 1) : -1;

	return (struct level){ percent, percent, percent };
}

static void observe(struct series *series, const struct imapi_progress *progress, uint64_t ms)
{
	int64_t end = progress->last_written_lba + 1;
	struct sample piece = {
		.ms = ms,
		.host = level_of(progress->used_system_buffer, progress->total_system_buffer),
		.drive = level_of(progress->used_device_buffer, progress->total_device_buffer),
	};

	if (!series->begun)
		series->next_lba = progress->start_lba;
	series->begun = true;
	if (end < series->next_lba || (end == series->next_lba && !series->count))
		return;
	piece.lba = series->next_lba;
	piece.sectors = (uint64_t)(end - series->next_lba);
	series->next_lba = end;
	series_add(series, &piece);
}

void record_progress(struct record *record, const struct imapi_progress *progress)
{
	uint64_t ms;

	if (!record)
		return;
	ms = progress->elapsed_ms > record->elapsed_ms
		     ? progress->elapsed_ms - record->elapsed_ms
		     : 0;
	record->elapsed_ms = progress->elapsed_ms;
	if (progress->action == IMAPI_ACTION_WRITING_DATA)
		observe(&record->write, progress, ms);
	else if (progress->action == IMAPI_ACTION_VERIFYING)
		observe(&record->read, progress, ms);
}
