/* SPDX-License-Identifier: MIT */
/* After the close: until the drive reads the disc as it is now. */
#ifndef LIB_BURN_SETTLE_H
#define LIB_BURN_SETTLE_H

#include "burn/plan.h"
#include "burn/readback.h"

struct settling {
	/* set by the caller */
	struct scsi_device *device;
	const struct plan *plan;

	struct imapi_medium *after; /* the medium as it is now; the caller's once it is there */
	usec_t started, next;
	unsigned tries;
};

void settle_start(struct settling *settling);

/* Waits a while, then reads the state and a first and a last unit; sleeps half a second at
 * most. */
imapi_status settle_step(struct settling *settling, bool *ret_more);

#endif
