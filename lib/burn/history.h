/* SPDX-License-Identifier: MIT */
/*
 * How long confirmed operations took, by drive model, firmware, medium and speed: a small text
 * file. It feeds the estimate and can lengthen a wait, never shorten one.
 */
#ifndef LIB_BURN_HISTORY_H
#define LIB_BURN_HISTORY_H

#include "imapi/wait.h"

#include "base/error.h"
#include "base/units.h"
#include "scsi/spc.h"

#define HISTORY_KEY 96
#define HISTORY_ENOUGH 3 /* samples */

/* What times are compared with each other; printable, without tabs. */
struct history_key {
	char text[HISTORY_KEY];
};

struct history_key history_key_make(const struct inquiry *drive, uint16_t profile, kbps_t speed,
				    enum imapi_operation operation);

struct history_times {
	unsigned count;	    /* of the last two years, the newest 64 at most */
	usec_t median, p95; /* 0 if count is 0 */
};

/* What the file in @folder holds for @key at the time of day @now. No file is no history. */
struct history_times history_read(const char *folder, const struct history_key *key,
				  int64_t now);

/*
 * Adds a line, and makes folder and file if they are not there. A file that has grown large
 * loses its older half. Fails with IMAPI_E_FILE_WRITE_FAILURE.
 */
imapi_status history_add(const char *folder, const struct history_key *key, usec_t duration,
			 int64_t now, struct imapi_error *err);

#endif
