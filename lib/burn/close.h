/* SPDX-License-Identifier: MIT */
/* One rung of the closing ladder: send the command, wait, judge what came of it. */
#ifndef LIB_BURN_CLOSE_H
#define LIB_BURN_CLOSE_H

#include "imapi/job.h"

#include "burn/wait.h"
#include "media/medium.h"

/* What was written, and where. */
struct close_extent {
	int64_t start;
	uint64_t sectors;
	unsigned track;
	uint32_t run_out; /* sectors that the drive ends a track with, no user data */
};

/* How the medium's idea of the track compares with what was written. */
enum close_data {
	DATA_UNKNOWN,  /* the drive does not tell */
	DATA_COMPLETE, /* all of it */
	DATA_LACKING,  /* the last sectors are missing */
	DATA_NONE,     /* nothing was written */
};

struct closing {
	/* set by the caller */
	struct scsi_device *device;
	const struct media_profile *profile;
	const struct media_ops *ops; /* how it was written */
	const struct media_close_step *step;
	struct mmc_disc_info before; /* the disc before the burn */
	struct close_extent extent;
	struct budget budget;
	bool busy_events; /* the drive has Device Busy events */
	bool finalise;
	bool later;	  /* a rung that shows more of the track is to come */
	uint64_t lacking; /* sectors that were missing when an earlier rung ended; kept up */
	struct account_entry *account; /* NULL: nothing is written down */

	/* the result */
	enum imapi_close_state state;
	bool is_final;	      /* nothing can be appended */
	enum close_data data; /* once it was looked at, because the close did not succeed */
	uint64_t missing;     /* sectors, for IMAPI_CLOSE_DATA_SHORT */

	/* how far it is */
	bool waiting, immed;
	bool unprepared;	  /* a reset took the mode pages */
	unsigned function;	  /* index into step->functions */
	unsigned resends, resets; /* because nobody knew; because the drive was reset */
	enum close_answer {
		ANSWER_HELD,	 /* none yet */
		ANSWER_ACCEPTED, /* the drive does it */
		ANSWER_UNSURE,	 /* busy, reset, no answer: it may have started or not */
		ANSWER_NOTHING,	 /* there is nothing to do */
		ANSWER_REFUSED,
		ANSWER_FAILED,
	} answer;
	struct scsi_outcome outcome; /* of the command */
	struct imapi_error error;    /* if it was refused or failed */
	struct wait wait;
};

/* The operation of a rung, as the account calls it. */
enum imapi_operation close_operation(enum media_close_kind kind);

void closing_start(struct closing *closing);

/*
 * A bounded piece of the work; *@ret_more says whether it has to be called again. In the end
 * 0 with state CLOSED (for a sync: the data is complete), IMAPI_S_CLOSED_UNCONFIRMED, or a
 * failure with its state.
 */
imapi_status closing_step(struct closing *closing, bool *ret_more);

/* Compares a track with what was written; *@ret_missing is set for DATA_LACKING. */
enum close_data close_compare(const struct close_extent *extent,
			      const struct mmc_track_info *track, uint64_t *ret_missing);

#endif
