/* SPDX-License-Identifier: MIT */
/* Judges the partition tables of an image that is a disk as well (UEFI 5.2, 5.3). */
#include "image/boot/gpt.h"
#include "image/boot/hybrid.h"
#include "image/read/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define SECTORS_PER_BLOCK (BLOCK_SIZE / GPT_SECTOR)
#define MBR_PARTITIONS 446u
#define HEADER_LEAST 92u
#define ENTRIES_MAX 65536u /* bytes of them that are looked at */
#define HEADER "UEFI 5.3.2"
#define ENTRY "UEFI 5.3.3"

/* One of the two tables. */
struct table {
	struct chk *chk;
	struct gpt_header header;
	uint8_t *entries;
	const char *name;
	uint64_t sector; /* of the header */
};

static struct chk_place place_of(uint64_t sector)
{
	return (struct chk_place){ .block = sector / SECTORS_PER_BLOCK };
}

static uint64_t sectors_of(const struct chk *chk)
{
	return chk->source.end_block * SECTORS_PER_BLOCK;
}

static bool has(const struct chk *chk, uint64_t sector, uint64_t count)
{
	uint64_t end = sectors_of(chk);

	return sector < end && count <= end - sector;
}

static imapi_status read_sectors(struct chk *chk, uint64_t sector, uint8_t *data, size_t length)
{
	return rd_source_read(&chk->source, sector / SECTORS_PER_BLOCK,
			      sector % SECTORS_PER_BLOCK * GPT_SECTOR, data, length);
}

/* True if the header is one whose numbers can be followed. */
static bool judge_header(const struct table *t, uint8_t *sector)
{
	const struct gpt_header *h = &t->header;
	const struct chk_place place = place_of(t->sector);
	uint64_t entries = (uint64_t)h->entry_count * h->entry_size;

	if (memcmp(h->signature, "EFI PART", 8) != 0) {
		chk_error(t->chk, HEADER, &place, "there is no %s GPT header", t->name);
		return false;
	}
	if (h->size < HEADER_LEAST || h->size > GPT_SECTOR) {
		chk_error(t->chk, HEADER, &place, "the %s GPT header has %" PRIu32 " bytes",
			  t->name, h->size);
		return false;
	}
	put_le32(sector + 16, 0);
	if (gpt_crc(sector, h->size) != h->crc)
		chk_error(t->chk, HEADER, &place, "the CRC of the %s GPT header is wrong",
			  t->name);
	if (h->self != t->sector)
		chk_error(t->chk, HEADER, &place,
			  "the %s GPT header at sector %" PRIu64 " says that it is at %" PRIu64,
			  t->name, t->sector, h->self);
	if (h->entry_size >= GPT_ENTRY_SIZE && entries <= ENTRIES_MAX &&
	    has(t->chk, h->entries, (entries + GPT_SECTOR - 1) / GPT_SECTOR))
		return true;
	chk_error(t->chk, HEADER, &place, "the entries of the %s GPT are not in the image",
		  t->name);
	return false;
}

/* *@ret_good: the entries were read. */
static imapi_status read_table(struct table *t, bool *ret_good)
{
	uint8_t sector[GPT_SECTOR];
	size_t length;
	imapi_status status = read_sectors(t->chk, t->sector, sector, sizeof(sector));

	*ret_good = false;
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&gpt_header_layout, sector, sizeof(sector), &t->header);
	if (!judge_header(t, sector))
		return IMAPI_OK;
	length = (size_t)t->header.entry_count * t->header.entry_size;
	t->entries = malloc(length + 1);
	if (!t->entries)
		return err_no_memory(t->chk->err);
	status = read_sectors(t->chk, t->header.entries, t->entries, length);
	if (IMAPI_FAILED(status))
		return status;
	*ret_good = true;
	if (gpt_crc(t->entries, length) != t->header.entries_crc) {
		const struct chk_place place = place_of(t->header.entries);

		chk_error(t->chk, HEADER, &place,
			  "the CRC of the entries of the %s GPT is wrong", t->name);
	}
	return IMAPI_OK;
}

static bool get_entry(const struct table *t, size_t index, struct gpt_entry *ret)
{
	const uint8_t *bytes = t->entries + index * t->header.entry_size;

	wire_get(&gpt_entry_layout, bytes, GPT_ENTRY_SIZE, ret);
	return !chk_all_zero(ret->type, sizeof(ret->type));
}

static void judge_overlap(const struct table *t, size_t index, const struct gpt_entry *e)
{
	const struct chk_place place = place_of(t->header.entries);
	struct gpt_entry other;

	for (size_t i = 0; i < index; i++)
		if (get_entry(t, i, &other) && e->first <= other.last && other.first <= e->last)
			chk_warn(t->chk, ENTRY, &place, "partitions %zu and %zu overlap", i + 1,
				 index + 1);
}

static void judge_entries(const struct table *t)
{
	const struct chk_place place = place_of(t->header.entries);
	struct gpt_entry e;

	for (size_t i = 0; i < t->header.entry_count; i++) {
		if (!get_entry(t, i, &e))
			continue;
		if (e.first > e.last || !has(t->chk, e.last, 1))
			chk_error(t->chk, ENTRY, &place,
				  "partition %zu, sectors %" PRIu64 " to %" PRIu64
				  ", is not inside the image",
				  i + 1, e.first, e.last);
		else if (e.first < t->header.first_usable || e.last > t->header.last_usable)
			chk_warn(t->chk, ENTRY, &place,
				 "partition %zu lies outside of the usable sectors", i + 1);
		judge_overlap(t, i, &e);
	}
}

static void judge_pair(const struct table *first, const struct table *second)
{
	const struct chk_place place = place_of(second->sector);

	if (second->header.other != first->sector)
		chk_error(first->chk, HEADER, &place,
			  "the backup GPT header names sector %" PRIu64 " as the other one",
			  second->header.other);
	if (memcmp(first->header.disk, second->header.disk, sizeof(first->header.disk)) != 0 ||
	    first->header.entries_crc != second->header.entries_crc)
		chk_error(first->chk, HEADER, &place, "the two GPTs are not equal");
}

static imapi_status judge_backup(const struct table *first)
{
	struct table second = { .chk = first->chk,
				.name = "backup",
				.sector = first->header.other };
	const struct chk_place place = place_of(first->sector);
	imapi_status status;
	bool good;

	if (!has(first->chk, second.sector, 1)) {
		chk_error(first->chk, HEADER, &place,
			  "the backup GPT header at sector %" PRIu64 " is not in the image",
			  second.sector);
		return IMAPI_OK;
	}
	status = read_table(&second, &good);
	if (!IMAPI_FAILED(status) && good)
		judge_pair(first, &second);
	free(second.entries);
	return status;
}

static imapi_status judge_gpt(struct chk *chk)
{
	struct table table = { .chk = chk, .name = "primary", .sector = 1 };
	bool good;
	imapi_status status = read_table(&table, &good);

	if (!IMAPI_FAILED(status) && good) {
		judge_entries(&table);
		status = judge_backup(&table);
	}
	free(table.entries);
	return status;
}

static void judge_mbr(struct chk *chk, const uint8_t *sector)
{
	const struct chk_place place = { .block = 0 };
	struct mbr_partition p;

	for (unsigned i = 0; i < 4; i++) {
		wire_get(&mbr_partition_layout,
			 sector + MBR_PARTITIONS + (size_t)i * mbr_partition_layout.size,
			 mbr_partition_layout.size, &p);
		if (p.status & 0x7f)
			chk_error(chk, "UEFI 5.2.1", &place,
				  "MBR partition %u has the boot indicator %02x", i + 1,
				  p.status);
		if (p.sectors && !has(chk, p.first, p.sectors))
			chk_warn(chk, "UEFI 5.2.1", &place,
				 "MBR partition %u reaches past the end of the image", i + 1);
	}
}

/* Programs that are no boot records may use the system area too (ECMA-119 6.2.1). */
static bool is_mbr(const uint8_t *sector)
{
	return get_le16(sector + GPT_SECTOR - 2) == 0xaa55 &&
	       !chk_all_zero(sector + MBR_PARTITIONS, GPT_SECTOR - 2 - MBR_PARTITIONS);
}

imapi_status chk_disk(struct chk *chk)
{
	uint8_t sectors[2 * GPT_SECTOR];
	imapi_status status;

	if (chk->session_start || chk->source.first_block || !has(chk, 0, 2))
		return IMAPI_OK;
	status = read_sectors(chk, 0, sectors, sizeof(sectors));
	if (IMAPI_FAILED(status) || !is_mbr(sectors))
		return status;
	judge_mbr(chk, sectors);
	return memcmp(sectors + GPT_SECTOR, "EFI PART", 8) == 0 ? judge_gpt(chk) : IMAPI_OK;
}
