/* SPDX-License-Identifier: MIT */
/* Layouts of ECMA-119 (ISO 9660), with its own byte positions, which count from 1. */
#ifndef LIB_IMAGE_ISO9660_ECMA119_H
#define LIB_IMAGE_ISO9660_ECMA119_H

#include "base/wire.h"

#define ECMA119_FIRST_DESCRIPTOR 16u	/* block, from the start of the session */
#define ECMA119_RECORD_HEAD 33u		/* bytes before the identifier */
#define ECMA119_RECORD_MAX 254u		/* a record has an even number of bytes */
#define ECMA119_SECTION_MAX 0xfffff800u /* bytes in one extent: 4 GiB - 2 KiB */
#define ECMA119_DEPTH_MAX 8u
#define ECMA119_PATH_TABLE_MAX 65535u /* directories that can have directories in them */

enum ecma119_descriptor_type {
	ECMA119_BOOT_RECORD = 0,
	ECMA119_PRIMARY = 1,
	ECMA119_SUPPLEMENTARY = 2,
	ECMA119_TERMINATOR = 255,
};

enum ecma119_file_flags {
	ECMA119_HIDDEN = 0x01,
	ECMA119_DIRECTORY = 0x02,
	ECMA119_ASSOCIATED = 0x04,
	ECMA119_MULTI_EXTENT = 0x80,
};

/* ECMA-119 8.4 and 8.5: the primary and a supplementary volume descriptor. */
struct ecma119_volume {
	uint8_t type;
	uint8_t standard_id[5];
	uint8_t version;
	uint8_t flags; /* supplementary only */
	uint8_t system_id[32];
	uint8_t volume_id[32];
	uint32_t space_size;
	uint8_t escape_sequences[32]; /* supplementary only */
	uint16_t set_size, sequence_number, block_size;
	uint32_t path_table_size;
	uint32_t l_path_table, optional_l_path_table;
	uint32_t m_path_table, optional_m_path_table;
	uint8_t root[34];
	uint8_t volume_set_id[128], publisher_id[128], preparer_id[128], application_id[128];
	uint8_t copyright_file[37], abstract_file[37], bibliographic_file[37];
	uint8_t created[17], modified[17], expires[17], effective[17];
	uint8_t file_structure_version;
	uint8_t application_use[512];
};

/* ECMA-119 9.1, up to the identifier. */
struct ecma119_record {
	uint8_t length, attribute_length;
	uint32_t extent, data_length;
	uint8_t date[7];
	uint8_t flags, unit_size, gap_size;
	uint16_t sequence_number;
	uint8_t id_length;
};

/* ECMA-119 9.4, up to the identifier; its numbers have the byte order of its table. */
struct ecma119_path_record {
	uint8_t id_length, attribute_length;
	uint32_t extent;
	uint16_t parent;
};

extern const struct wire_layout ecma119_volume;
extern const struct wire_layout ecma119_record;
extern const struct wire_layout ecma119_path_record_l;
extern const struct wire_layout ecma119_path_record_m;

/* ECMA-119 8.4.26.1: 17 bytes, UTC. Years outside 1 to 9999 become the nearest of these. */
void ecma119_long_date(int64_t seconds, uint32_t nanoseconds, uint8_t ret[17]);
void ecma119_no_date(uint8_t ret[17]);

/* ECMA-119 9.1.5: 7 bytes, UTC. Years outside 1900 to 2155 become the nearest of these. */
void ecma119_short_date(int64_t seconds, uint8_t ret[7]);
bool ecma119_fits_short_date(int64_t seconds);

#endif
