/* SPDX-License-Identifier: MIT */
#include "image/boot/gpt.h"

#include "base/bytes.h"
#include "base/mem.h"

#define REVISION 0x00010000u
#define HEADER_SIZE 92u
#define READ_ONLY (UINT64_C(1) << 60)
#define NO_DRIVE_LETTER (UINT64_C(1) << 63)

/* clang-format off */
#define H struct gpt_header
WIRE_LAYOUT(gpt_header_layout, H, "GPT header", "UEFI 5.3.2", 0, 512,
	W_TEXT(H, signature, 0, 7),
	W_LE(H, revision, 8, 11),
	W_LE(H, size, 12, 15),
	W_LE(H, crc, 16, 19),
	W_LE(H, self, 24, 31),
	W_LE(H, other, 32, 39),
	W_LE(H, first_usable, 40, 47),
	W_LE(H, last_usable, 48, 55),
	W_RAW(H, disk, 56, 71),
	W_LE(H, entries, 72, 79),
	W_LE(H, entry_count, 80, 83),
	W_LE(H, entry_size, 84, 87),
	W_LE(H, entries_crc, 88, 91));

#define E struct gpt_entry
WIRE_LAYOUT(gpt_entry_layout, E, "GPT partition entry", "UEFI 5.3.3", 0, 128,
	W_RAW(E, type, 0, 15),
	W_RAW(E, id, 16, 31),
	W_LE(E, first, 32, 39),
	W_LE(E, last, 40, 47),
	W_LE(E, attributes, 48, 55),
	W_RAW(E, name, 56, 127));
/* clang-format on */

/* GUIDs as they are written: the first three parts little-endian (UEFI, appendix A). */
static const struct {
	uint8_t guid[16];
	uint64_t attributes;
	const char *name;
} types[] = {
	[GPT_SYSTEM] = { { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00,
			   0xa0, 0xc9, 0x3e, 0xc9, 0x3b },
			 0,
			 "EFI boot image" },
	[GPT_DATA] = { { 0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9, 0x33, 0x44, 0x87, 0xc0, 0x68, 0xb6,
			 0xb7, 0x26, 0x99, 0xc7 },
		       READ_ONLY | NO_DRIVE_LETTER,
		       "Image" },
};

uint32_t gpt_crc(const uint8_t *data, size_t length)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < length; i++) {
		crc ^= data[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

/* A GUID that follows from the contents, in the form of a random one (RFC 9562 5.4). */
static void put_guid(const struct gpt *gpt, unsigned number, uint8_t *guid)
{
	uint8_t bytes[17];
	struct digest d;

	put_le64(bytes, gpt->identity.low);
	put_le64(bytes + 8, gpt->identity.high);
	bytes[16] = (uint8_t)number;
	d = digest_of(bytes, sizeof(bytes));
	put_le64(guid, d.low);
	put_le64(guid + 8, d.high);
	guid[7] = (uint8_t)((guid[7] & 0x0f) | 0x40);
	guid[8] = (uint8_t)((guid[8] & 0x3f) | 0x80);
}

static void put_entries(const struct gpt *gpt, uint8_t *data)
{
	memset(data, 0, (size_t)GPT_ENTRIES * GPT_ENTRY_SIZE);
	for (unsigned i = 0; i < gpt->count; i++, data += GPT_ENTRY_SIZE) {
		enum gpt_type type = gpt->partitions[i].type;
		struct gpt_entry e = { .first = gpt->partitions[i].first,
				       .last = gpt->partitions[i].last,
				       .attributes = types[type].attributes };

		memcpy(e.type, types[type].guid, sizeof(e.type));
		put_guid(gpt, i + 1, e.id);
		for (size_t n = 0; types[type].name[n]; n++)
			e.name[2 * n] = (uint8_t)types[type].name[n];
		wire_put(&gpt_entry_layout, &e, data);
	}
}

static void put_header(const struct gpt *gpt, bool primary, const uint8_t *entries,
		       uint8_t *data)
{
	uint64_t last = gpt->sectors - 1;
	struct gpt_header h = { .revision = REVISION,
				.size = HEADER_SIZE,
				.self = primary ? 1 : last,
				.other = primary ? last : 1,
				.first_usable = gpt->first_usable,
				.last_usable = last - GPT_TABLE_SECTORS,
				.entries = primary ? 2 : last - GPT_ENTRY_SECTORS,
				.entry_count = GPT_ENTRIES,
				.entry_size = GPT_ENTRY_SIZE };

	memcpy(h.signature, "EFI PART", sizeof(h.signature));
	put_guid(gpt, 0, h.disk);
	h.entries_crc = gpt_crc(entries, (size_t)GPT_ENTRIES * GPT_ENTRY_SIZE);
	wire_put_clean(&gpt_header_layout, &h, data);
	h.crc = gpt_crc(data, HEADER_SIZE);
	wire_put_clean(&gpt_header_layout, &h, data);
}

void gpt_put_primary(const struct gpt *gpt, uint8_t *data)
{
	put_entries(gpt, data + GPT_SECTOR);
	put_header(gpt, true, data + GPT_SECTOR, data);
}

void gpt_put_backup(const struct gpt *gpt, uint8_t *data)
{
	put_entries(gpt, data);
	put_header(gpt, false, data, data + (size_t)GPT_ENTRY_SECTORS * GPT_SECTOR);
}
