/* SPDX-License-Identifier: MIT */
#include "scsi/status.h"

const char *scsi_status_name(uint8_t status)
{
	switch (status) {
	case SCSI_GOOD:
		return "GOOD";
	case SCSI_CHECK_CONDITION:
		return "CHECK CONDITION";
	case SCSI_CONDITION_MET:
		return "CONDITION MET";
	case SCSI_BUSY:
		return "BUSY";
	case SCSI_RESERVATION_CONFLICT:
		return "RESERVATION CONFLICT";
	case SCSI_TASK_SET_FULL:
		return "TASK SET FULL";
	case SCSI_TASK_ABORTED:
		return "TASK ABORTED";
	default:
		return "an unknown status";
	}
}

const char *sense_key_name(uint8_t key)
{
	static const char *const names[16] = {
		"no sense",	   "recovered error", "not ready",	"medium error",
		"hardware error",  "illegal request", "unit attention", "data protect",
		"blank check",	   "vendor specific", "copy aborted",	"aborted command",
		"reserved key Ch", "volume overflow", "miscompare",	"reserved key Fh",
	};

	return names[key & 0x0f];
}
