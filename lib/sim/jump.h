/* SPDX-License-Identifier: MIT */
/*
 * Layer jump recording of a DVD-R DL (MMC-6 layer jump): sessions lie on layer 0, one behind
 * the other, and leave it where the host has said (manual layer jump). What lies opposite on
 * layer 1 the close of the session fills.
 */
#ifndef LIB_SIM_JUMP_H
#define LIB_SIM_JUMP_H

#include "sim/disc.h"

#define JUMP_SESSIONS_MAX 99

/* A blank disc is recorded in this way, or in sequence. No effect on others. */
void jump_choose(struct sim_disc *disc, bool jumps);

/* SEND DISC STRUCTURE 23h: where the open session leaves layer 0. */
struct sim_sense jump_set(struct sim_disc *disc, uint32_t lba);

/* The session was closed: the next one has not said anything. */
void jump_forget(struct sim_disc *disc);

/* READ TRACK INFORMATION, LJRS: none, not said, said. */
uint8_t jump_state(const struct sim_disc *disc);

/* Blocks on layer 1 that the close of the open session has to fill. */
uint32_t jump_unfilled(const struct sim_disc *disc);

/* Capacity follows from what was loaded. */
void jump_fit(struct sim_disc *disc);

bool jump_is_open(const struct sim_disc *disc);

#endif
