/* SPDX-License-Identifier: MIT */
#include "burn/proof.h"

#include "base/mem.h"

#include <inttypes.h>

#define BUFFER_GUESS (8u << 20)
#define FASTER_THAN_POSSIBLE 2 /* twice the fastest rate that the drive itself tells */

static imapi_status not_proven(struct imapi_error *err)
{
	return err_advise(err, IMAPI_E_WRITE_NOT_PROVEN,
			  "Do not trust this disc. Try another disc, then another drive.");
}

static const struct imapi_track *find_track(const struct proof *proof)
{
	const struct imapi_medium *m = proof->after;

	for (unsigned i = 0; i < m->track_count; i++) {
		const struct imapi_track *t = &m->tracks[i];

		if (t->start <= proof->extent.start && !t->is_blank &&
		    t->start + (int64_t)t->sectors > proof->extent.start)
			return t;
	}
	return NULL;
}

static imapi_status check_track(const struct proof *proof, struct imapi_error *err)
{
	const struct imapi_track *t = find_track(proof);
	int64_t end = proof->extent.start + (int64_t)proof->extent.sectors;

	/* a drive that lists no tracks of a final disc leaves this to the samples */
	if (!t && proof->after->track_count == 0)
		return IMAPI_OK;
	if (!t) {
		err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
			"the drive accepted %" PRIu64
			" sectors, but no track holds LBA %" PRId64,
			proof->extent.sectors, proof->extent.start);
		return not_proven(err);
	}
	if (t->start + (int64_t)t->sectors >= end)
		return IMAPI_OK;
	err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
		"track %u ends at LBA %" PRId64 ", but the data goes on to LBA %" PRId64,
		t->number, t->start + (int64_t)t->sectors - 1, end - 1);
	return not_proven(err);
}

static imapi_status check_disc(const struct proof *proof, struct imapi_error *err)
{
	if (proof->after->info.disc_status == DISC_EMPTY) {
		err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
			"the drive accepted everything, and now says that the disc is blank");
		return not_proven(err);
	}
	if (proof->session_closed &&
	    proof->after->session_count <= proof->before->session_count) {
		err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
			"the disc has %u sessions, as many as before",
			proof->after->session_count);
		return not_proven(err);
	}
	if (!media_written_anywhere(proof->after->profile) &&
	    proof->after->next_writable >= 0 &&
	    proof->after->next_writable <
		    proof->extent.start + (int64_t)proof->extent.sectors) {
		err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
			"the drive would write at LBA %" PRId64 " next, where data should be",
			proof->after->next_writable);
		return not_proven(err);
	}
	return IMAPI_OK;
}

imapi_status proof_of_state(const struct proof *proof, struct imapi_error *err, bool *ret_shown)
{
	imapi_status status = check_disc(proof, err);

	if (!IMAPI_FAILED(status))
		status = check_track(proof, err);
	if (!IMAPI_FAILED(status))
		*ret_shown = proof->session_closed && proof->after->track_count > 0;
	return status;
}

enum proof_pace proof_of_pace(const struct proof *proof)
{
	const struct imapi_medium *m = proof->before;
	uint64_t bytes = proof->extent.sectors * media_speed_sector(m->profile->family);
	uint64_t buffer = proof->buffer_bytes ? proof->buffer_bytes : BUFFER_GUESS;
	usec_t fastest;

	if (m->speed_count == 0 || bytes <= buffer)
		return PACE_UNKNOWN;
	fastest = (bytes - buffer) * USEC_PER_MSEC / m->speeds[0];
	return proof->write_time * FASTER_THAN_POSSIBLE < fastest ? PACE_TOO_FAST : PACE_FITS;
}
