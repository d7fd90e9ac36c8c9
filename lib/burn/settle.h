/* SPDX-License-Identifier: MIT */
/* After the close: until the drive reads the disc as it is now. */
#ifndef LIB_BURN_SETTLE_H
#define LIB_BURN_SETTLE_H

#include "burn/plan.h"
#include "burn/readback.h"
#include "burn/ready.h"
#include "burn/reload.h"

enum settle_end {
	SETTLE_GOES_ON,
	SETTLE_READS,	/* start and end of the data can be read */
	SETTLE_UNREAD,	/* they cannot, and that is not for want of a reload */
	SETTLE_BY_HAND, /* only somebody who takes the disc out and in can help */
};

struct settling {
	/* set by the caller */
	struct scsi_device *device;
	const struct plan *plan;
	bool locked;		 /* the medium is, and shall be when this ends */
	struct account *account; /* where the waits for a reload are written down */
	usec_t zero;		 /* the start of the job, for the account */

	/* the result */
	enum settle_end end;
	struct imapi_medium *after; /* the medium as it is now; the caller's; NULL: not known */
	bool reset_seen;	    /* a power on or reset was reported after the close */
	unsigned reloads;

	/* how far it is */
	struct readback readback;
	enum settle_round { ROUND_PLAIN, ROUND_SPUN, ROUND_LOADED } round;
	usec_t started, next; /* of this round; the next look */
	unsigned tries;
	bool relock;  /* the lock was opened for the tray */
	bool waiting; /* for a drive that reloads */
	usec_t reloaded;
	struct ready ready;
};

void settle_start(struct settling *settling);

/*
 * Waits a while, then reads state, start and end; reloads the medium if it has to. Sleeps half
 * a second at most. Returns 0 with an end, or a failure if nothing is known about the disc.
 */
imapi_status settle_step(struct settling *settling, bool *ret_more);

#endif
