/* SPDX-License-Identifier: MIT */
/* Session at once on CD: the cue sheet, and how far what it lays out is written. */
#ifndef LIB_SIM_CUE_H
#define LIB_SIM_CUE_H

#include "sim/medium.h"

#define CUE_PARTS 200 /* two for each track, and the lead-out */

/* What the host sends for a block: its bytes, 0 if the drive makes them up, and where the user
 * data is in them.
 */
struct sim_cue_form {
	uint8_t code, mode; /* mode 1, or 2 for XA */
	uint16_t sector, user;
};

/* From here to where the next part begins. */
struct sim_cue_part {
	int32_t start;
	uint8_t track; /* LEAD_OUT_TRACK: the last part */
	bool pregap;
	const struct sim_cue_form *form;
};

struct sim_cue {
	struct sim_cue_part parts[CUE_PARTS];
	unsigned count; /* 0: there is no sheet */
	int32_t next;	/* where writing goes on */
	bool begun;	/* the tracks are laid out on the disc */
};

struct sim_drive;

/* What a write would say, and how many bytes it takes. */
struct sim_sense cue_check(const struct sim_drive *drive, int32_t lba, uint32_t blocks,
			   uint64_t *ret_bytes);
/* Takes what cue_check() allows; the number of the track that it belongs to. */
struct sim_sense cue_write(struct sim_drive *drive, const uint8_t *data, uint32_t blocks,
			   unsigned *ret_track);
/* The same without effect on the disc, for a test write. */
void cue_skip(struct sim_drive *drive, uint32_t blocks);
/* Everything up to the lead-out is written: a flush ends the session. */
bool cue_complete(const struct sim_drive *drive);
/* Ends the session if it is complete, as the write parameters say. */
void cue_finish(struct sim_drive *drive);
/* There is no sheet any more; a session that lacks something is cut off. */
void cue_forget(struct sim_drive *drive);

#endif
