/* SPDX-License-Identifier: MIT */
/* Bad clusters of a medium, and the spare ones that replace them. */
#ifndef LIB_SIM_DEFECTS_H
#define LIB_SIM_DEFECTS_H

#include "sim/medium.h"

#define DEFECTS_MAX 16

struct sim_drive;

struct sim_defect {
	uint32_t lba;	       /* in the cluster that is bad */
	bool replaced, unread; /* by a spare; written, and cannot be read back */
};

struct sim_defects {
	struct sim_defect list[DEFECTS_MAX];
	unsigned count;
	bool streaming; /* the last write did without management */
};

/* Adds one bad cluster after the other: "LBA,LBA". False if it cannot be understood. */
bool defects_add(struct sim_defects *defects, const char *text);

/* True if the disc has spares: a drive reads back what it writes, at half the speed. */
bool defects_managed(const struct sim_disc *disc);

/* Spare clusters that are not used yet. */
uint32_t defects_spares(const struct sim_drive *drive);

/* What becomes of a write that reaches bad clusters; @streaming: it is not read back. */
struct sim_sense defects_write(struct sim_drive *drive, uint32_t lba, uint32_t blocks,
			       bool streaming);

/* What reading says; *@ret_bad is the first block that cannot be read. */
struct sim_sense defects_read(const struct sim_drive *drive, uint32_t lba, uint32_t blocks,
			      uint32_t *ret_bad);

/* The disc is formatted anew. */
void defects_forget(struct sim_drive *drive);

#endif
