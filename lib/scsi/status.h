/* SPDX-License-Identifier: MIT */
/* SCSI status bytes (SAM-4 5.3) and names for what a device says. */
#ifndef LIB_SCSI_STATUS_H
#define LIB_SCSI_STATUS_H

#include <stdint.h>

enum scsi_status {
	SCSI_GOOD = 0x00,
	SCSI_CHECK_CONDITION = 0x02,
	SCSI_CONDITION_MET = 0x04,
	SCSI_BUSY = 0x08,
	SCSI_RESERVATION_CONFLICT = 0x18,
	SCSI_TASK_SET_FULL = 0x28,
	SCSI_TASK_ABORTED = 0x40,
};

/* "BUSY"; "an unknown status" for others. */
const char *scsi_status_name(uint8_t status);

/* "medium error" */
const char *sense_key_name(uint8_t key);

#endif
