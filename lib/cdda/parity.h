/* SPDX-License-Identifier: MIT */
/* Puts the P and Q parity of a sector behind what they protect (ECMA-130 annex A). */
#ifndef LIB_CDDA_PARITY_H
#define LIB_CDDA_PARITY_H

#include <stddef.h>
#include <stdint.h>

#define PARITY_OFFSET 12 /* of the first protected byte: behind the sync pattern */
#define PARITY_ROW 86
#define PARITY_DATA 2340
#define PARITY_MARGIN 160
#define PARITY_PLACES 160

/* A row of ones, zeros before and behind it. */
extern uint8_t parity_mask[PARITY_MARGIN + PARITY_ROW + PARITY_MARGIN];
/* Bit n of the weight of each place of the sums of Q, as 00 or FF. */
extern uint8_t parity_place[8][PARITY_PLACES];

/* Makes the tables; once, and before anything else here. */
void parity_prepare(void);

void parity_portable(uint8_t *sector);

#endif
