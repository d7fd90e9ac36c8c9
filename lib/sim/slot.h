/* SPDX-License-Identifier: MIT */
/* The state of a disc as the bytes of a slot of its file. */
#ifndef LIB_SIM_SLOT_H
#define LIB_SIM_SLOT_H

#include "sim/disc.h"
#include "sim/layout.h"

size_t slot_length(const struct sim_disc *disc);

/* Writes slot_length() bytes. */
void slot_encode(const struct sim_disc *disc, uint64_t generation, uint8_t *bytes);

/* False unless @bytes, SLOT_SIZE of them, hold a slot as it was written; its checksum is
 * cleared. */
bool slot_check(uint8_t *bytes, struct store_slot *ret_slot);

/* Takes the state over from a slot that was checked; false if it cannot be that of the disc. */
bool slot_decode(struct sim_disc *disc, const struct store_slot *slot, const uint8_t *bytes);

#endif
