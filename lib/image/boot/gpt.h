/* SPDX-License-Identifier: MIT */
/* The GUID partition table (UEFI 5.3), with its own byte positions, which count from 0. */
#ifndef LIB_IMAGE_BOOT_GPT_H
#define LIB_IMAGE_BOOT_GPT_H

#include "base/digest.h"
#include "base/wire.h"

#define GPT_SECTOR 512u
#define GPT_ENTRIES 128u
#define GPT_ENTRY_SIZE 128u
#define GPT_ENTRY_SECTORS (GPT_ENTRIES * GPT_ENTRY_SIZE / GPT_SECTOR)
#define GPT_TABLE_SECTORS (1u + GPT_ENTRY_SECTORS) /* the header and the entries */

/* UEFI 5.3.2. */
struct gpt_header {
	uint8_t signature[8];
	uint32_t revision, size, crc;
	uint64_t self, other, first_usable, last_usable;
	uint8_t disk[16];
	uint64_t entries;
	uint32_t entry_count, entry_size, entries_crc;
};

/* UEFI 5.3.3. */
struct gpt_entry {
	uint8_t type[16], id[16];
	uint64_t first, last, attributes;
	uint8_t name[72]; /* UTF-16, little-endian */
};

extern const struct wire_layout gpt_header_layout;
extern const struct wire_layout gpt_entry_layout;

enum gpt_type { GPT_SYSTEM, GPT_DATA };

/* Partitions of a disk of @sectors. */
struct gpt {
	uint64_t sectors;
	uint64_t first_usable;
	struct digest identity; /* GUIDs are made from it */
	struct {
		enum gpt_type type;
		uint64_t first, last; /* both belong to it */
	} partitions[3];
	unsigned count;
};

/* The header at LBA 1 and the entries behind it. */
void gpt_put_primary(const struct gpt *gpt, uint8_t *data);

/* The last sectors of the disk: the entries, then their header. */
void gpt_put_backup(const struct gpt *gpt, uint8_t *data);

/* The CRC of ISO 3309 (UEFI 5.3.2). */
uint32_t gpt_crc(const uint8_t *data, size_t length);

#endif
