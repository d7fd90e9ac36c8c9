/* SPDX-License-Identifier: MIT */
/* Reading what was written, patiently, past the caches. */
#ifndef LIB_BURN_READBACK_H
#define LIB_BURN_READBACK_H

#include "mmc/mmc.h"

struct readback {
	struct scsi_device *device;
	uint32_t transfer; /* sectors per command */
	bool fua;	   /* past the drive's cache, as long as the drive lets us */
	bool unreadable;   /* the last failure was the medium's */
};

void readback_init(struct readback *readback, struct scsi_device *device);

/*
 * Reads @sectors at @lba; passing disturbances are sat out. If it fails, @unreadable says
 * whether these sectors are to blame, and not drive, bus or caller.
 */
imapi_status readback_read(struct readback *readback, int64_t lba, uint32_t sectors,
			   void *data);

#endif
