/* SPDX-License-Identifier: MIT */
/* Long operations under way: begun, told about, ended, cut off. */
#ifndef LIB_SIM_WORK_H
#define LIB_SIM_WORK_H

#include "sim/drive.h"

/* The model's habit for this kind of work; a good one if it has none. */
const struct sim_habit *work_habit(const struct sim_drive *drive, enum sim_work_kind kind);

/* What a command that would begin the work is refused with, else GOOD. */
struct sim_sense work_refusal(const struct sim_drive *drive, enum sim_work_kind kind,
			      bool immed);

/* Starts work that takes @duration, unless the model has another time for it. */
void work_begin(struct sim_drive *drive, enum sim_work_kind kind, usec_t duration,
		unsigned track);
/* A format that leaves what is on the medium as it is. */
void work_begin_growing(struct sim_drive *drive, usec_t duration);
/*
 * Lets the work that was begun run in the background if the CDB's IMMED bit allows and the
 * model honours it, else holds the command until it is over.
 */
struct sim_sense work_run(struct sim_task *task, bool immed);

/* Brings the state up to the clock: what has ended in the meantime takes effect. */
void work_update(struct sim_drive *drive);
/* Ends the work at once, and empties the buffer: power goes off in order. */
void work_release(struct sim_drive *drive);

/* Stops the work where it is: the medium stays as it is now. */
void work_cut(struct sim_drive *drive);

/* It goes on to tell of itself until the medium is put out and in. */
bool work_needs_loading(const struct sim_drive *drive);

/* What it does is not done yet; afterwards it may still tell of it. */
bool work_active(const struct sim_drive *drive);
/* The same, and what is under way changes the medium. */
bool work_writes(const struct sim_drive *drive);
/* What a witness tells of the work, GOOD if nothing. */
struct sim_sense work_says(const struct sim_drive *drive, enum sim_witness witness);
/* When, after now, a witness may come to tell something else; UINT64_MAX if never. */
usec_t work_changes_at(const struct sim_drive *drive);

/* Progress in 1/65536. */
uint16_t work_progress(const struct sim_drive *drive);

#endif
