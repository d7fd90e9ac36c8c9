/* SPDX-License-Identifier: MIT */
/* Compares the medium with the digests that were taken while writing. */
#ifndef LIB_BURN_VERIFY_H
#define LIB_BURN_VERIFY_H

#include "burn/digests.h"
#include "burn/plan.h"
#include "burn/ranges.h"
#include "burn/readback.h"

#define VERIFY_SAMPLES_MAX 64

struct verifier {
	/* set by the caller */
	struct scsi_device *device;
	struct imapi_stream *stream; /* asked again only where the medium differs */
	const struct plan *plan;
	const struct burn_settings *settings;
	const struct digests *digests;

	unsigned sample_count; /* 0: every block */
	uint64_t samples[VERIFY_SAMPLES_MAX];
	uint64_t next, count; /* blocks, or samples */
	uint64_t sectors;     /* compared */
	struct ranges bad;

	struct readback readback;
	uint8_t *block, *source; /* a block of the medium, and of the stream */
	uint8_t *unreadable;	 /* per unit of the block */
};

/* Prepares to read every block (@samples 0), or first, last and some in between. */
imapi_status verify_start(struct verifier *verifier, unsigned samples);

/*
 * Compares one block. Bad sectors go to @bad and are no failure; a failure means that the
 * comparison could not be carried out.
 */
imapi_status verify_step(struct verifier *verifier, bool *ret_more);

void verify_done(struct verifier *verifier);

/* Sets the error of a verification that found @bad, with place and path. */
imapi_status verify_report(const struct ranges *bad, struct imapi_error *err);

#endif
