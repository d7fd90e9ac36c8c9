/* SPDX-License-Identifier: MIT */
/* What a drive, and what is remembered of it, tell about how long it takes; asked at rest. */
#ifndef LIB_BURN_SOURCES_H
#define LIB_BURN_SOURCES_H

#include "burn/account.h"
#include "burn/budget.h"
#include "mmc/mmc.h"

#define SOURCES_COMMANDS 4

struct sources {
	struct inquiry drive;
	bool has_drive, has_page, has_feature, has_buffer;
	struct mmc_timeouts page; /* mode page 1Dh */
	uint8_t feature_length;	  /* of feature 0105h, without its header */
	uint8_t event_classes;	  /* of GET EVENT STATUS NOTIFICATION, a bit each; 0: none */
	struct mmc_command_time
		times[SOURCES_COMMANDS]; /* of the commands that begin long operations */
	bool asked_times;
	uint64_t buffer_bytes; /* of the drive */
};

/*
 * Asks what a drive at rest can be asked safely. What it refuses is not known, and no error.
 * Command time-outs only if the caller @ask_times and the drive knows SPC-3: an older one may
 * take REPORT SUPPORTED OPERATION CODES for SEND KEY and wait for data that never come.
 */
void sources_collect(struct scsi_device *device, bool ask_times, struct sources *ret_sources);

bool sources_busy_events(const struct sources *sources);

/* A drive, a medium and what is to be done. */
struct source_case {
	const struct sources *sources;
	const struct budget_work *work;
	uint16_t profile;
	const char *folder; /* of the history; NULL: none */
};

/* The budget, with all that is believed; every source gets its row in @entry, if there is one.
 */
struct budget sources_budget(const struct source_case *c, struct account_entry *entry);

/* Remembers a confirmed time; a file that cannot be written is only logged. */
void sources_remember(const struct source_case *c, struct imapi_context *context,
		      usec_t duration);

#endif
