/* SPDX-License-Identifier: MIT */
/*
 * Before a burn goes on: reads from the stream what the medium has already, for the digests,
 * and to see that stream and medium are those of the burn.
 */
#ifndef LIB_BURN_RECALL_H
#define LIB_BURN_RECALL_H

#include "burn/digests.h"
#include "burn/journal.h"
#include "burn/plan.h"
#include "burn/readback.h"
#include "scsi/command.h"
#include "stream/read-ahead.h"

struct recall {
	/* set by the caller */
	struct scsi_device *device;
	struct imapi_stream *stream;
	const struct plan *plan;
	const struct journal_facts *facts;
	struct digests *digests; /* gets every block that is not written again */

	uint64_t at, end;	     /* bytes read, and to be read */
	uint64_t known;		     /* bytes whose blocks go to @digests */
	bool reading;		     /* the stream; then the medium */
	struct digest_stream *check; /* up to the last checkpoint */
	struct read_ahead *ahead;
	uint64_t compare;	  /* the next block that is read from the medium, too */
	struct readback readback; /* patient, but a track that is open need not be readable */
};

imapi_status recall_start(struct recall *recall);

/*
 * Reads a piece of the stream, or compares a block of the medium: the first one, and those that
 * no checkpoint speaks for. Fails with IMAPI_E_SOURCE_CHANGED,
 * IMAPI_E_RESUME_OTHER_DISC, and what the stream says.
 */
imapi_status recall_step(struct recall *recall, bool *ret_more);

void recall_done(struct recall *recall);

#endif
