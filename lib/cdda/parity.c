/* SPDX-License-Identifier: MIT */
#include "cdda/parity-code.h"

#define PLACES 68	/* words that the sums of Q have */
#define PLACE_WEIGHT 44 /* the power of 2 that the first of them has */
#define ORDER 255	/* powers of 2 begin again */

uint8_t parity_mask[PARITY_MARGIN + PARITY_ROW + PARITY_MARGIN];
uint8_t parity_place[8][PARITY_PLACES];

static unsigned power_of_two(unsigned exponent)
{
	unsigned power = 1;

	while (exponent--)
		power = power << 1 ^ (power & 0x80 ? 0x11d : 0);
	return power;
}

void parity_prepare(void)
{
	memset(parity_mask + PARITY_MARGIN, 0xff, PARITY_ROW);
	for (unsigned place = 0; place < PLACES; place++) {
		unsigned weight = power_of_two((PLACE_WEIGHT + ORDER - place) % ORDER);

		for (unsigned bit = 0; bit < 8; bit++)
			memset(parity_place[bit] + 2 * place, weight >> bit & 1 ? 0xff : 0, 2);
	}
}

void parity_portable(uint8_t *sector)
{
	put_parity(sector);
}
