/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a long operation of the drive.
 *
 * The disc and track information are the witnesses; TEST UNIT READY alone proves nothing. How
 * long to wait comes from a budget that was computed for this operation. An end without the
 * expected state is its own result and never counts as done.
 */
#ifndef LIB_BURN_WAIT_H
#define LIB_BURN_WAIT_H

#include "burn/budget.h"

enum wait_class {
	WAIT_BUSY,	/* alive and working */
	WAIT_SPLIT,	/* TEST UNIT READY says ready, the witnesses say busy */
	WAIT_READY,	/* all witnesses answer */
	WAIT_ATTENTION, /* a unit attention, which is no result */
	WAIT_FAULT,	/* an error that may be the operation's */
	WAIT_ABSENT,	/* no medium, or no drive */
	WAIT_HOSTFAIL,	/* the bus failed; nothing is known */
};

/* One poll, classified. */
struct wait_sample {
	enum wait_class class;
	struct scsi_outcome outcome; /* of the command that decided */
	bool has_disc, has_track;
	struct mmc_disc_info disc;
	struct mmc_track_info track;
	int32_t progress; /* of 65536; -1 if the drive did not tell */
};

/* True if the state in a READY sample is the one that the operation leads to. */
typedef bool wait_reached_fn(void *user, const struct wait_sample *sample);

enum wait_end {
	WAIT_GOES_ON,
	WAIT_REACHED,	  /* confirmed twice */
	WAIT_NOT_REACHED, /* the drive is ready, the state is not the expected one */
	WAIT_EXPIRED,	  /* the budget is used up and the drive still works */
	WAIT_GONE,	  /* medium or drive went away */
	WAIT_LOST,	  /* the bus fails all the time */
};

struct wait {
	struct scsi_device *device;
	struct budget budget;
	unsigned track;	 /* asked for as a witness; 0: none */
	usec_t patience; /* how long READY without the expected state may last */
	wait_reached_fn *reached;
	void *user;

	usec_t started, next;
	usec_t reached_since, missed_since, absent_since, lost_since, fault_since; /* 0: no */
	unsigned samples;
	bool told; /* that it takes longer than usual */
	bool tur_lies, reset_seen;
	bool has_fault; /* a fault was seen while the drive worked; it may be the result */
	struct scsi_outcome fault;
	struct imapi_error fault_error;
	struct wait_sample last;
};

/* Begins a wait; the members above the gap are set by the caller. */
void wait_start(struct wait *wait);

/* Sleeps for at most half a second, polls if it is time to. */
enum wait_end wait_step(struct wait *wait);

/* What one outcome says about the drive. */
enum wait_class wait_classify(const struct scsi_outcome *outcome);

#endif
