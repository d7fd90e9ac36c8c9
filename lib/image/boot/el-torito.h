/* SPDX-License-Identifier: MIT */
/* Layouts of El Torito 1.0, with its own byte positions, which count from 0. */
#ifndef LIB_IMAGE_BOOT_EL_TORITO_H
#define LIB_IMAGE_BOOT_EL_TORITO_H

#include "base/wire.h"

#define ET_RECORD_BLOCK 17u /* of the boot record, from the start of the session */
#define ET_ENTRY_SIZE 32u   /* every entry of the catalog */
#define ET_SECTOR 512u	    /* what lengths are counted in */
#define ET_SYSTEM_ID "EL TORITO SPECIFICATION"

enum et_header {
	ET_VALIDATION = 1,
	ET_NOT_BOOTABLE = 0,
	ET_EXTENSION = 0x44,
	ET_BOOTABLE = 0x88,
	ET_SECTION = 0x90,
	ET_LAST_SECTION = 0x91,
};

enum et_media {
	ET_MEDIA_TYPE = 0x0f,
	ET_MEDIA_RESERVED = 0x10,
	ET_MEDIA_CONTINUED = 0x20,
};

/* Figure 7: the boot record volume descriptor. */
struct et_record {
	uint8_t type;
	uint8_t standard_id[5];
	uint8_t version;
	uint8_t system_id[32];
	uint32_t catalog;
};

/* Figure 2. */
struct et_validation {
	uint8_t header, platform;
	uint8_t id[24];
	uint16_t checksum;
	uint8_t key[2];
};

/* Figures 3 and 5: the default entry and those of sections. */
struct et_entry {
	uint8_t header, media;
	uint16_t segment;
	uint8_t system;
	uint16_t sectors;
	uint32_t block;
	uint8_t criteria_type;
	uint8_t criteria[19];
};

/* Figure 4. */
struct et_section {
	uint8_t header, platform;
	uint16_t count;
	uint8_t id[28];
};

/* What the boot information table of ISOLINUX holds; its positions count in the boot image. */
struct et_info_table {
	uint32_t volume, block, length, checksum;
	uint8_t reserved[40];
};

extern const struct wire_layout et_record_layout;
extern const struct wire_layout et_validation_layout;
extern const struct wire_layout et_entry_layout;
extern const struct wire_layout et_section_layout;
extern const struct wire_layout et_info_table_layout;

/* The sum of the words of an entry; that of a validation entry is 0 (El Torito 2.1). */
uint16_t et_sum(const uint8_t *entry);

/* The size of the floppy that is emulated; 0 for other media. */
uint64_t et_floppy_size(unsigned media);

#endif
