/* SPDX-License-Identifier: MIT */
#include "sim/sector.h"

#include "sim/msf.h"

#include <stdbool.h>
#include <string.h>

#define HEADER 12 /* where it lies; the sync pattern is before it */
#define SUB_HEADER 16
#define XA_DATA 0x08 /* submode: data, of form 1 */
#define USER_SIZE 2048
#define CODE_P 2076 /* where the parity lies */
#define CODE_Q 2248
#define ROWS 24 /* of words that are protected, and columns */
#define COLUMNS 43
#define WORDS ((ROWS + 2) * COLUMNS) /* with the P parity */

static const uint16_t sizes[2][SECTOR_FIELDS] = { { 12, 4, 0, USER_SIZE, 288 },
						  { 12, 4, 8, USER_SIZE, 280 } };

size_t sector_field_size(uint8_t mode, enum sector_field field)
{
	return sizes[mode == 2][field];
}

static uint8_t bcd(uint32_t n)
{
	return (uint8_t)(n / 10 << 4 | n % 10);
}

/* CRC over bytes, the least significant bit first (ECMA-130 14.3). */
static uint32_t detection_code(const uint8_t *bytes, size_t length)
{
	uint32_t code = 0;

	while (length--) {
		code ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			code = code >> 1 ^ (code & 1 ? 0xd8018001u : 0);
	}
	return code;
}

static void put_detection_code(uint8_t *bytes, size_t length)
{
	uint32_t code = detection_code(bytes, length);

	for (int i = 0; i < 4; i++)
		bytes[length + (size_t)i] = (uint8_t)(code >> 8 * i);
}

/* In the field of 256 elements of x^8 + x^4 + x^3 + x^2 + 1. */
static uint8_t twice(uint8_t a)
{
	return (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1d : 0));
}

static uint8_t multiply(uint8_t a, uint8_t b)
{
	uint8_t product = 0;

	for (; b; b >>= 1, a = twice(a))
		product ^= b & 1 ? a : 0;
	return product;
}

/* Walks words of a code from @first on, each @step further, round a field of @field words. */
struct walk {
	unsigned first, step, count, field;
};

/*
 * The two parity bytes that make a word's bytes, and all of them weighted by powers of the
 * primitive element, sum up to 0 (ECMA-130 annex A); @byte of each word of 16 bits.
 */
static void put_parity(const uint8_t *words, const struct walk *walk, unsigned byte,
		       uint8_t *parity[2])
{
	uint8_t sum = 0, weighted = 0;
	unsigned at = walk->first;

	for (unsigned i = 0; i < walk->count; i++) {
		uint8_t data = words[2 * at + byte];

		sum ^= data;
		weighted = twice(weighted) ^ data;
		at = (at + walk->step) % walk->field;
	}
	weighted = twice(twice(weighted));
	parity[0][byte] = multiply(sum ^ weighted, 0xf4); /* that is, divided by 3 */
	parity[1][byte] = sum ^ parity[0][byte];
}

/* @count codes whose parity lies at @parity, the first words of all of them first. */
static void put_code(uint8_t *words, struct walk walk, unsigned count, uint8_t *parity)
{
	for (unsigned i = 0; i < count; i++) {
		uint8_t *pair[] = { parity + 2 * i, parity + 2 * (count + i) };

		walk.first = walk.step == COLUMNS ? i : i * COLUMNS;
		put_parity(words, &walk, 0, pair);
		put_parity(words, &walk, 1, pair);
	}
}

static void put_correction(uint8_t *sector)
{
	const struct walk columns = { .step = COLUMNS, .count = ROWS, .field = WORDS };
	const struct walk diagonals = { .step = COLUMNS + 1, .count = COLUMNS, .field = WORDS };

	put_code(sector + HEADER, columns, COLUMNS, sector + CODE_P);
	put_code(sector + HEADER, diagonals, ROWS + 2, sector + CODE_Q);
}

static void put_header(uint8_t mode, uint32_t lba, uint8_t *sector)
{
	uint32_t msf = msf_of(lba);

	memset(sector + 1, 0xff, 10);
	sector[HEADER] = bcd(msf >> 16);
	sector[HEADER + 1] = bcd(msf >> 8 & 0xff);
	sector[HEADER + 2] = bcd(msf & 0xff);
	sector[HEADER + 3] = mode;
}

void sector_make(uint8_t mode, uint32_t lba, const uint8_t *user, uint8_t sector[SECTOR_SIZE])
{
	memset(sector, 0, SECTOR_SIZE);
	if (mode != 2) {
		put_header(1, lba, sector);
		memcpy(sector + SUB_HEADER, user, USER_SIZE);
		put_detection_code(sector, SUB_HEADER + USER_SIZE);
		put_correction(sector);
		return;
	}
	sector[SUB_HEADER + 2] = sector[SUB_HEADER + 6] = XA_DATA;
	memcpy(sector + SUB_HEADER + 8, user, USER_SIZE);
	put_detection_code(sector + SUB_HEADER, 8 + USER_SIZE);
	put_correction(sector); /* the header counts as zero */
	put_header(2, lba, sector);
}
