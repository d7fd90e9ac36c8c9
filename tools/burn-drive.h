/* SPDX-License-Identifier: MIT */
/* One drive that burns: from opening it to telling what came of it. */
#ifndef TOOLS_BURN_DRIVE_H
#define TOOLS_BURN_DRIVE_H

#include "imapi/data-writer.h"

#include "medium-text.h"
#include "report-data.h"
#include "source.h"

/* What a drive needs, in the order in which it comes to be. */
struct burn {
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	char *journal;			    /* its path, or NULL */
	uint64_t room;			    /* sectors that are free */
	struct source_place place;	    /* that the image is made for */
	struct imapi_stream *stream;	    /* borrowed */
	bool ends_exactly;		    /* nothing may follow its last sector */
	struct imapi_block_range ranges[4]; /* of the stream, that are to be written */
	size_t range_count;		    /* 0: all of it */
	imapi_path_of_sector_fn *lookup;
	void *lookup_user;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	struct report_data data; /* for --report and --json */
	char state[STATE_TEXT];	 /* of the medium before */
};

typedef imapi_status burn_start_fn(struct imapi_data_writer *writer,
				   struct imapi_stream *stream, struct imapi_job **ret_job);

/* Opens the drive and finds its journal. */
imapi_status burn_open_drive(struct run *run, struct burn *burn);

/* Refuses a medium that cannot be written. */
imapi_status burn_read_medium(struct run *run, struct burn *burn);

/* Refuses a stream that does not fit. */
imapi_status burn_check_room(struct run *run, const struct burn *burn);

/* Makes the writer, for place, stream and lookup. */
imapi_status burn_make_ready(struct run *run, struct burn *burn);

/* Whether the medium takes it at all; nothing is written. */
imapi_status burn_check_plan(struct run *run, struct burn *burn);
imapi_status burn_show_plan(struct run *run, struct burn *burn);

/* Burns. Prints nothing but progress, so that several drives can do it at once. */
imapi_status burn_write(struct run *run, struct burn *burn, burn_start_fn *start);

/* Says what came of it; adds it to the JSON. Then --report. */
void burn_tell(struct run *run, struct burn *burn, imapi_status status);
void burn_write_report(struct run *run, struct burn *burn,
		       const struct imapi_image_counts *counts, imapi_status status);

void burn_done(struct burn *burn);

#endif
