/* SPDX-License-Identifier: MIT */
/* Commands that a drive may hold for minutes because it calibrates its laser meanwhile: SEND
 * OPC INFORMATION, and SEND DISC STRUCTURE for the end of layer 0. */
#ifndef LIB_BURN_CALIBRATE_H
#define LIB_BURN_CALIBRATE_H

#include "burn/wait.h"

struct calibration {
	struct scsi_device *device;
	struct wait wait;
	uint32_t layer_0; /* what layer 0 is to hold; 0: only calibrate */
	unsigned tries;
	bool sent;
};

/* @account may be NULL, @layer_0 be 0. */
void calibrate_start(struct calibration *calibration, struct scsi_device *device,
		     uint32_t layer_0, struct account_entry *account);

/* Returns what the drive says in the end; a failed calibration is tried a second time. */
imapi_status calibrate_step(struct calibration *calibration, bool *ret_more);

#endif
