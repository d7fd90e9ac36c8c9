/* SPDX-License-Identifier: MIT */
/* Compares a medium with a stream, sector by sector. */
#ifndef LIB_BURN_COMPARE_H
#define LIB_BURN_COMPARE_H

#include "burn/doubt.h"
#include "burn/plan.h"
#include "stream/read-ahead.h"

struct compare {
	/* set by the caller */
	struct scsi_device *device;
	struct imapi_stream *stream;
	const struct burn_settings *settings; /* for the names of files */
	int64_t start;
	enum media_family family; /* for the lowest read speed */

	uint64_t sectors; /* compared */
	struct ranges bad;
	struct readback readback;
	struct doubt doubt;
	struct read_ahead *ahead;
	uint8_t *data;
};

imapi_status compare_start(struct compare *compare);

/* Compares a quarter of a MiB. A failure means that it could not be carried out. */
imapi_status compare_step(struct compare *compare, bool *ret_more);

void compare_done(struct compare *compare);

#endif
