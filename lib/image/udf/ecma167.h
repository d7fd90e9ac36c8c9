/* SPDX-License-Identifier: MIT */
/* What the structures of ECMA-167 and UDF look like on the disc; positions count from 0. */
#ifndef LIB_IMAGE_UDF_ECMA167_H
#define LIB_IMAGE_UDF_ECMA167_H

#include "base/wire.h"

/* Tag identifiers, ECMA-167 3/7.2.1 and 4/7.2.1. */
enum udf_tag_id {
	UDF_TAG_SPARING = 0, /* UDF 2.2.12 */
	UDF_TAG_PRIMARY = 1,
	UDF_TAG_ANCHOR = 2,
	UDF_TAG_POINTER = 3,
	UDF_TAG_IMPLEMENTATION = 4,
	UDF_TAG_PARTITION = 5,
	UDF_TAG_LOGICAL = 6,
	UDF_TAG_UNALLOCATED = 7,
	UDF_TAG_TERMINATING = 8,
	UDF_TAG_INTEGRITY = 9,
	UDF_TAG_FILE_SET = 256,
	UDF_TAG_FILE_ID = 257,
	UDF_TAG_ALLOCATION = 258,
	UDF_TAG_INDIRECT = 259,
	UDF_TAG_TERMINAL = 260,
	UDF_TAG_FILE = 261,
	UDF_TAG_ATTRIBUTES = 262,
	UDF_TAG_SPACE_ENTRY = 263,
	UDF_TAG_BITMAP = 264,
	UDF_TAG_PARTITION_INTEGRITY = 265,
	UDF_TAG_EXTENDED_FILE = 266,
};

/* ICB file types, ECMA-167 4/14.6.6 and UDF 2.2.10, 2.2.11, 2.2.13. */
enum udf_file_type {
	UDF_TYPE_UNSPECIFIED = 0, /* of the VAT of UDF 1.50 */
	UDF_TYPE_DIRECTORY = 4,
	UDF_TYPE_FILE = 5,
	UDF_TYPE_BLOCK_DEVICE = 6,
	UDF_TYPE_CHARACTER_DEVICE = 7,
	UDF_TYPE_ATTRIBUTES = 8,
	UDF_TYPE_FIFO = 9,
	UDF_TYPE_SOCKET = 10,
	UDF_TYPE_TERMINAL = 11,
	UDF_TYPE_SYMLINK = 12,
	UDF_TYPE_STREAM_DIRECTORY = 13,
	UDF_TYPE_VAT = 248,
	UDF_TYPE_REAL_TIME = 249,
	UDF_TYPE_METADATA = 250,
	UDF_TYPE_MIRROR = 251,
	UDF_TYPE_METADATA_BITMAP = 252,
};

/* Bits of the ICB flags, ECMA-167 4/14.6.8. */
enum {
	UDF_ICB_SHORT = 0,
	UDF_ICB_LONG = 1,
	UDF_ICB_EXTENDED = 2,
	UDF_ICB_EMBEDDED = 3,
	UDF_ICB_AD_MASK = 7,
	UDF_ICB_SORTED = 0x8,
	UDF_ICB_SETUID = 0x40,
	UDF_ICB_SETGID = 0x80,
	UDF_ICB_STICKY = 0x100,
	UDF_ICB_STREAM = 0x2000,
};

/* File characteristics, ECMA-167 4/14.4.3. */
enum {
	UDF_FID_HIDDEN = 1,
	UDF_FID_DIRECTORY = 2,
	UDF_FID_DELETED = 4,
	UDF_FID_PARENT = 8,
	UDF_FID_METADATA = 0x10,
};

/* Upper two bits of an extent's length, ECMA-167 4/14.14.1.1. */
enum {
	UDF_EXTENT_RECORDED = 0,
	UDF_EXTENT_ALLOCATED = 1,
	UDF_EXTENT_UNALLOCATED = 2,
	UDF_EXTENT_CONTINUES = 3, /* the next extent of allocation descriptors */
};
#define UDF_EXTENT_MAX ((1u << 30) - 1)

#define UDF_DESCRIPTOR_SIZE 512u
#define UDF_TAG_SIZE 16u
#define UDF_FID_SIZE 38u
#define UDF_FE_SIZE 176u
#define UDF_EFE_SIZE 216u
#define UDF_AED_SIZE 24u
#define UDF_EAHD_SIZE 24u

/* ECMA-167 3/7.2 */
struct udf_tag {
	uint16_t id, version;
	uint8_t checksum, reserved;
	uint16_t serial, crc, crc_length;
	uint32_t location;
};

/* ECMA-167 1/7.4; UDF 2.1.5 */
struct udf_entity {
	uint8_t flags;
	uint8_t id[23], suffix[8];
};

/* ECMA-167 1/7.3 */
struct udf_timestamp {
	uint16_t type_zone; /* type in the upper 4 bits, minutes from UTC in the lower 12 */
	int16_t year;
	uint8_t month, day, hour, minute, second, centiseconds, hundreds, microseconds;
};

struct udf_extent_ad { /* ECMA-167 3/7.1 */
	uint32_t length, location;
};

struct udf_short_ad { /* ECMA-167 4/14.14.1 */
	uint32_t length, position;
};

struct udf_long_ad { /* ECMA-167 4/14.14.2 */
	uint32_t length, block;
	uint16_t partition;
	uint8_t use[6]; /* UDF 2.3.10.1: flags of 16 bits, unique id of 32 */
};

struct udf_extended_ad { /* ECMA-167 4/14.14.3 */
	uint32_t length, recorded, information, block;
	uint16_t partition;
};

struct udf_primary { /* ECMA-167 3/10.1 */
	uint32_t number, primary_number;
	uint8_t volume_id[32];
	uint16_t sequence, sequence_max, level, level_max;
	uint32_t charsets, charsets_max;
	uint8_t set_id[128], charset[64], explanatory_charset[64];
	struct udf_extent_ad abstract, copyright;
	uint8_t application[32], time[12], implementation[32], implementation_use[64];
	uint32_t predecessor;
	uint16_t flags;
};

struct udf_anchor { /* ECMA-167 3/10.2 */
	struct udf_extent_ad main, reserve;
};

struct udf_implementation { /* ECMA-167 3/10.4; UDF 2.2.7 */
	uint32_t number;
	uint8_t implementation[32], charset[64], volume_id[128], info[3][36], writer[32];
};

struct udf_partition { /* ECMA-167 3/10.5 and 4/14.3 */
	uint32_t number;
	uint16_t flags, partition;
	uint8_t contents[32];
	struct udf_short_ad free_table, free_bitmap, integrity_table, freed_table, freed_bitmap;
	uint32_t access, start, length;
	uint8_t implementation[32];
};

struct udf_logical { /* ECMA-167 3/10.6 */
	uint32_t number;
	uint8_t charset[64], volume_id[128];
	uint32_t block_size;
	uint8_t domain[32];
	struct udf_long_ad file_set;
	uint32_t maps_length, map_count;
	uint8_t implementation[32];
	struct udf_extent_ad integrity;
};
#define UDF_LOGICAL_MAPS 440u /* where the partition maps begin */

struct udf_unallocated { /* ECMA-167 3/10.8 */
	uint32_t number, count;
};

struct udf_integrity { /* ECMA-167 3/10.10 and 4/14.15 */
	uint8_t time[12];
	uint32_t type; /* 0: open, 1: closed */
	struct udf_extent_ad next;
	uint64_t unique_id;
	uint32_t partitions, use_length;
};
#define UDF_INTEGRITY_TABLES 80u

struct udf_integrity_use { /* UDF 2.2.6.4 */
	uint8_t implementation[32];
	uint32_t files, directories;
	uint16_t read_min, write_min, write_max;
};
#define UDF_INTEGRITY_USE_SIZE 46u

struct udf_map { /* type 1, ECMA-167 3/10.7.2 */
	uint8_t type, length;
	uint16_t sequence, partition;
};
#define UDF_MAP_SIZE 6u

struct udf_map2 { /* type 2, UDF 2.2.8 */
	uint8_t type, length;
	uint8_t entity[32];
	uint16_t sequence, partition;
};
#define UDF_MAP2_SIZE 64u

struct udf_map_sparable { /* UDF 2.2.9 */
	uint16_t packet;
	uint8_t tables;
	uint32_t size;
	uint32_t location[4];
};

struct udf_map_metadata { /* UDF 2.50 2.2.10 */
	uint32_t file, mirror, bitmap, unit;
	uint16_t align;
	uint8_t flags; /* bit 0: the mirror is a copy elsewhere */
};

struct udf_file_set { /* ECMA-167 4/14.1 */
	uint8_t time[12];
	uint16_t level, level_max;
	uint32_t charsets, charsets_max, number, descriptor;
	uint8_t volume_charset[64], volume_id[128], charset[64], id[32], copyright[32],
		abstract[32];
	struct udf_long_ad root;
	uint8_t domain[32];
	struct udf_long_ad next, streams;
};

struct udf_file_id { /* ECMA-167 4/14.4 */
	uint16_t version;
	uint8_t characteristics, name_length;
	struct udf_long_ad icb;
	uint16_t use_length;
};

struct udf_icb { /* ECMA-167 4/14.6 */
	uint32_t prior;
	uint16_t strategy, parameter, entries;
	uint8_t type;
	uint32_t parent_block;
	uint16_t parent_partition, flags;
};

struct udf_indirect { /* ECMA-167 4/14.7 */
	struct udf_icb icb;
	struct udf_long_ad next;
};

/* File Entry and Extended File Entry, ECMA-167 4/14.9 and 4/14.17. */
struct udf_file {
	struct udf_icb icb;
	uint32_t uid, gid, permissions;
	uint16_t links;
	uint8_t record_format, record_display;
	uint32_t record_length;
	uint64_t length, object_size, blocks;
	uint8_t atime[12], mtime[12], birth[12], ctime[12];
	uint32_t checkpoint;
	struct udf_long_ad attributes, streams;
	uint8_t implementation[32];
	uint64_t unique_id;
	uint32_t attributes_length, descriptors_length;
};

struct udf_allocation { /* ECMA-167 4/14.5 */
	uint32_t previous, length;
};

struct udf_attributes {			      /* ECMA-167 4/14.10.1 */
	uint32_t implementation, application; /* offsets */
};

struct udf_attribute { /* ECMA-167 4/14.10.2 */
	uint32_t type;
	uint8_t subtype;
	uint32_t length;
};
#define UDF_ATTRIBUTE_SIZE 12u

struct udf_device { /* the Device Specification attribute, ECMA-167 4/14.10.7 */
	uint32_t type;
	uint8_t subtype;
	uint32_t length, use_length, major, minor;
};
#define UDF_DEVICE_TYPE 12u

struct udf_bitmap { /* ECMA-167 4/14.12 */
	uint32_t bits, bytes;
};
#define UDF_BITMAP_SIZE 24u

struct udf_vat { /* the header of UDF 2.00 2.2.11 */
	uint16_t header_length, use_length;
	uint8_t volume_id[128];
	uint32_t previous, files, directories;
	uint16_t read_min, write_min, write_max;
};
#define UDF_VAT_SIZE 152u
#define UDF_VAT_TRAILER_SIZE 36u /* of UDF 1.50: entity, location of the previous VAT */

struct udf_sparing { /* UDF 2.2.12 */
	uint8_t entity[32];
	uint16_t entries;
	uint32_t sequence;
};
#define UDF_SPARING_SIZE 56u

struct udf_component { /* of a symbolic link's path, ECMA-167 4/14.16.1 */
	uint8_t type, length;
	uint16_t version;
};
#define UDF_COMPONENT_SIZE 4u

/* Types of path components: a root, the root, up, here, a name. */
enum {
	UDF_COMPONENT_AGREED = 1,
	UDF_COMPONENT_ROOT = 2,
	UDF_COMPONENT_UP = 3,
	UDF_COMPONENT_HERE = 4,
	UDF_COMPONENT_NAME = 5
};

extern const struct wire_layout udf_tag, udf_entity, udf_timestamp, udf_extent_ad, udf_short_ad,
	udf_long_ad, udf_primary, udf_anchor, udf_implementation, udf_partition, udf_logical,
	udf_unallocated, udf_integrity, udf_integrity_use, udf_map, udf_map2, udf_map_sparable,
	udf_map_metadata, udf_file_set, udf_file_id, udf_file, udf_extended_file,
	udf_allocation, udf_attributes, udf_attribute, udf_bitmap, udf_vat, udf_sparing,
	udf_component, udf_extended_ad, udf_indirect, udf_device;

/* All of them, for the test that no two fields overlap. */
extern const struct wire_layout *const udf_layouts[];
extern const size_t udf_layout_count;

#endif
