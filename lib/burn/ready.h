/* SPDX-License-Identifier: MIT */
/* Until a drive has loaded a medium, or spun it up. */
#ifndef LIB_BURN_READY_H
#define LIB_BURN_READY_H

#include "burn/wait.h"

struct ready {
	struct scsi_device *device;
	struct wait wait;
	bool started; /* START STOP UNIT was sent, because the drive asked for it */
};

/* @operation is LOAD or SPIN_UP; @account may be NULL. */
void ready_start(struct ready *ready, struct scsi_device *device,
		 enum imapi_operation operation, struct account_entry *account);

/*
 * Sleeps for half a second at most; *@ret_more says whether it has to be called again. Fails
 * with what the drive says, IMAPI_E_RECORDER_MEDIA_NO_MEDIA, ..._BECOMING_READY if the wait
 * ended, IMAPI_E_RECORDER_COMMAND_TIMEOUT if the drive does not answer.
 */
imapi_status ready_step(struct ready *ready, bool *ret_more);

/* All steps at once. */
imapi_status ready_run(struct scsi_device *device, enum imapi_operation operation);

#endif
