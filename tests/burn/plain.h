/* SPDX-License-Identifier: MIT */
/*
 * A burner that knows one thing about time: a constant. It writes, closes, asks TEST UNIT READY
 * until the drive is ready or the constant is over, and verifies, whichever it was. For tests
 * only: it shows what the adaptive wait is for.
 */
#ifndef TESTS_BURN_PLAIN_H
#define TESTS_BURN_PLAIN_H

#include "transport/transport.h"

struct plain_burn {
	const uint8_t *data;
	uint32_t sectors;
	unsigned wait_s; /* for each of flush, track and session */

	/* what it saw */
	bool close_timed_out;
	usec_t close_took;
	uint32_t first_bad; /* LBA that could not be read or differs */
};

/* Burns to a blank medium: 0, IMAPI_E_MEDIUM_WRITE_FAILED or
 * IMAPI_E_BURN_VERIFICATION_FAILED. */
imapi_status plain_burn(struct imapi_transport *transport, struct plain_burn *burn);

#endif
