/* SPDX-License-Identifier: MIT */
/* Reading what was written, patiently, past the caches. */
#ifndef LIB_BURN_READBACK_H
#define LIB_BURN_READBACK_H

#include "mmc/mmc.h"

/* Whose fault the last failure is. Only the first one says anything about the sectors. */
enum readback_fault {
	READBACK_NONE,
	READBACK_MEDIUM, /* they cannot be read, and the drive is ready */
	READBACK_STALE,	 /* the drive does not know the address, or its kind of track */
	READBACK_DRIVE,	 /* not ready, reset, refusal, bus; or there is no medium */
};

struct readback {
	struct scsi_device *device;
	uint32_t transfer;   /* sectors per command */
	unsigned tries;	     /* of a command that fails for no reason of the medium's */
	usec_t patience;     /* with a drive that says that it is not ready */
	bool fua;	     /* past the drive's cache, as long as the drive lets us */
	bool trust_capacity; /* sectors behind the end of the disc are unreadable, not stale */

	enum readback_fault fault;
	bool reset_seen; /* a power on or reset was reported */
};

/* 4 tries, 240 s of patience, through the cache. */
void readback_init(struct readback *readback, struct scsi_device *device);

/*
 * Reads @sectors at @lba; passing disturbances are sat out, a cancel ends that. If it fails,
 * @fault says why.
 */
imapi_status readback_read(struct readback *readback, int64_t lba, uint32_t sectors,
			   void *data);

#endif
