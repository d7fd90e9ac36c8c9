/* SPDX-License-Identifier: MIT */
#include "image/read/layout.h"

/* clang-format off */
WIRE_LAYOUT(rd_descriptor_layout, struct rd_descriptor, "volume descriptor", "ECMA-119 8.4", 1, 2048,
	W_BYTE(struct rd_descriptor, type, 1),
	W_RAW(struct rd_descriptor, id, 2, 6),
	W_BYTE(struct rd_descriptor, version, 7),
	W_BYTE(struct rd_descriptor, flags, 8),
	W_TEXT(struct rd_descriptor, system_id, 9, 40),
	W_TEXT(struct rd_descriptor, volume_id, 41, 72),
	W_BOTH(struct rd_descriptor, space_size, 81, 88),
	W_RAW(struct rd_descriptor, escapes, 89, 120),
	W_BOTH(struct rd_descriptor, set_size, 121, 124),
	W_BOTH(struct rd_descriptor, sequence, 125, 128),
	W_BOTH(struct rd_descriptor, block_size, 129, 132),
	W_BOTH(struct rd_descriptor, table_size, 133, 140),
	W_LE(struct rd_descriptor, table_l, 141, 144),
	W_LE(struct rd_descriptor, table_l_optional, 145, 148),
	W_BE(struct rd_descriptor, table_m, 149, 152),
	W_BE(struct rd_descriptor, table_m_optional, 153, 156),
	W_RAW(struct rd_descriptor, root, 157, 190),
	W_TEXT(struct rd_descriptor, set_id, 191, 318),
	W_TEXT(struct rd_descriptor, publisher_id, 319, 446),
	W_TEXT(struct rd_descriptor, preparer_id, 447, 574),
	W_TEXT(struct rd_descriptor, application_id, 575, 702),
	W_TEXT(struct rd_descriptor, copyright_file, 703, 739),
	W_TEXT(struct rd_descriptor, abstract_file, 740, 776),
	W_TEXT(struct rd_descriptor, bibliographic_file, 777, 813),
	W_RAW(struct rd_descriptor, created, 814, 830),
	W_RAW(struct rd_descriptor, modified, 831, 847),
	W_RAW(struct rd_descriptor, expires, 848, 864),
	W_RAW(struct rd_descriptor, effective, 865, 881),
	W_BYTE(struct rd_descriptor, structure_version, 882));

WIRE_LAYOUT(rd_record_layout, struct rd_record_head, "directory record", "ECMA-119 9.1", 1, 33,
	W_BYTE(struct rd_record_head, length, 1),
	W_BYTE(struct rd_record_head, xattr_length, 2),
	W_BOTH(struct rd_record_head, extent, 3, 10),
	W_BOTH(struct rd_record_head, size, 11, 18),
	W_RAW(struct rd_record_head, date, 19, 25),
	W_BYTE(struct rd_record_head, flags, 26),
	W_BYTE(struct rd_record_head, unit, 27),
	W_BYTE(struct rd_record_head, gap, 28),
	W_BOTH(struct rd_record_head, sequence, 29, 32),
	W_BYTE(struct rd_record_head, name_length, 33));

WIRE_LAYOUT(rd_ce_layout, struct rd_ce, "CE", "SUSP 5.1", 1, 28,
	W_BOTH(struct rd_ce, block, 5, 12),
	W_BOTH(struct rd_ce, offset, 13, 20),
	W_BOTH(struct rd_ce, length, 21, 28));

WIRE_LAYOUT(rd_px_layout, struct rd_px, "PX", "RRIP 4.1.1", 1, 36,
	W_BOTH(struct rd_px, mode, 5, 12),
	W_BOTH(struct rd_px, nlink, 13, 20),
	W_BOTH(struct rd_px, uid, 21, 28),
	W_BOTH(struct rd_px, gid, 29, 36));

WIRE_LAYOUT(rd_px_serial_layout, struct rd_px, "PX", "RRIP 4.1.1", 1, 44,
	W_BOTH(struct rd_px, mode, 5, 12),
	W_BOTH(struct rd_px, nlink, 13, 20),
	W_BOTH(struct rd_px, uid, 21, 28),
	W_BOTH(struct rd_px, gid, 29, 36),
	W_BOTH(struct rd_px, serial, 37, 44));

WIRE_LAYOUT(rd_pn_layout, struct rd_pn, "PN", "RRIP 4.1.2", 1, 20,
	W_BOTH(struct rd_pn, high, 5, 12),
	W_BOTH(struct rd_pn, low, 13, 20));

WIRE_LAYOUT(rd_link_layout, struct rd_link, "CL or PL", "RRIP 4.1.5", 1, 12,
	W_BOTH(struct rd_link, block, 5, 12));

WIRE_LAYOUT(rd_zf_layout, struct rd_zf, "ZF", "zisofs", 1, 16,
	W_RAW(struct rd_zf, algorithm, 5, 6),
	W_BYTE(struct rd_zf, header_words, 7),
	W_BYTE(struct rd_zf, block_log, 8),
	W_BOTH(struct rd_zf, length, 9, 16));
/* clang-format on */
