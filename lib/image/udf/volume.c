/* SPDX-License-Identifier: MIT */
/* The descriptors of the volume: how it is recognized and found, what it is called (3/10). */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

#include <stdio.h>

enum { READ_ONLY = 1, WRITE_ONCE = 2, OVERWRITABLE = 4 }; /* ECMA-167 3/10.5.7 */
enum { OPEN = 0, CLOSED = 1 };
#define VDS_BYTES (UDF_VDS_BLOCKS * BLOCK_SIZE)

void volume_recognition(const struct udf *u, uint8_t *data)
{
	const char *const ids[UDF_RECOGNITION_BLOCKS] = {
		"BEA01", udf_version(u) == 3 ? "NSR03" : "NSR02", "TEA01"
	};

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		memcpy(data + i * BLOCK_SIZE + 1, ids[i], 5);
		data[i * BLOCK_SIZE + 6] = 1;
	}
}

static void seal(const struct udf *u, uint16_t id, uint64_t at, uint8_t *data, size_t length)
{
	const struct udf_seal s = { id, udf_version(u), (uint32_t)at };

	udf_put_tag(&s, data, length);
}

void volume_anchor(const struct udf *u, uint64_t at, uint8_t *data)
{
	const struct udf_anchor a = {
		.main = { VDS_BYTES, (uint32_t)u->main },
		.reserve = { VDS_BYTES, (uint32_t)u->reserve },
	};

	wire_put(&udf_anchor, &a, data);
	seal(u, UDF_TAG_ANCHOR, at, data, UDF_DESCRIPTOR_SIZE);
}

/*
 * UDF 2.2.2.5: 16 characters that no other volume has. They are made of what is in the volume,
 * so that equal contents still give equal bytes.
 */
static void put_set_id(const struct udf *u, uint8_t field[128])
{
	uint64_t sum = (uint64_t)u->settings.timestamp * 0x9e3779b97f4a7c15u;
	char text[128];

	sum ^= u->counts.data_blocks * 0xff51afd7ed558ccdu + u->counts.nodes;
	sum ^= sum >> 29;
	snprintf(text, sizeof(text), "%08X%08X%s", (uint32_t)u->settings.timestamp,
		 (uint32_t)(sum ^ udf_crc((const uint8_t *)u->settings.name,
					  strlen(u->settings.name))),
		 u->settings.name);
	osta_put_dstring(text, field, 128);
}

static void put_primary(const struct udf *u, uint64_t at, uint32_t number, uint8_t *data)
{
	struct udf_primary d = {
		.number = number,
		.sequence = 1,
		.sequence_max = 1,
		.level = 2,
		.level_max = 3,
		.charsets = 1,
		.charsets_max = 1,
	};

	osta_put_dstring(u->settings.name, d.volume_id, sizeof(d.volume_id));
	put_set_id(u, d.set_id);
	udf_put_charset(d.charset);
	udf_put_charset(d.explanatory_charset);
	udf_put_implementation(d.implementation);
	udf_put_time(u->settings.timestamp, 0, d.time);
	wire_put(&udf_primary, &d, data);
	seal(u, UDF_TAG_PRIMARY, at, data, UDF_DESCRIPTOR_SIZE);
}

static void put_implementation_use(const struct udf *u, uint64_t at, uint32_t number,
				   uint8_t *data)
{
	struct udf_implementation d = { .number = number };

	udf_put_udf_entity(d.implementation, "*UDF LV Info", u->settings.revision);
	udf_put_charset(d.charset);
	osta_put_dstring(u->settings.name, d.volume_id, sizeof(d.volume_id));
	udf_put_implementation(d.writer);
	wire_put(&udf_implementation, &d, data);
	seal(u, UDF_TAG_IMPLEMENTATION, at, data, UDF_DESCRIPTOR_SIZE);
}

static uint32_t access_of(const struct udf *u)
{
	if (udf_is_virtual(u))
		return WRITE_ONCE;
	return udf_is_writable(u) ? OVERWRITABLE : READ_ONLY;
}

static void put_partition(const struct udf *u, uint64_t at, uint32_t number, uint8_t *data)
{
	struct udf_partition d = {
		.number = number,
		.flags = 1, /* space is allocated */
		.access = access_of(u),
		.start = (uint32_t)u->partition,
		.length = (uint32_t)(u->partition_end - u->partition),
	};

	if (u->bitmap)
		d.free_bitmap = (struct udf_short_ad){
			(uint32_t)(blocks_of(space_bitmap_size(d.length)) * BLOCK_SIZE),
			(uint32_t)(u->bitmap - u->partition)
		};
	memcpy(d.contents + 1, udf_version(u) == 3 ? "+NSR03" : "+NSR02", 6);
	udf_put_implementation(d.implementation);
	wire_put(&udf_partition, &d, data);
	seal(u, UDF_TAG_PARTITION, at, data, UDF_DESCRIPTOR_SIZE);
}

static void put_map2(const struct udf *u, const char *id, uint8_t *data)
{
	struct udf_map2 map = { .type = 2, .length = UDF_MAP2_SIZE, .sequence = 1 };

	udf_put_udf_entity(map.entity, id, u->settings.revision);
	wire_put_clean(&udf_map2, &map, data);
}

static size_t put_sparable_map(const struct udf *u, uint8_t *data)
{
	const struct udf_map_sparable sparable = {
		.packet = UDF_UNIT,
		.tables = UDF_SPARING_TABLES,
		.size = BLOCK_SIZE,
		.location = { (uint32_t)u->sparing[0], (uint32_t)u->sparing[1] },
	};

	put_map2(u, "*UDF Sparable Partition", data);
	wire_put(&udf_map_sparable, &sparable, data);
	return UDF_MAP2_SIZE;
}

static size_t put_physical_map(const struct udf *u, uint8_t *data)
{
	const struct udf_map map = { 1, UDF_MAP_SIZE, 1, 0 };

	if (udf_is_sparable(u))
		return put_sparable_map(u, data);
	wire_put_clean(&udf_map, &map, data);
	return UDF_MAP_SIZE;
}

/* Returns the bytes of the partition maps. */
static size_t put_maps(const struct udf *u, uint8_t *data)
{
	const struct udf_map_metadata metadata = {
		.file = (uint32_t)(u->metadata - u->partition),
		.mirror = (uint32_t)(u->mirror - u->partition),
		.bitmap = u->metadata_bitmap ? (uint32_t)(u->metadata_bitmap - u->partition)
					     : UINT32_MAX,
		.unit = UDF_UNIT,
		.align = UDF_UNIT,
		.flags = u->settings.redundant,
	};

	size_t used = put_physical_map(u, data);

	if (udf_entry_reference(u) == 0)
		return used;
	data += used;
	put_map2(u, udf_is_virtual(u) ? "*UDF Virtual Partition" : "*UDF Metadata Partition",
		 data);
	if (udf_has_metadata(u))
		wire_put(&udf_map_metadata, &metadata, data);
	return used + UDF_MAP2_SIZE;
}

static void put_logical(const struct udf *u, uint64_t at, uint32_t number, uint8_t *data)
{
	struct udf_logical d = {
		.number = number,
		.block_size = BLOCK_SIZE,
		.file_set = { (udf_is_virtual(u) ? 1 : 2) * BLOCK_SIZE,
			      udf_file_set_place(u),
			      udf_entry_reference(u),
			      { 0 } },
		.map_count = udf_entry_reference(u) + 1u,
		.integrity = { UDF_INTEGRITY_BLOCKS * BLOCK_SIZE, (uint32_t)u->integrity },
	};

	udf_put_charset(d.charset);
	osta_put_dstring(u->settings.name, d.volume_id, sizeof(d.volume_id));
	udf_put_domain(d.domain, u->settings.revision);
	udf_put_implementation(d.implementation);
	d.maps_length = (uint32_t)put_maps(u, data + UDF_LOGICAL_MAPS);
	wire_put(&udf_logical, &d, data);
	seal(u, UDF_TAG_LOGICAL, at, data, UDF_LOGICAL_MAPS + d.maps_length);
}

static void put_unallocated(const struct udf *u, uint64_t at, uint32_t number, uint8_t *data)
{
	const struct udf_unallocated d = { .number = number };

	wire_put(&udf_unallocated, &d, data);
	seal(u, UDF_TAG_UNALLOCATED, at, data, 24);
}

static void put_terminator(const struct udf *u, uint64_t at, uint8_t *data)
{
	seal(u, UDF_TAG_TERMINATING, at, data, UDF_DESCRIPTOR_SIZE);
}

void volume_sequence(const struct udf *u, uint64_t at, uint8_t *data)
{
	static void (*const puts[])(const struct udf *, uint64_t, uint32_t, uint8_t *) = {
		put_primary, put_implementation_use, put_partition,
		put_logical, put_unallocated,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(puts); i++)
		puts[i](u, at + i, (uint32_t)i, data + i * BLOCK_SIZE);
	put_terminator(u, at + i, data + i * BLOCK_SIZE);
}

/* From 2.60 on a volume that has nothing new is read as 2.50. */
uint16_t udf_read_min(const struct udf *u)
{
	return MIN(u->settings.revision, 0x250);
}

uint32_t udf_file_count(const struct udf *u)
{
	return (uint32_t)(u->counts.files + u->counts.others);
}

uint32_t udf_directory_count(const struct udf *u)
{
	return (uint32_t)u->counts.directories + 1;
}

static void put_integrity_use(const struct udf *u, uint8_t *data)
{
	struct udf_integrity_use use = {
		.files = udf_file_count(u),
		.directories = udf_directory_count(u),
		.read_min = udf_read_min(u),
		.write_min = u->settings.revision,
		.write_max = u->settings.revision,
	};

	udf_put_implementation(use.implementation);
	wire_put(&udf_integrity_use, &use, data);
}

/* ECMA-167 4/14.15: free blocks, then all blocks, of each partition. */
static void put_tables(const struct udf *u, uint32_t partitions, uint8_t *data)
{
	uint8_t *sizes = data + (size_t)partitions * 4;

	put_le32(sizes, (uint32_t)(u->partition_end - u->partition));
	if (udf_is_writable(u))
		put_le32(data, (uint32_t)space_free_blocks(u));
	if (udf_has_metadata(u)) {
		put_le32(sizes + 4, (uint32_t)space_metadata_blocks(u));
		if (udf_is_writable(u))
			put_le32(data + 4, (uint32_t)(space_metadata_blocks(u) - u->blocks));
	}
	if (udf_is_virtual(u)) {
		put_le32(data + 4, UINT32_MAX);
		put_le32(sizes + 4, UINT32_MAX);
	}
}

void volume_integrity(const struct udf *u, uint8_t *data)
{
	struct udf_integrity d = {
		.type = udf_is_virtual(u) ? OPEN : CLOSED,
		.unique_id = udf_link_id(u, u->links) + 1,
		.partitions = udf_entry_reference(u) + 1u,
		.use_length = UDF_INTEGRITY_USE_SIZE,
	};
	size_t tables = (size_t)d.partitions * 8;

	udf_put_time(u->changed, 0, d.time);
	wire_put(&udf_integrity, &d, data);
	put_tables(u, d.partitions, data + UDF_INTEGRITY_TABLES);
	put_integrity_use(u, data + UDF_INTEGRITY_TABLES + tables);
	seal(u, UDF_TAG_INTEGRITY, u->integrity, data,
	     UDF_INTEGRITY_TABLES + tables + UDF_INTEGRITY_USE_SIZE);
	put_terminator(u, u->integrity + 1, data + BLOCK_SIZE);
}

void volume_file_set(const struct udf *u, uint8_t *data)
{
	struct udf_file_set d = {
		.level = 3,
		.level_max = 3,
		.charsets = 1,
		.charsets_max = 1,
		.root = udf_icb_of(u, u->tree->root, 0),
	};

	udf_put_time(u->settings.timestamp, 0, d.time);
	udf_put_charset(d.volume_charset);
	osta_put_dstring(u->settings.name, d.volume_id, sizeof(d.volume_id));
	udf_put_charset(d.charset);
	osta_put_dstring(u->settings.name, d.id, sizeof(d.id));
	udf_put_domain(d.domain, u->settings.revision);
	wire_put(&udf_file_set, &d, data);
	seal(u, UDF_TAG_FILE_SET, udf_file_set_place(u), data, UDF_DESCRIPTOR_SIZE);
	if (!udf_is_virtual(u))
		put_terminator(u, udf_place(u, 1), data + BLOCK_SIZE);
}
