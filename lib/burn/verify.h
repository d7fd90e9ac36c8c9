/* SPDX-License-Identifier: MIT */
/* Compares the medium with the digests that were taken while writing. */
#ifndef LIB_BURN_VERIFY_H
#define LIB_BURN_VERIFY_H

#include "burn/digests.h"
#include "burn/doubt.h"
#include "burn/plan.h"

struct verifier {
	/* set by the caller */
	struct scsi_device *device;
	struct imapi_stream *stream; /* asked again only where the medium differs */
	const struct plan *plan;
	const struct burn_settings *settings;
	const struct digests *digests;

	uint64_t next;	  /* block */
	uint64_t sectors; /* compared */
	struct ranges bad;

	struct readback readback;
	struct doubt doubt;
	uint8_t *block, *source; /* a block of the medium, and of the stream */
};

/* Prepares to read blocks; @fua: past the drive's cache, if the drive can do that. */
imapi_status verify_start(struct verifier *verifier, bool fua);

/*
 * Compares one block. Bad sectors go to @bad and are no failure; a failure means that the
 * comparison could not be carried out.
 */
imapi_status verify_block(struct verifier *verifier, uint64_t index);

/* The same with the next block of all. */
imapi_status verify_step(struct verifier *verifier, bool *ret_more);

void verify_done(struct verifier *verifier);

/* The data that was compared, for the report. */
struct verify_extent {
	int64_t start;
	uint64_t sectors;
	uint32_t unit;
};

/* Sets the error of a verification that found @bad, with place and path. */
imapi_status verify_report(const struct ranges *bad, const struct verify_extent *extent,
			   struct imapi_error *err);

#endif
