/* SPDX-License-Identifier: MIT */
/* A piece that could not be read, or differs: read again until it is certain. */
#ifndef LIB_BURN_DOUBT_H
#define LIB_BURN_DOUBT_H

#include "burn/plan.h"
#include "burn/ranges.h"
#include "burn/readback.h"

/* What is in doubt, and how to tell that it is right. */
struct doubt_piece {
	int64_t lba;
	uint64_t first; /* sector of the stream, for the names of files */
	uint32_t sectors;
	uint8_t *data; /* what was read */
	bool (*right)(void *user, const uint8_t *data);
	void *user;
};

struct doubt {
	/* set by the caller */
	struct readback *readback;
	enum media_family family;
	uint32_t unit; /* sectors that are read together */

	uint8_t *unreadable; /* per sector of the last piece */
	bool slowed;	     /* the read speed is not the drive's own choice */
	usec_t spent;	     /* on all pieces so far, which is bounded */
	usec_t spent_singly;
	uint64_t singles; /* sectors that were read one by one */
};

/* @most is how many sectors a piece may have. */
imapi_status doubt_start(struct doubt *doubt, size_t most);
void doubt_done(struct doubt *doubt);

/*
 * Reads a piece unit by unit, up to three times, the last time at the lowest speed; what still
 * cannot be read, sector by sector. A failure means that the drive did not let it be read.
 */
imapi_status doubt_examine(struct doubt *doubt, const struct doubt_piece *piece,
			   bool *ret_right);

/*
 * Adds the bad sectors of the piece: those that cannot be read, and those that differ from
 * @source (NULL: not known; then all that could be read, unless some could not). @settings
 * may know the files.
 */
imapi_status doubt_list(const struct doubt *doubt, const struct doubt_piece *piece,
			const uint8_t *source, const struct burn_settings *settings,
			struct ranges *bad);

#endif
