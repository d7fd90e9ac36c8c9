/* SPDX-License-Identifier: MIT */
#include "image/udf/ecma167.h"

#include "base/mem.h"

/* A member of a member, the positions of the inner one shifted. */
#define W_EXTENT(s, m, f) W_LE(s, m.length, f, (f) + 3), W_LE(s, m.location, (f) + 4, (f) + 7)
#define W_SHORT(s, m, f) W_LE(s, m.length, f, (f) + 3), W_LE(s, m.position, (f) + 4, (f) + 7)
#define W_LONG(s, m, f)                                                                        \
	W_LE(s, m.length, f, (f) + 3), W_LE(s, m.block, (f) + 4, (f) + 7),                     \
		W_LE(s, m.partition, (f) + 8, (f) + 9), W_RAW(s, m.use, (f) + 10, (f) + 15)
#define W_ICB(s, m, f)                                                                         \
	W_LE(s, m.prior, f, (f) + 3), W_LE(s, m.strategy, (f) + 4, (f) + 5),                   \
		W_LE(s, m.parameter, (f) + 6, (f) + 7), W_LE(s, m.entries, (f) + 8, (f) + 9),  \
		W_BYTE(s, m.type, (f) + 11), W_LE(s, m.parent_block, (f) + 12, (f) + 15),      \
		W_LE(s, m.parent_partition, (f) + 16, (f) + 17),                               \
		W_LE(s, m.flags, (f) + 18, (f) + 19)

/* clang-format off */
#define T struct udf_tag
WIRE_LAYOUT(udf_tag, T, "Descriptor Tag", "ECMA-167 3/7.2", 0, 16,
	W_LE(T, id, 0, 1),
	W_LE(T, version, 2, 3),
	W_BYTE(T, checksum, 4),
	W_BYTE(T, reserved, 5),
	W_LE(T, serial, 6, 7),
	W_LE(T, crc, 8, 9),
	W_LE(T, crc_length, 10, 11),
	W_LE(T, location, 12, 15));
#undef T

#define T struct udf_entity
WIRE_LAYOUT(udf_entity, T, "Entity Identifier", "ECMA-167 1/7.4", 0, 32,
	W_BYTE(T, flags, 0),
	W_TEXT(T, id, 1, 23),
	W_RAW(T, suffix, 24, 31));
#undef T

#define T struct udf_timestamp
WIRE_LAYOUT(udf_timestamp, T, "Timestamp", "ECMA-167 1/7.3", 0, 12,
	W_LE(T, type_zone, 0, 1),
	W_LE(T, year, 2, 3),
	W_BYTE(T, month, 4),
	W_BYTE(T, day, 5),
	W_BYTE(T, hour, 6),
	W_BYTE(T, minute, 7),
	W_BYTE(T, second, 8),
	W_BYTE(T, centiseconds, 9),
	W_BYTE(T, hundreds, 10),
	W_BYTE(T, microseconds, 11));
#undef T

#define T struct udf_extent_ad
WIRE_LAYOUT(udf_extent_ad, T, "Extent Descriptor", "ECMA-167 3/7.1", 0, 8,
	W_LE(T, length, 0, 3),
	W_LE(T, location, 4, 7));
#undef T

#define T struct udf_short_ad
WIRE_LAYOUT(udf_short_ad, T, "Short Allocation Descriptor", "ECMA-167 4/14.14.1", 0, 8,
	W_LE(T, length, 0, 3),
	W_LE(T, position, 4, 7));
#undef T

#define T struct udf_long_ad
WIRE_LAYOUT(udf_long_ad, T, "Long Allocation Descriptor", "ECMA-167 4/14.14.2", 0, 16,
	W_LE(T, length, 0, 3),
	W_LE(T, block, 4, 7),
	W_LE(T, partition, 8, 9),
	W_RAW(T, use, 10, 15));
#undef T

#define T struct udf_extended_ad
WIRE_LAYOUT(udf_extended_ad, T, "Extended Allocation Descriptor", "ECMA-167 4/14.14.3", 0, 20,
	W_LE(T, length, 0, 3),
	W_LE(T, recorded, 4, 7),
	W_LE(T, information, 8, 11),
	W_LE(T, block, 12, 15),
	W_LE(T, partition, 16, 17));
#undef T

#define T struct udf_primary
WIRE_LAYOUT(udf_primary, T, "Primary Volume Descriptor", "ECMA-167 3/10.1", 0, 512,
	W_LE(T, number, 16, 19),
	W_LE(T, primary_number, 20, 23),
	W_RAW(T, volume_id, 24, 55),
	W_LE(T, sequence, 56, 57),
	W_LE(T, sequence_max, 58, 59),
	W_LE(T, level, 60, 61),
	W_LE(T, level_max, 62, 63),
	W_LE(T, charsets, 64, 67),
	W_LE(T, charsets_max, 68, 71),
	W_RAW(T, set_id, 72, 199),
	W_RAW(T, charset, 200, 263),
	W_RAW(T, explanatory_charset, 264, 327),
	W_EXTENT(T, abstract, 328),
	W_EXTENT(T, copyright, 336),
	W_RAW(T, application, 344, 375),
	W_RAW(T, time, 376, 387),
	W_RAW(T, implementation, 388, 419),
	W_RAW(T, implementation_use, 420, 483),
	W_LE(T, predecessor, 484, 487),
	W_LE(T, flags, 488, 489));
#undef T

#define T struct udf_anchor
WIRE_LAYOUT(udf_anchor, T, "Anchor Volume Descriptor Pointer", "ECMA-167 3/10.2", 0, 512,
	W_EXTENT(T, main, 16),
	W_EXTENT(T, reserve, 24));
#undef T

#define T struct udf_implementation
WIRE_LAYOUT(udf_implementation, T, "Implementation Use Volume Descriptor", "UDF 2.2.7", 0, 512,
	W_LE(T, number, 16, 19),
	W_RAW(T, implementation, 20, 51),
	W_RAW(T, charset, 52, 115),
	W_RAW(T, volume_id, 116, 243),
	W_RAW(T, info, 244, 351),
	W_RAW(T, writer, 352, 383));
#undef T

#define T struct udf_partition
WIRE_LAYOUT(udf_partition, T, "Partition Descriptor", "ECMA-167 3/10.5", 0, 512,
	W_LE(T, number, 16, 19),
	W_LE(T, flags, 20, 21),
	W_LE(T, partition, 22, 23),
	W_RAW(T, contents, 24, 55),
	W_SHORT(T, free_table, 56),
	W_SHORT(T, free_bitmap, 64),
	W_SHORT(T, integrity_table, 72),
	W_SHORT(T, freed_table, 80),
	W_SHORT(T, freed_bitmap, 88),
	W_LE(T, access, 184, 187),
	W_LE(T, start, 188, 191),
	W_LE(T, length, 192, 195),
	W_RAW(T, implementation, 196, 227));
#undef T

#define T struct udf_logical
WIRE_LAYOUT(udf_logical, T, "Logical Volume Descriptor", "ECMA-167 3/10.6", 0, 512,
	W_LE(T, number, 16, 19),
	W_RAW(T, charset, 20, 83),
	W_RAW(T, volume_id, 84, 211),
	W_LE(T, block_size, 212, 215),
	W_RAW(T, domain, 216, 247),
	W_LONG(T, file_set, 248),
	W_LE(T, maps_length, 264, 267),
	W_LE(T, map_count, 268, 271),
	W_RAW(T, implementation, 272, 303),
	W_EXTENT(T, integrity, 432));
#undef T

#define T struct udf_unallocated
WIRE_LAYOUT(udf_unallocated, T, "Unallocated Space Descriptor", "ECMA-167 3/10.8", 0, 512,
	W_LE(T, number, 16, 19),
	W_LE(T, count, 20, 23));
#undef T

#define T struct udf_integrity
WIRE_LAYOUT(udf_integrity, T, "Logical Volume Integrity Descriptor", "ECMA-167 3/10.10", 0, 80,
	W_RAW(T, time, 16, 27),
	W_LE(T, type, 28, 31),
	W_EXTENT(T, next, 32),
	W_LE(T, unique_id, 40, 47),
	W_LE(T, partitions, 72, 75),
	W_LE(T, use_length, 76, 79));
#undef T

#define T struct udf_integrity_use
WIRE_LAYOUT(udf_integrity_use, T, "Integrity Implementation Use", "UDF 2.2.6.4", 0, 46,
	W_RAW(T, implementation, 0, 31),
	W_LE(T, files, 32, 35),
	W_LE(T, directories, 36, 39),
	W_LE(T, read_min, 40, 41),
	W_LE(T, write_min, 42, 43),
	W_LE(T, write_max, 44, 45));
#undef T

#define T struct udf_map
WIRE_LAYOUT(udf_map, T, "Partition Map", "ECMA-167 3/10.7.2", 0, 6,
	W_BYTE(T, type, 0),
	W_BYTE(T, length, 1),
	W_LE(T, sequence, 2, 3),
	W_LE(T, partition, 4, 5));
#undef T

#define T struct udf_map2
WIRE_LAYOUT(udf_map2, T, "Partition Map, type 2", "UDF 2.2.8", 0, 64,
	W_BYTE(T, type, 0),
	W_BYTE(T, length, 1),
	W_RAW(T, entity, 4, 35),
	W_LE(T, sequence, 36, 37),
	W_LE(T, partition, 38, 39));
#undef T

#define T struct udf_map_sparable
WIRE_LAYOUT(udf_map_sparable, T, "Sparable Partition Map", "UDF 2.2.9", 0, 64,
	W_LE(T, packet, 40, 41),
	W_BYTE(T, tables, 42),
	W_LE(T, size, 44, 47),
	W_LE(T, location[0], 48, 51),
	W_LE(T, location[1], 52, 55),
	W_LE(T, location[2], 56, 59),
	W_LE(T, location[3], 60, 63));
#undef T

#define T struct udf_map_metadata
WIRE_LAYOUT(udf_map_metadata, T, "Metadata Partition Map", "UDF 2.50 2.2.10", 0, 64,
	W_LE(T, file, 40, 43),
	W_LE(T, mirror, 44, 47),
	W_LE(T, bitmap, 48, 51),
	W_LE(T, unit, 52, 55),
	W_LE(T, align, 56, 57),
	W_BYTE(T, flags, 58));
#undef T

#define T struct udf_file_set
WIRE_LAYOUT(udf_file_set, T, "File Set Descriptor", "ECMA-167 4/14.1", 0, 512,
	W_RAW(T, time, 16, 27),
	W_LE(T, level, 28, 29),
	W_LE(T, level_max, 30, 31),
	W_LE(T, charsets, 32, 35),
	W_LE(T, charsets_max, 36, 39),
	W_LE(T, number, 40, 43),
	W_LE(T, descriptor, 44, 47),
	W_RAW(T, volume_charset, 48, 111),
	W_RAW(T, volume_id, 112, 239),
	W_RAW(T, charset, 240, 303),
	W_RAW(T, id, 304, 335),
	W_RAW(T, copyright, 336, 367),
	W_RAW(T, abstract, 368, 399),
	W_LONG(T, root, 400),
	W_RAW(T, domain, 416, 447),
	W_LONG(T, next, 448),
	W_LONG(T, streams, 464));
#undef T

#define T struct udf_file_id
WIRE_LAYOUT(udf_file_id, T, "File Identifier Descriptor", "ECMA-167 4/14.4", 0, 38,
	W_LE(T, version, 16, 17),
	W_BYTE(T, characteristics, 18),
	W_BYTE(T, name_length, 19),
	W_LONG(T, icb, 20),
	W_LE(T, use_length, 36, 37));
#undef T

#define T struct udf_indirect
WIRE_LAYOUT(udf_indirect, T, "Indirect Entry", "ECMA-167 4/14.7", 0, 52,
	W_ICB(T, icb, 16),
	W_LONG(T, next, 36));
#undef T

#define T struct udf_file
WIRE_LAYOUT(udf_file, T, "File Entry", "ECMA-167 4/14.9", 0, 176,
	W_ICB(T, icb, 16),
	W_LE(T, uid, 36, 39),
	W_LE(T, gid, 40, 43),
	W_LE(T, permissions, 44, 47),
	W_LE(T, links, 48, 49),
	W_BYTE(T, record_format, 50),
	W_BYTE(T, record_display, 51),
	W_LE(T, record_length, 52, 55),
	W_LE(T, length, 56, 63),
	W_LE(T, blocks, 64, 71),
	W_RAW(T, atime, 72, 83),
	W_RAW(T, mtime, 84, 95),
	W_RAW(T, ctime, 96, 107),
	W_LE(T, checkpoint, 108, 111),
	W_LONG(T, attributes, 112),
	W_RAW(T, implementation, 128, 159),
	W_LE(T, unique_id, 160, 167),
	W_LE(T, attributes_length, 168, 171),
	W_LE(T, descriptors_length, 172, 175));

WIRE_LAYOUT(udf_extended_file, T, "Extended File Entry", "ECMA-167 4/14.17", 0, 216,
	W_ICB(T, icb, 16),
	W_LE(T, uid, 36, 39),
	W_LE(T, gid, 40, 43),
	W_LE(T, permissions, 44, 47),
	W_LE(T, links, 48, 49),
	W_BYTE(T, record_format, 50),
	W_BYTE(T, record_display, 51),
	W_LE(T, record_length, 52, 55),
	W_LE(T, length, 56, 63),
	W_LE(T, object_size, 64, 71),
	W_LE(T, blocks, 72, 79),
	W_RAW(T, atime, 80, 91),
	W_RAW(T, mtime, 92, 103),
	W_RAW(T, birth, 104, 115),
	W_RAW(T, ctime, 116, 127),
	W_LE(T, checkpoint, 128, 131),
	W_LONG(T, attributes, 136),
	W_LONG(T, streams, 152),
	W_RAW(T, implementation, 168, 199),
	W_LE(T, unique_id, 200, 207),
	W_LE(T, attributes_length, 208, 211),
	W_LE(T, descriptors_length, 212, 215));
#undef T

#define T struct udf_allocation
WIRE_LAYOUT(udf_allocation, T, "Allocation Extent Descriptor", "ECMA-167 4/14.5", 0, 24,
	W_LE(T, previous, 16, 19),
	W_LE(T, length, 20, 23));
#undef T

#define T struct udf_attributes
WIRE_LAYOUT(udf_attributes, T, "Extended Attribute Header Descriptor", "ECMA-167 4/14.10.1", 0, 24,
	W_LE(T, implementation, 16, 19),
	W_LE(T, application, 20, 23));
#undef T

#define T struct udf_attribute
WIRE_LAYOUT(udf_attribute, T, "Extended Attribute", "ECMA-167 4/14.10.2", 0, 12,
	W_LE(T, type, 0, 3),
	W_BYTE(T, subtype, 4),
	W_LE(T, length, 8, 11));
#undef T

#define T struct udf_device
WIRE_LAYOUT(udf_device, T, "Device Specification", "ECMA-167 4/14.10.7", 0, 24,
	W_LE(T, type, 0, 3),
	W_BYTE(T, subtype, 4),
	W_LE(T, length, 8, 11),
	W_LE(T, use_length, 12, 15),
	W_LE(T, major, 16, 19),
	W_LE(T, minor, 20, 23));
#undef T

#define T struct udf_bitmap
WIRE_LAYOUT(udf_bitmap, T, "Space Bitmap Descriptor", "ECMA-167 4/14.12", 0, 24,
	W_LE(T, bits, 16, 19),
	W_LE(T, bytes, 20, 23));
#undef T

#define T struct udf_vat
WIRE_LAYOUT(udf_vat, T, "Virtual Allocation Table", "UDF 2.00 2.2.11", 0, 152,
	W_LE(T, header_length, 0, 1),
	W_LE(T, use_length, 2, 3),
	W_RAW(T, volume_id, 4, 131),
	W_LE(T, previous, 132, 135),
	W_LE(T, files, 136, 139),
	W_LE(T, directories, 140, 143),
	W_LE(T, read_min, 144, 145),
	W_LE(T, write_min, 146, 147),
	W_LE(T, write_max, 148, 149));
#undef T

#define T struct udf_sparing
WIRE_LAYOUT(udf_sparing, T, "Sparing Table", "UDF 2.2.12", 0, 56,
	W_RAW(T, entity, 16, 47),
	W_LE(T, entries, 48, 49),
	W_LE(T, sequence, 52, 55));
#undef T

#define T struct udf_component
WIRE_LAYOUT(udf_component, T, "Path Component", "ECMA-167 4/14.16.1", 0, 4,
	W_BYTE(T, type, 0),
	W_BYTE(T, length, 1),
	W_LE(T, version, 2, 3));
#undef T
/* clang-format on */

const struct wire_layout *const udf_layouts[] = {
	&udf_tag,	    &udf_entity,	&udf_timestamp,
	&udf_extent_ad,	    &udf_short_ad,	&udf_long_ad,
	&udf_primary,	    &udf_anchor,	&udf_implementation,
	&udf_partition,	    &udf_logical,	&udf_unallocated,
	&udf_integrity,	    &udf_integrity_use, &udf_map,
	&udf_map2,	    &udf_map_sparable,	&udf_map_metadata,
	&udf_file_set,	    &udf_file_id,	&udf_file,
	&udf_extended_file, &udf_allocation,	&udf_attributes,
	&udf_attribute,	    &udf_bitmap,	&udf_vat,
	&udf_sparing,	    &udf_component,	&udf_extended_ad,
	&udf_indirect,	    &udf_device,
};
const size_t udf_layout_count = ARRAY_SIZE(udf_layouts);
