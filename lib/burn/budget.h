/* SPDX-License-Identifier: MIT */
/* How long a long operation is expected to take, and how long to wait for it. */
#ifndef LIB_BURN_BUDGET_H
#define LIB_BURN_BUDGET_H

#include "imapi/wait.h"

#include "media/media.h"

/* What the time of an operation depends on. */
struct budget_work {
	enum media_family family;
	enum imapi_operation operation;
	bool finalise; /* nothing is to be appended */
	bool first_session;
	bool whole;		/* blank and format: every sector of the medium */
	uint64_t end_sector;	/* where the data ends on the medium */
	uint64_t total_sectors; /* of the medium */
	uint64_t buffer_bytes;	/* that the drive may still hold; 0: not known */
	kbps_t rate;		/* that was asked for; 0: not known */
	kbps_t measured;	/* that this job has seen; 0: not known */
	uint32_t max_wait_s;	/* the caller's limit; 0: none */
};

/* All from the start of the operation, but silent and quiet: see docs/adaptive-close.md. */
struct budget {
	usec_t expect; /* the estimate */
	usec_t usual;  /* longer is unusual */
	usec_t silent; /* how long a drive may give no answer at all */
	usec_t quiet;  /* how long one may answer and show nothing that moves */
	usec_t limit;  /* whatever it shows; 0: none */
};

/* Seconds for mechanics and structures, and bytes that the drive writes to fill up. */
struct budget_amount {
	uint64_t seconds, bytes;
	kbps_t rate;
};

/* The lead-outs, fillings and buffers that the drive has to write, at the rate it writes. */
struct budget_amount budget_amount(const struct budget_work *work);
struct budget budget_for(const struct budget_work *work);

/* A device said or history shows that it may take that long; only ever lengthens. */
void budget_raise(struct budget *budget, usec_t usual);

#endif
