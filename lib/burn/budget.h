/* SPDX-License-Identifier: MIT */
/* How long a long operation is expected to take, and how long to wait for it. */
#ifndef LIB_BURN_BUDGET_H
#define LIB_BURN_BUDGET_H

#include "media/media.h"

/* What the time of an operation depends on. */
struct budget_work {
	enum media_family family;
	enum media_close_kind kind;
	bool finalise, first_session;
	uint64_t end_sector;	/* where the data ends on the medium */
	uint64_t total_sectors; /* of the medium */
	uint64_t buffer_bytes;	/* that the drive may still hold; 0: not known */
	kbps_t rate;		/* 0: not known */
	uint32_t max_wait_s;	/* the caller's limit; 0: none */
};

struct budget {
	usec_t expect; /* the estimate */
	usec_t soft;   /* longer than usual from here on */
	usec_t hard;   /* the end of the wait; 0: none */
};

/* The lead-outs, fillings and buffers that the drive has to write, at the rate it writes. */
struct budget budget_for(const struct budget_work *work);

#endif
