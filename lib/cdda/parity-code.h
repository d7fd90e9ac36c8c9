/* SPDX-License-Identifier: MIT */
/* The P and Q parity of a sector, made once for each kind of machine (ECMA-130 annex A). */
#ifndef LIB_CDDA_PARITY_CODE_H
#define LIB_CDDA_PARITY_CODE_H

#include "cdda/parity.h"

#include <string.h>

#define LANES 32
#define P_LANES 3 /* vectors that hold a row of the 24 x 43 words */
#define Q_LANES 5 /* and one that is shifted by up to 25 words */
#define ROW PARITY_ROW
#define P_ROWS 24
#define Q_ROWS 26 /* with the parity P */

typedef uint8_t lanes __attribute__((vector_size(LANES)));
typedef int8_t signed_lanes __attribute__((vector_size(LANES)));

/* Sum of the bytes of each code, and the sum with the first weighted by the highest power of 2.
 */
struct parity_sums {
	lanes plain[Q_LANES], weighted[Q_LANES];
};

/* In the field of 256 elements of x^8 + x^4 + x^3 + x^2 + 1. */
static inline __attribute__((always_inline)) void double_lanes(lanes *a)
{
	*a = (*a + *a) ^ ((lanes)((signed_lanes)*a < 0) & 0x1d);
}

static inline __attribute__((always_inline)) void add_row(struct parity_sums *sums, unsigned i,
							  const uint8_t *row,
							  const uint8_t *mask)
{
	lanes data, kept;

	memcpy(&data, row + i * LANES, LANES);
	memcpy(&kept, mask + i * LANES, LANES);
	data &= kept;
	double_lanes(&sums->weighted[i]);
	sums->plain[i] ^= data;
	sums->weighted[i] ^= data;
}

/* The two parity bytes that make both sums of a code 0. */
static inline __attribute__((always_inline)) void solve(struct parity_sums *sums, unsigned i)
{
	lanes power, first = { 0 };

	power = sums->plain[i] ^ sums->weighted[i];
	for (unsigned bit = 0; bit < 8; bit++) { /* 0xf4: that is, divided by 3 */
		if (0xf4 >> bit & 1)
			first ^= power;
		double_lanes(&power);
	}
	sums->weighted[i] = first;
	sums->plain[i] ^= first;
}

/* Codes are columns of words: every row adds to all of them. */
static inline __attribute__((always_inline)) void put_p(uint8_t *data)
{
	struct parity_sums sums = { 0 };

	for (unsigned row = 0; row < P_ROWS; row++)
		for (unsigned i = 0; i < P_LANES; i++)
			add_row(&sums, i, data + row * ROW, parity_mask + PARITY_MARGIN);
	for (unsigned i = 0; i < P_LANES; i++) {
		double_lanes(&sums.weighted[i]);
		double_lanes(&sums.weighted[i]);
		solve(&sums, i);
	}
	memcpy(data + P_ROWS * ROW, sums.weighted, ROW);
	memcpy(data + (P_ROWS + 1) * ROW, sums.plain, ROW);
}

/* Multiplies by the weight of each place, bit by bit. */
static inline __attribute__((always_inline)) void weigh_places(struct parity_sums *sums)
{
	for (unsigned i = 0; i < Q_LANES; i++) {
		lanes power = sums->weighted[i], product = { 0 };

		for (unsigned bit = 0; bit < 8; bit++) {
			lanes chosen;

			memcpy(&chosen, parity_place[bit] + i * LANES, LANES);
			product ^= power & chosen;
			double_lanes(&power);
		}
		sums->weighted[i] = product;
	}
}

/*
 * Codes are diagonals. A row that is shifted one word less than the row before it has the words
 * of a code in the same place, 25 minus the number of the code, or 26 or 52 words further. The
 * weight of a word is a power of 2 that depends on the row, times one that depends on the
 * place.
 */
static inline __attribute__((always_inline)) void put_q(uint8_t *data)
{
	struct parity_sums sums = { 0 }, folded = { 0 };
	uint16_t plain[Q_LANES * LANES / 2], weighted[Q_LANES * LANES / 2], out[2][Q_ROWS];

	for (unsigned row = 0; row < Q_ROWS; row++) {
		size_t shift = 2 * (Q_ROWS - 1 - row);

		for (unsigned i = 0; i < Q_LANES; i++)
			add_row(&sums, i, data + row * ROW - shift,
				parity_mask + PARITY_MARGIN - shift);
	}
	weigh_places(&sums);
	memcpy(plain, sums.plain, sizeof(plain));
	memcpy(weighted, sums.weighted, sizeof(weighted));
	for (unsigned i = 0; i < Q_ROWS; i++) {
		plain[i] ^= plain[i + Q_ROWS] ^ plain[i + 2 * Q_ROWS];
		weighted[i] ^= weighted[i + Q_ROWS] ^ weighted[i + 2 * Q_ROWS];
	}
	memcpy(folded.plain, plain, 2 * LANES);
	memcpy(folded.weighted, weighted, 2 * LANES);
	solve(&folded, 0);
	solve(&folded, 1);
	memcpy(plain, folded.plain, 2 * LANES);
	memcpy(weighted, folded.weighted, 2 * LANES);
	for (unsigned i = 0; i < Q_ROWS; i++) {
		out[0][i] = weighted[Q_ROWS - 1 - i];
		out[1][i] = plain[Q_ROWS - 1 - i];
	}
	memcpy(data + Q_ROWS * ROW, out, sizeof(out));
}

/* Loads reach beyond both ends of the data, so it is copied to where that is allowed. */
static inline __attribute__((always_inline)) void put_parity(uint8_t *sector)
{
	uint8_t room[PARITY_MARGIN + PARITY_DATA + PARITY_MARGIN];
	uint8_t *data = room + PARITY_MARGIN;

	memset(room, 0, PARITY_MARGIN);
	memset(data + PARITY_DATA, 0, PARITY_MARGIN);
	memcpy(data, sector + PARITY_OFFSET, P_ROWS * ROW);
	put_p(data);
	put_q(data);
	memcpy(sector + PARITY_OFFSET + P_ROWS * ROW, data + P_ROWS * ROW,
	       PARITY_DATA - P_ROWS * ROW);
}

#endif
