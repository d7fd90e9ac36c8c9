/* SPDX-License-Identifier: MIT */
/* The body of a recorder. */
#ifndef LIB_API_RECORDER_H
#define LIB_API_RECORDER_H

#include "imapi/recorder.h"

#include "scsi/command.h"

struct imapi_recorder {
	struct imapi_context *context;
	char *address;
	struct scsi_device device;
	bool busy; /* a job runs */
};

#endif
