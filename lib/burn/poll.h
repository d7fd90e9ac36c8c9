/* SPDX-License-Identifier: MIT */
/* One look at a drive that works: who is asked, and what the answers mean. */
#ifndef LIB_BURN_POLL_H
#define LIB_BURN_POLL_H

#include "imapi/wait.h"

#include "mmc/mmc.h"

/* The values are those of enum imapi_poll_class. */
enum wait_class {
	WAIT_BUSY = IMAPI_POLL_BUSY,
	WAIT_SPLIT = IMAPI_POLL_SPLIT,
	WAIT_READY = IMAPI_POLL_READY,
	WAIT_ATTENTION = IMAPI_POLL_ATTENTION, /* a unit attention, which is no result */
	WAIT_FAULT = IMAPI_POLL_FAULT,	       /* an error that may be the operation's */
	WAIT_ABSENT = IMAPI_POLL_ABSENT,
	WAIT_HOSTFAIL = IMAPI_POLL_BUS, /* nothing is known */
	WAIT_SILENT = IMAPI_POLL_SILENT,
};

/* One poll, classified. */
struct wait_sample {
	enum wait_class class;
	struct scsi_outcome outcome; /* of the command that decided */
	bool has_disc, has_track;
	struct mmc_disc_info disc;
	struct mmc_track_info track;
	bool has_progress;
	int32_t progress; /* of 65536, the last that the drive told; -1 if it never did */
	usec_t foretold;  /* by a Device Busy event: time until it is ready; 0: none */
};

struct poller {
	/* set by the caller */
	struct scsi_device *device;
	unsigned track;	  /* asked for as a witness; 0: none */
	bool busy_events; /* the drive has Device Busy events, and answers when asked */
	bool no_disc;	  /* READ DISC INFORMATION is no witness: before a medium is known */
	bool background;  /* a drive that formats in the background is busy */

	unsigned samples;
	usec_t next_event;
	int32_t progress;
};

/* What one outcome says about the drive. */
enum wait_class wait_classify(const struct scsi_outcome *outcome);

/* Asks all witnesses, in the order that MMC-6 lets them answer while the drive works. */
struct wait_sample poll_drive(struct poller *poller);

#endif
