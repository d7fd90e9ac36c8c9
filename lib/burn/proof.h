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
 * Checks disc status, sessions and the track against what was written. *@ret_shown is false if
 * the drive tells too little for a proof. Fails with IMAPI_E_WRITE_NOT_PROVEN.
 */
imapi_status proof_of_state(const struct proof *proof, struct imapi_error *err,
			    bool *ret_shown);

/* How the time of writing compares with the speed of drive and medium. */
enum proof_pace {
	PACE_UNKNOWN, /* the drive names no speed, or its buffer took it all */
	PACE_FITS,
	PACE_TOO_FAST, /* faster than drive and medium can be */
};

enum proof_pace proof_of_pace(const struct proof *proof);

#endif
