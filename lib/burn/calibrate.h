/* SPDX-License-Identifier: MIT */
/* Optimum power calibration: a command that the drive may hold for minutes. */
#ifndef LIB_BURN_CALIBRATE_H
#define LIB_BURN_CALIBRATE_H

#include "burn/wait.h"

struct calibration {
	struct scsi_device *device;
	struct wait wait;
	unsigned tries;
	bool sent;
};

/* @account may be NULL. */
void calibrate_start(struct calibration *calibration, struct scsi_device *device,
		     struct account_entry *account);

/* Returns what the drive says in the end; a failed calibration is tried a second time. */
imapi_status calibrate_step(struct calibration *calibration, bool *ret_more);

#endif
