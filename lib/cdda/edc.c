/* SPDX-License-Identifier: MIT */
#include "cdda/edc.h"

#include "base/bytes.h"

#define POLYNOMIAL 0xd8018001u /* the least significant bit is that of the highest power */
#define STEP 16

/* Row n: the code of a byte with n zero bytes behind it. */
static uint32_t table[STEP][256];

void edc_prepare(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t code = byte;

		for (int bit = 0; bit < 8; bit++)
			code = code >> 1 ^ (code & 1 ? POLYNOMIAL : 0);
		table[0][byte] = code;
	}
	for (unsigned row = 1; row < STEP; row++)
		for (unsigned byte = 0; byte < 256; byte++) {
			uint32_t before = table[row - 1][byte];

			table[row][byte] = before >> 8 ^ table[0][before & 0xff];
		}
}

/* The code of four bytes with @behind further bytes behind them. */
static uint32_t code_of_word(uint32_t word, unsigned behind)
{
	return table[behind + 3][word & 0xff] ^ table[behind + 2][word >> 8 & 0xff] ^
	       table[behind + 1][word >> 16 & 0xff] ^ table[behind][word >> 24];
}

uint32_t edc_portable(uint32_t code, const uint8_t *bytes, size_t length)
{
	for (; length >= STEP; length -= STEP, bytes += STEP)
		code = code_of_word(code ^ get_le32(bytes), 12) ^
		       code_of_word(get_le32(bytes + 4), 8) ^
		       code_of_word(get_le32(bytes + 8), 4) ^
		       code_of_word(get_le32(bytes + 12), 0);
	while (length--)
		code = code >> 8 ^ table[0][(code ^ *bytes++) & 0xff];
	return code;
}
