/* SPDX-License-Identifier: MIT */
/* Sectors in memory against a plain array of them. */
#include "sim/sheets.h"

#include "base/mem.h"
#include "base/units.h"
#include "support/t.h"

#include <string.h>

#define BLOCKS 20000u
#define RUN_MAX 100u

static uint8_t plain[BLOCKS][BLOCK_SIZE], data[RUN_MAX][BLOCK_SIZE];
static bool written[BLOCKS];

static uint32_t chance(uint32_t below)
{
	static uint32_t state = 1;

	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

static void check(const struct sheets *sheets, uint32_t lba, uint32_t blocks)
{
	bool any = false;

	memset(data, 0xee, sizeof(data));
	sheets_read(sheets, lba, data, blocks);
	ck_assert_int_eq(memcmp(data, plain[lba], (size_t)blocks * BLOCK_SIZE), 0);
	for (uint32_t i = 0; i < blocks; i++)
		any |= written[lba + i];
	ck_assert_int_eq(sheets_written(sheets, lba, blocks), any);
}

static void change(struct sheets *sheets, uint32_t lba, uint32_t blocks, bool write)
{
	memset(data, write ? (int)(1 + chance(255)) : 0, sizeof(data));
	memcpy(plain[lba], data, (size_t)blocks * BLOCK_SIZE);
	for (uint32_t i = 0; i < blocks; i++)
		written[lba + i] = write;
	if (write)
		ck_assert(sheets_write(sheets, lba, data, blocks));
	else
		sheets_forget(sheets, lba, blocks);
}

T(what_is_written_and_forgotten_reads_as_from_an_array)
{
	struct sheets *sheets = sheets_new(BLOCKS);

	for (unsigned i = 0; i < 20000; i++) {
		uint32_t blocks = 1 + chance(RUN_MAX), lba = chance(BLOCKS - blocks);
		unsigned what = chance(4);

		if (what < 2)
			check(sheets, lba, blocks);
		else
			change(sheets, lba, blocks, what == 2);
	}
	sheets_forget(sheets, 0, BLOCKS);
	ck_assert(!sheets_written(sheets, 0, BLOCKS));
	sheets_free(sheets);
}

T(beyond_the_end_nothing_is_written)
{
	struct sheets *sheets = sheets_new(16);

	ck_assert(!sheets_write(sheets, UINT32_MAX - 1, data, 1));
	ck_assert(!sheets_written(sheets, UINT32_MAX - 100, 100));
	sheets_forget(sheets, UINT32_MAX - 100, 100);
	data[0][0] = 1;
	sheets_read(sheets, UINT32_MAX - 1, data, 1);
	ck_assert_uint_eq(data[0][0], 0);
	sheets_free(sheets);
}

T_MAIN("sheets")
