/* SPDX-License-Identifier: MIT */
/* GOOD is not believed: what does the medium itself say about the data? */
#ifndef LIB_BURN_PROOF_H
#define LIB_BURN_PROOF_H

#include "burn/close.h"
#include "burn/plan.h"

struct proof {
	const struct plan *plan;
	const struct imapi_medium *before, *after;
	struct close_extent extent;
	bool session_closed; /* the close was confirmed */
	usec_t write_time;
	uint64_t buffer_bytes; /* of the drive */
};

/*
 * Checks disc status, sessions and the track against what was written.
 * Fails with IMAPI_E_WRITE_NOT_PROVEN.
 */
imapi_status proof_of_state(const struct proof *proof, struct imapi_error *err);

/* True if the data went faster than drive and medium can be. */
bool proof_too_fast(const struct proof *proof);

#endif
