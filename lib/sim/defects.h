/* SPDX-License-Identifier: MIT */
/* Bad clusters of a medium, and the spare ones that replace them. */
#ifndef LIB_SIM_DEFECTS_H
#define LIB_SIM_DEFECTS_H

#include "sim/medium.h"

#define DEFECTS_MAX 16

struct sim_disc;

struct sim_defect {
	uint32_t lba;	       /* in the cluster that is bad */
	bool replaced, unread; /* by a spare; written, and cannot be read back */
};

struct sim_defects {
	struct sim_defect list[DEFECTS_MAX];
	unsigned count;
};

/* Adds one bad cluster after the other: "LBA,LBA". False if it cannot be understood. */
bool defects_add(struct sim_defects *defects, const char *text);

/* The disc has the bad clusters of @more too. False if they are too many. */
bool defects_join(struct sim_disc *disc, const struct sim_defects *more);

/* False if no disc of this kind can have them. */
bool defects_sane(const struct sim_disc *disc);

/* True if the disc has spares: a drive reads back what it writes, at half the speed. */
bool defects_managed(const struct sim_disc *disc);

/* Spare clusters that are not used yet. */
uint32_t defects_spares(const struct sim_disc *disc);

/* What becomes of a write that reaches bad clusters; @streaming: it is not read back. */
struct sim_sense defects_write(struct sim_disc *disc, uint32_t lba, uint32_t blocks,
			       bool streaming);

/* What reading says; *@ret_bad is the first block that cannot be read. */
struct sim_sense defects_read(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
			      uint32_t *ret_bad);

/* The disc is formatted anew: all spares are free, and the bad clusters are as bad. */
void defects_forget(struct sim_disc *disc);

#endif
