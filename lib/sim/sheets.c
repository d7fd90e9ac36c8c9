/* SPDX-License-Identifier: MIT */
#include "sim/sheets.h"

#include "base/mem.h"
#include "base/units.h"

#include <string.h>

#define SHEET 32u  /* blocks */
#define SHELF 512u /* sheets */
#define SHELF_BLOCKS (SHEET * SHELF)

struct sheet {
	uint32_t written; /* a bit for each block */
	uint8_t blocks[SHEET][BLOCK_SIZE];
};

struct shelf {
	struct sheet *sheets[SHELF];
};

struct sheets {
	uint32_t count;
	struct shelf *shelves[];
};

/* A run of blocks within one sheet. */
struct run {
	struct shelf *shelf; /* NULL: nothing was written there */
	uint32_t sheet, first, count;
};

struct sheets *sheets_new(uint32_t blocks)
{
	uint32_t count = blocks / SHELF_BLOCKS + 1;
	struct sheets *sheets = zalloc(sizeof(*sheets) + count * sizeof(sheets->shelves[0]));

	if (sheets)
		sheets->count = count;
	return sheets;
}

static void free_shelf(struct shelf *shelf)
{
	for (uint32_t i = 0; shelf && i < SHELF; i++)
		free(shelf->sheets[i]);
	free(shelf);
}

struct sheets *sheets_free(struct sheets *sheets)
{
	for (uint32_t i = 0; sheets && i < sheets->count; i++)
		free_shelf(sheets->shelves[i]);
	free(sheets);
	return NULL;
}

static struct shelf *shelf_at(const struct sheets *sheets, uint32_t lba)
{
	uint32_t number = lba / SHELF_BLOCKS;

	return number < sheets->count ? sheets->shelves[number] : NULL;
}

static struct run run_at(const struct sheets *sheets, uint32_t lba, uint32_t blocks)
{
	uint32_t first = lba % SHEET;

	return (struct run){ .shelf = shelf_at(sheets, lba),
			     .sheet = lba % SHELF_BLOCKS / SHEET,
			     .first = first,
			     .count = MIN(blocks, SHEET - first) };
}

static struct sheet *sheet_of(const struct run *run)
{
	return run->shelf ? run->shelf->sheets[run->sheet] : NULL;
}

static uint32_t bits_of(const struct run *run)
{
	return (uint32_t)(((UINT64_C(1) << run->count) - 1) << run->first);
}

void sheets_read(const struct sheets *sheets, uint32_t lba, void *data, uint32_t blocks)
{
	uint8_t *to = data;

	while (blocks > 0) {
		struct run run = run_at(sheets, lba, blocks);
		const struct sheet *sheet = sheet_of(&run);

		if (sheet)
			memcpy(to, sheet->blocks[run.first], (size_t)run.count * BLOCK_SIZE);
		else
			memset(to, 0, (size_t)run.count * BLOCK_SIZE);
		to += (size_t)run.count * BLOCK_SIZE;
		lba += run.count;
		blocks -= run.count;
	}
}

/* The sheet that the run lies on, made if there is none. */
static struct sheet *claim(struct sheets *sheets, uint32_t lba, const struct run *run)
{
	uint32_t number = lba / SHELF_BLOCKS;
	struct shelf *shelf = run->shelf;

	if (!shelf && number < sheets->count)
		shelf = sheets->shelves[number] = zalloc(sizeof(*shelf));
	if (shelf && !shelf->sheets[run->sheet])
		shelf->sheets[run->sheet] = zalloc(sizeof(struct sheet));
	return shelf ? shelf->sheets[run->sheet] : NULL;
}

bool sheets_write(struct sheets *sheets, uint32_t lba, const void *data, uint32_t blocks)
{
	const uint8_t *from = data;

	while (blocks > 0) {
		struct run run = run_at(sheets, lba, blocks);
		struct sheet *sheet = claim(sheets, lba, &run);

		if (!sheet)
			return false;
		memcpy(sheet->blocks[run.first], from, (size_t)run.count * BLOCK_SIZE);
		sheet->written |= bits_of(&run);
		from += (size_t)run.count * BLOCK_SIZE;
		lba += run.count;
		blocks -= run.count;
	}
	return true;
}

static void forget(struct sheet **sheet, const struct run *run)
{
	(*sheet)->written &= ~bits_of(run);
	if ((*sheet)->written) {
		memset((*sheet)->blocks[run->first], 0, (size_t)run->count * BLOCK_SIZE);
		return;
	}
	free(*sheet);
	*sheet = NULL;
}

/* How many blocks from @lba on there is nothing to forget or to find in. */
static uint32_t empty_shelf(const struct sheets *sheets, uint32_t lba, uint32_t blocks)
{
	if (shelf_at(sheets, lba))
		return 0;
	return MIN(blocks, SHELF_BLOCKS - lba % SHELF_BLOCKS);
}

void sheets_forget(struct sheets *sheets, uint32_t lba, uint32_t blocks)
{
	for (uint32_t n; blocks > 0; lba += n, blocks -= n) {
		struct run run = run_at(sheets, lba, blocks);

		n = empty_shelf(sheets, lba, blocks);
		if (n)
			continue;
		n = run.count;
		if (sheet_of(&run))
			forget(&run.shelf->sheets[run.sheet], &run);
	}
}

bool sheets_written(const struct sheets *sheets, uint32_t lba, uint32_t blocks)
{
	for (uint32_t n; blocks > 0; lba += n, blocks -= n) {
		struct run run = run_at(sheets, lba, blocks);
		const struct sheet *sheet = sheet_of(&run);

		n = empty_shelf(sheets, lba, blocks);
		if (!n)
			n = run.count;
		if (sheet && (sheet->written & bits_of(&run)))
			return true;
	}
	return false;
}
