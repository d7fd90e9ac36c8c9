/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a long operation of the drive.
 *
 * The disc and track information are the witnesses; TEST UNIT READY alone proves nothing. How
 * long to wait comes from a budget that was computed for this operation, and from what the
 * drive shows meanwhile. An end without the expected state is its own result and never counts
 * as done. docs/adaptive-close.md has the rule.
 */
#ifndef LIB_BURN_WAIT_H
#define LIB_BURN_WAIT_H

#include "burn/account.h"
#include "burn/budget.h"
#include "burn/poll.h"
#include "burn/trend.h"

/* True if the state in a READY sample is the one that the operation leads to. */
typedef bool wait_reached_fn(void *user, const struct wait_sample *sample);

enum wait_end {
	WAIT_GOES_ON,
	WAIT_REACHED,	  /* confirmed twice */
	WAIT_NOT_REACHED, /* the drive is ready, the state is not the expected one */
	WAIT_EXPIRED,	  /* the drive answers that it works, and the time is up */
	WAIT_GONE,	  /* medium or drive went away */
	WAIT_LOST,	  /* the bus fails all the time */
	WAIT_MUTE,	  /* the drive answers nothing any more */
};

struct wait {
	/* set by the caller; what is not named is 0 */
	struct scsi_device *device;
	struct budget budget;
	unsigned track;	  /* asked for as a witness; 0: none */
	bool busy_events; /* the drive has Device Busy events */
	bool no_disc;	  /* READ DISC INFORMATION is no witness */
	bool background;  /* what runs in the background is waited for, too */
	usec_t patience;  /* how long READY without the expected state may last */
	wait_reached_fn *reached;
	void *user;
	struct account_entry *account; /* NULL: nothing is written down */

	/* what is known */
	struct poller poller;
	struct trend trend;
	usec_t started, next;
	usec_t answered, moved; /* the last time */
	usec_t foretold_until;	/* by Device Busy events */
	unsigned foretold_count, turns;
	uint8_t busy_ascq;
	struct wait_fields {
		bool known;
		uint8_t disc_status, last_session_state, background_format;
		unsigned sessions, last_track;
		uint32_t nwa, lra, free_blocks;
	} fields; /* of the last sample that had them */
	usec_t next_inquiry;
	usec_t reached_since, missed_since, absent_since, lost_since, fault_since,
		outvoted_since; /* 0: no */
	unsigned samples;
	int32_t shown; /* the most progress that was shown */
	bool told;     /* that it takes longer than usual */
	bool tur_lies, reset_seen;
	bool held;	    /* the operation's own command is not answered yet */
	bool without_immed; /* and was sent to be held */
	bool has_late;	    /* the answer to it has come */
	struct scsi_outcome late;
	struct imapi_error late_error;
	bool has_fault; /* a fault was seen while the drive worked; it may be the result */
	struct scsi_outcome fault;
	struct imapi_error fault_error;
	struct wait_sample last;
};

/* Begins a wait; the members above the gap are set by the caller. */
void wait_start(struct wait *wait);

/* The command was, or is about to be, sent once more; the time goes on. */
void wait_again(struct wait *wait);

/*
 * Sleeps for at most half a second, polls if it is time to. While a command is not answered it
 * waits for the answer instead; the one to the operation's own command goes to @late.
 */
enum wait_end wait_step(struct wait *wait);

/* Progress of 65536 that can be shown: trusted, and never less than before; -1: none. */
int32_t wait_progress(struct wait *wait);

/* When the wait would end by what is known now, on the transport's clock; 0: never. */
usec_t wait_deadline(const struct wait *wait);

#endif
