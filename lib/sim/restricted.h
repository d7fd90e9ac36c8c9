/* SPDX-License-Identifier: MIT */
/* DVD-RW formatted for restricted overwrite: whole ECC units, in one border that can grow. */
#ifndef LIB_SIM_RESTRICTED_H
#define LIB_SIM_RESTRICTED_H

#include "mmc/replies.h"
#include "sim/drive.h"

#define RESTRICTED_FORMATS 5

/* What of the usual capacity is not there once it is formatted: the last border-out. */
#define RESTRICTED_LACKS 608

bool restricted_offered(const struct sim_disc *disc);
/* The formats that can be chosen now; returns how many. */
unsigned restricted_formats(const struct sim_disc *disc,
			    struct mmc_format_capacity ret[RESTRICTED_FORMATS]);
struct sim_sense restricted_check_format(const struct sim_disc *disc,
					 const struct mmc_format_list *list);
/* A new disc, as a full format leaves it. */
void restricted_take_format(struct sim_disc *disc);
/* Blocks that it writes; the rest is a matter of seconds. */
uint32_t restricted_format_length(const struct sim_disc *disc,
				  const struct mmc_format_list *list);
/* What is on the disc stays. */
bool restricted_grows(uint8_t type);
/* A new disc, as a full format leaves it. */
void restricted_take_format(struct sim_disc *disc);

/* The border is not closed: it grows as it is written. */
bool restricted_intermediate(const struct sim_disc *disc);
struct sim_sense restricted_check_write(const struct sim_disc *disc, uint32_t lba,
					uint32_t blocks, struct sim_track **ret_track);
struct sim_sense restricted_check_close(const struct sim_disc *disc, uint32_t function);
/* What the work of the drive changes on such a disc, or makes of one; false: nothing. */
bool restricted_finish(struct sim_drive *drive);

#endif
