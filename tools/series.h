/* SPDX-License-Identifier: MIT */
/* How fast data moved, over the disc: a bounded number of samples, however long the job is. */
#ifndef TOOLS_SERIES_H
#define TOOLS_SERIES_H

#include "imapi/job.h"

#include <stdbool.h>
#include <stddef.h>

#define SERIES_MOST 2048

/* How full a buffer was, in percent; negative if it is not known. */
struct level {
	double low, mean, high;
};

/* A piece of the disc that was moved in one go. */
struct sample {
	int64_t lba;
	uint64_t sectors, ms;
	double slowest, fastest; /* of the parts that it was merged from; 1000 bytes/s */
	struct level host, drive;
};

struct series {
	size_t count;
	uint64_t least_ms; /* that a sample lasts, but for the last one */
	bool begun;
	int64_t next_lba;
	struct sample samples[SERIES_MOST];
};

/* Both directions of a job. */
struct record {
	struct series write, read;
	uint64_t elapsed_ms; /* on the clock of the drive */
};

/* A new record; NULL if out of memory. free() releases it. */
struct record *record_new(void);

/* Takes what a step of a job told. @record may be NULL. */
void record_progress(struct record *record, const struct imapi_progress *progress);

/* Adds a piece; when the series is full, neighbours become one. */
void series_add(struct series *series, const struct sample *piece);

/* 1000 bytes per second; 0 if no time has passed. */
double sample_kbps(const struct sample *sample);

#endif
