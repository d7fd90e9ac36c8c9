/* SPDX-License-Identifier: MIT */
/* All that a report tells, collected from the library; whoever renders it sees only this. */
#ifndef TOOLS_REPORT_DATA_H
#define TOOLS_REPORT_DATA_H

#include "imapi/image-reader.h"
#include "imapi/medium.h"
#include "imapi/wait.h"

#include "run.h"
#include "series.h"

#include <time.h>

/* One wait with what belongs to it. */
struct report_wait {
	struct imapi_wait wait;
	unsigned source_count, poll_count;
	struct imapi_wait_source *sources;
	struct imapi_poll *polls;
};

/* Sectors that differ or cannot be read, and the files there. */
struct report_range {
	int64_t start_lba;
	uint64_t sectors;
	bool unreadable;
	json_t *paths; /* an array of texts */
};

#define FINDINGS_MOST 500

/* What is wrong with a file or the structure of the disc. */
struct report_finding {
	uint64_t block;
	char *path, *text;
};

/* Texts are borrowed: from the run, the medium and the job. */
struct report_data {
	const char *verb;
	const char *const *operands; /* what was burned or compared with, to NULL */
	time_t started, finished;    /* on the clock on the wall */
	imapi_status status;
	const struct failure *failure;

	const char *address;
	bool has_drive;
	struct imapi_recorder_identity drive;
	const char *medium; /* "BD-R", or NULL */
	const char *medium_state;
	uint64_t medium_bytes;
	uint32_t single_kbps;

	uint64_t wanted_bytes, files, directories;

	bool has_result; /* a job ran */
	struct imapi_burn_result result;
	const struct record *record; /* NULL: nothing was sampled */
	struct report_wait *waits;
	struct report_range *ranges;
	unsigned wait_count, range_count;

	struct report_finding *findings; /* at most FINDINGS_MOST */
	unsigned finding_count;		 /* of all */
};

void report_data_begin(struct report_data *data, const struct run *run);

/* Who the drive is; asks it, if the run wants a report. */
void report_data_take_drive(struct report_data *data, const struct run *run,
			    struct imapi_recorder *recorder);

/* @state must live as long as @data. */
void report_data_take_medium(struct report_data *data, const struct imapi_medium *medium,
			     const char *state);

/* Takes the result, the waits and the bad ranges of @job. */
void report_data_take_job(struct report_data *data, const struct imapi_job *job);

/* Copies the texts. */
void report_data_add_finding(struct report_data *data, uint64_t block, const char *path,
			     const char *text);

/* Verified here and there, as "quick" does, not from end to end. */
bool report_is_sampled(const struct report_data *data);

void report_data_done(struct report_data *data);

#endif
