/* SPDX-License-Identifier: MIT */
/* Judges the boot record, the boot catalog and the boot images (El Torito). */
#include "image/read/boot.h"
#include "image/read/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define FIGURE_7 "El Torito figure 7"
#define EFI 0xefu
#define HARD_DISK 4u
#define PARTITION_TYPE 0x1c2u
#define INFO_TABLE "ISOLINUX boot info table"
#define INFO_TABLE_END 64u
#define SUMMED_MAX (16u << 20) /* bytes; such programs have some 40,000 */

/* What is being judged of the catalog. */
struct catalog {
	struct chk *chk;
	uint64_t first;
	size_t index;
	unsigned platform;
};

/* Of the entry that was read last. */
static struct chk_place place_of(const struct catalog *c)
{
	size_t last = MAX(c->index, 1u) - 1;

	return (struct chk_place){ .block = c->first + last * ET_ENTRY_SIZE / BLOCK_SIZE };
}

static imapi_status next_slot(struct catalog *c, uint8_t slot[ET_ENTRY_SIZE], bool *ret_there)
{
	imapi_status status =
		rd_boot_slot(&c->chk->source, c->first, c->index, slot, ret_there);

	c->index += *ret_there;
	return status;
}

static imapi_status judge_disk(struct chk *chk, const struct et_entry *e, const char *clause,
			       const struct chk_place *place)
{
	const uint8_t *bytes;
	imapi_status status = rd_source_block(&chk->source, e->block, &bytes);

	if (IMAPI_FAILED(status))
		return status;
	if (get_le16(bytes + ET_SECTOR - 2) != 0xaa55)
		chk_error(chk, clause, place,
			  "the boot image at LBA %" PRIu32 " is that of a hard disk without a "
			  "partition table",
			  e->block);
	else if (bytes[PARTITION_TYPE] != e->system)
		chk_error(chk, clause, place,
			  "system type %02x, but the partition of the boot image has %02x",
			  e->system, bytes[PARTITION_TYPE]);
	return IMAPI_OK;
}

static imapi_status add_up(struct rd_source *source, const struct et_info_table *table,
			   uint32_t *ret_sum)
{
	uint8_t data[16 * BLOCK_SIZE];

	*ret_sum = 0;
	for (uint64_t at = INFO_TABLE_END; at < table->length; at += sizeof(data)) {
		size_t n = (size_t)MIN(sizeof(data), table->length - at);
		imapi_status status = rd_source_read(source, table->block, at, data, n);

		if (IMAPI_FAILED(status))
			return status;
		memset(data + n, 0, sizeof(data) - n);
		for (size_t i = 0; i < n; i += 4)
			*ret_sum += get_le32(data + i);
	}
	return IMAPI_OK;
}

/* Bytes that name the place where they are can only be a boot info table. */
static imapi_status judge_info_table(struct chk *chk, const struct et_entry *e)
{
	const struct chk_place place = { .block = e->block };
	struct et_info_table table;
	const uint8_t *bytes;
	uint32_t sum;
	imapi_status status = rd_source_block(&chk->source, e->block, &bytes);

	if (IMAPI_FAILED(status))
		return status;
	wire_get(&et_info_table_layout, bytes + 8, INFO_TABLE_END - 8, &table);
	if (table.block != e->block || table.volume != chk->volume.first)
		return IMAPI_OK;
	if (table.length < INFO_TABLE_END ||
	    !rd_source_has(&chk->source, e->block, blocks_of(table.length))) {
		chk_error(chk, INFO_TABLE, &place,
			  "a boot image of %" PRIu32 " bytes reaches past the end of the image",
			  table.length);
		return IMAPI_OK;
	}
	if (table.length > SUMMED_MAX)
		return IMAPI_OK;
	status = add_up(&chk->source, &table, &sum);
	if (!IMAPI_FAILED(status) && sum != table.checksum)
		chk_error(chk, INFO_TABLE, &place,
			  "checksum %08" PRIx32 ", but the boot image adds up to %08" PRIx32,
			  table.checksum, sum);
	return status;
}

/* Where the boot image lies and how long it is. */
static imapi_status judge_extent(struct catalog *c, const struct et_entry *e,
				 const char *clause, const struct chk_place *place)
{
	struct chk *chk = c->chk;
	uint64_t length;
	imapi_status status = rd_boot_length(&chk->source, e, &length);

	if (IMAPI_FAILED(status))
		return status;
	if (!rd_source_has(&chk->source, e->block, blocks_of(length))) {
		chk_error(chk, clause, place,
			  "a boot image of %" PRIu64 " blocks at LBA %" PRIu32
			  " is not inside the image",
			  blocks_of(length), e->block);
		return IMAPI_OK;
	}
	if (e->block <= MAX(chk->volume.terminator, chk->volume.first) &&
	    e->block >= chk->session_start)
		chk_error(chk, clause, place,
			  "the boot image at LBA %" PRIu32 " lies in the descriptors",
			  e->block);
	if ((e->media & ET_MEDIA_TYPE) == HARD_DISK)
		return judge_disk(chk, e, clause, place);
	return judge_info_table(chk, e);
}

static imapi_status judge_entry(struct catalog *c, const uint8_t *slot, const char *clause)
{
	const struct chk_place place = place_of(c);
	bool is_default = c->index == 2;
	struct et_entry e;

	wire_get(&et_entry_layout, slot, ET_ENTRY_SIZE, &e);
	if (e.header != ET_BOOTABLE && e.header != ET_NOT_BOOTABLE) {
		chk_error(c->chk, clause, &place, "boot indicator %02x is neither 88 nor 00",
			  e.header);
		return IMAPI_OK;
	}
	if ((e.media & ET_MEDIA_TYPE) > HARD_DISK) {
		chk_error(c->chk, clause, &place, "boot media type %u is not defined",
			  e.media & ET_MEDIA_TYPE);
		return IMAPI_OK;
	}
	if (e.media & (is_default ? 0xf0 : ET_MEDIA_RESERVED))
		chk_warn(c->chk, clause, &place, "reserved bits of media type %02x are set",
			 e.media);
	if (slot[5])
		chk_warn(c->chk, clause, &place, "byte 5 of an entry is %02x, not 0", slot[5]);
	if (is_default && !chk_all_zero(slot + 12, ET_ENTRY_SIZE - 12))
		chk_warn(c->chk, clause, &place,
			 "bytes 12 to 31 of the default entry are not 0");
	if (!e.sectors && c->platform != EFI && e.header == ET_BOOTABLE)
		chk_warn(c->chk, clause, &place, "nothing is loaded of the boot image");
	return judge_extent(c, &e, clause, &place);
}

static void judge_validation(struct catalog *c, const uint8_t *slot)
{
	const struct chk_place place = place_of(c);
	struct et_validation v;

	wire_get(&et_validation_layout, slot, ET_ENTRY_SIZE, &v);
	c->platform = v.platform;
	if (v.key[0] != 0x55 || v.key[1] != 0xaa)
		chk_error(c->chk, "El Torito 2.1", &place,
			  "the validation entry ends in %02x %02x, not 55 aa", v.key[0],
			  v.key[1]);
	if (et_sum(slot))
		chk_error(c->chk, "El Torito 2.1", &place,
			  "the words of the validation entry add up to %04x, not 0",
			  et_sum(slot));
	if (v.platform > 2 && v.platform != EFI)
		chk_warn(c->chk, "El Torito 2.1", &place, "platform %02x is not defined",
			 v.platform);
	if (slot[2] || slot[3])
		chk_warn(c->chk, "El Torito 2.1", &place,
			 "bytes 2 and 3 of the validation entry are not 0");
}

/* The extensions of an entry; bit 5 says that another one follows (El Torito 2.5). */
static imapi_status judge_extensions(struct catalog *c, bool more)
{
	uint8_t slot[ET_ENTRY_SIZE];
	bool there;
	imapi_status status;

	while (more) {
		status = next_slot(c, slot, &there);
		if (IMAPI_FAILED(status))
			return status;
		if (!there || slot[0] != ET_EXTENSION) {
			const struct chk_place place = place_of(c);

			chk_error(c->chk, "El Torito 2.5", &place,
				  "an entry is to be continued, but no extension follows");
			c->index -= there;
			return IMAPI_OK;
		}
		more = slot[1] & ET_MEDIA_CONTINUED;
	}
	return IMAPI_OK;
}

static imapi_status judge_section(struct catalog *c, const struct et_section *section)
{
	const struct chk_place place = place_of(c);
	imapi_status status = IMAPI_OK;
	bool there;

	c->platform = section->platform;
	if (!section->count)
		chk_warn(c->chk, "El Torito 2.3", &place, "a section has no entries");
	if (section->platform > 2 && section->platform != EFI)
		chk_warn(c->chk, "El Torito 2.3", &place, "platform %02x is not defined",
			 section->platform);
	for (unsigned n = 0; n < section->count && !IMAPI_FAILED(status); n++) {
		uint8_t slot[ET_ENTRY_SIZE];

		status = next_slot(c, slot, &there);
		if (IMAPI_FAILED(status))
			return status;
		if (!there) {
			chk_error(c->chk, "El Torito 2.3", &place,
				  "a section of %u entries does not fit into the catalog",
				  section->count);
			return IMAPI_OK;
		}
		status = judge_entry(c, slot, "El Torito 2.4");
		if (!IMAPI_FAILED(status))
			status = judge_extensions(c, slot[1] & ET_MEDIA_CONTINUED);
	}
	return status;
}

static imapi_status judge_sections(struct catalog *c)
{
	bool promised = false;

	for (;;) {
		uint8_t slot[ET_ENTRY_SIZE];
		struct et_section section;
		bool there;
		imapi_status status = next_slot(c, slot, &there);
		const struct chk_place place = place_of(c);

		if (IMAPI_FAILED(status))
			return status;
		wire_get(&et_section_layout, slot, there ? sizeof(slot) : 0, &section);
		if (section.header != ET_SECTION && section.header != ET_LAST_SECTION) {
			if (promised)
				chk_error(c->chk, "El Torito 2.3", &place,
					  "a section header says that another one follows, "
					  "which is not there");
			else if (there && !chk_all_zero(slot, sizeof(slot)))
				chk_error(c->chk, "El Torito 2.3", &place,
					  "header indicator %02x is neither 90 nor 91",
					  section.header);
			return IMAPI_OK;
		}
		status = judge_section(c, &section);
		promised = section.header == ET_SECTION;
		if (IMAPI_FAILED(status) || !promised)
			return status;
	}
}

static imapi_status judge_catalog(struct chk *chk, uint32_t first)
{
	struct catalog c = { .chk = chk, .first = first };
	const struct chk_place place = { .block = first };
	uint8_t slots[2][ET_ENTRY_SIZE];
	imapi_status status = IMAPI_OK;
	bool there = false;

	for (size_t i = 0; i < ARRAY_SIZE(slots) && !IMAPI_FAILED(status); i++)
		status = next_slot(&c, slots[i], &there);
	if (IMAPI_FAILED(status))
		return status;
	if (!there || slots[0][0] != ET_VALIDATION) {
		chk_error(chk, "El Torito 2.1", &place,
			  "LBA %" PRIu32 " is no boot catalog: it does not begin with a "
			  "validation entry",
			  first);
		return IMAPI_OK;
	}
	judge_validation(&c, slots[0]);
	status = judge_entry(&c, slots[1], "El Torito 2.2");
	return IMAPI_FAILED(status) ? status : judge_sections(&c);
}

imapi_status chk_boot(struct chk *chk)
{
	const struct chk_place place = { .block = chk->volume.boot_block };
	uint64_t wanted = chk->session_start + ET_RECORD_BLOCK;
	struct et_record record;
	const uint8_t *bytes;
	imapi_status status;

	if (!place.block)
		return IMAPI_OK;
	status = rd_source_block(&chk->source, place.block, &bytes);
	if (IMAPI_FAILED(status))
		return status;
	if (!rd_boot_record(bytes, &record)) {
		chk_note(chk, "ECMA-119 8.2.4", &place,
			 "a boot record of another system, which is not judged here");
		return IMAPI_OK;
	}
	if (place.block != wanted)
		chk_error(chk, FIGURE_7, &place,
			  "the boot record is at LBA %" PRIu64 ", computers look at %" PRIu64,
			  place.block, wanted);
	if (record.version != 1)
		chk_error(chk, "ECMA-119 8.2.3", &place, "boot record version %u",
			  record.version);
	if (!chk_all_zero(bytes + 39, 32) || !chk_all_zero(bytes + 75, BLOCK_SIZE - 75))
		chk_warn(chk, FIGURE_7, &place, "unused bytes of the boot record are not 0");
	return judge_catalog(chk, record.catalog);
}
