/* SPDX-License-Identifier: MIT */
/* What volume descriptors, directory records and SUSP entries look like on the disc. */
#ifndef LIB_IMAGE_READ_LAYOUT_H
#define LIB_IMAGE_READ_LAYOUT_H

#include "base/wire.h"

enum {
	RD_BOOT_RECORD = 0,
	RD_PRIMARY = 1,
	RD_SUPPLEMENTARY = 2,
	RD_PARTITION = 3,
	RD_TERMINATOR = 255,
};

#define RD_DESCRIPTOR_AREA 16u /* first block of the volume descriptors in a session */
#define RD_RECORD_MIN 34u      /* a directory record with a name of one byte */

/* Primary and supplementary descriptor, ECMA-119 8.4 and 8.5. */
struct rd_descriptor {
	uint8_t type;
	uint8_t id[5];
	uint8_t version, flags;
	uint8_t system_id[32], volume_id[32];
	uint32_t space_size;
	uint8_t escapes[32];
	uint16_t set_size, sequence, block_size;
	uint32_t table_size, table_l, table_l_optional, table_m, table_m_optional;
	uint8_t root[34];
	uint8_t set_id[128], publisher_id[128], preparer_id[128], application_id[128];
	uint8_t copyright_file[37], abstract_file[37], bibliographic_file[37];
	uint8_t created[17], modified[17], expires[17], effective[17];
	uint8_t structure_version;
};

extern const struct wire_layout rd_descriptor_layout;

enum {
	RD_FLAG_HIDDEN = 0x01,
	RD_FLAG_DIRECTORY = 0x02,
	RD_FLAG_ASSOCIATED = 0x04,
	RD_FLAG_RECORD = 0x08,
	RD_FLAG_PROTECTION = 0x10,
	RD_FLAG_RESERVED = 0x60,
	RD_FLAG_MORE = 0x80, /* not the last section of the file */
};

/* The fixed part of a directory record, ECMA-119 9.1. */
struct rd_record_head {
	uint8_t length, xattr_length;
	uint32_t extent, size;
	uint8_t date[7];
	uint8_t flags, unit, gap;
	uint16_t sequence;
	uint8_t name_length;
};

extern const struct wire_layout rd_record_layout;

/* SUSP 5.1, and RRIP 4.1 and zisofs; all start with signature, length, version. */
struct rd_ce {
	uint32_t block, offset, length;
};
struct rd_px {
	uint32_t mode, nlink, uid, gid, serial;
};
struct rd_pn {
	uint32_t high, low;
};
struct rd_link {
	uint32_t block;
};
struct rd_zf {
	uint8_t algorithm[2];
	uint8_t header_words, block_log;
	uint32_t length;
};

extern const struct wire_layout rd_ce_layout;
extern const struct wire_layout rd_px_layout; /* without the serial of RRIP 1.12 */
extern const struct wire_layout rd_px_serial_layout;
extern const struct wire_layout rd_pn_layout;
extern const struct wire_layout rd_link_layout; /* CL and PL */
extern const struct wire_layout rd_zf_layout;

#endif
