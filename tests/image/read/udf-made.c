/* SPDX-License-Identifier: MIT */
#include "udf-made.h"

#include "base/bytes.h"
#include "base/mem.h"

#define NSR 3 /* the version of a tag */

uint8_t *made_block(struct made *made, uint32_t block)
{
	return made->bytes + (size_t)(MADE_PARTITION + block) * MADE_BLOCK;
}

static void seal(uint8_t *bytes, uint16_t id, uint32_t location, size_t length)
{
	const struct udf_seal seal = { id, NSR, location };

	udf_put_tag(&seal, bytes, length);
}

static void put(struct made *made, uint32_t block, const struct wire_layout *layout,
		const void *value, uint16_t id)
{
	uint8_t *bytes = made->bytes + (size_t)block * MADE_BLOCK;

	wire_put_clean(layout, value, bytes);
	seal(bytes, id, block, MADE_BLOCK);
}

static void put_name(uint8_t *field, size_t size, const char *name)
{
	memset(field, 0, size);
	field[0] = 8;
	memcpy(field + 1, name, strlen(name));
	field[size - 1] = (uint8_t)(strlen(name) + 1);
}

static void put_logical(struct made *made, uint32_t block)
{
	static const uint8_t physical[6] = { 1, 6, 1, 0, 0, 0 };
	struct udf_logical logical = {
		.number = 2,
		.block_size = MADE_BLOCK,
		.file_set = { MADE_BLOCK, MADE_FILE_SET, made->root_partition, { 0 } },
		.maps_length = (uint32_t)(6 + made->maps_length),
		.map_count = 1 + made->map_count
	};
	uint8_t *bytes = made->bytes + (size_t)block * MADE_BLOCK;

	put_name(logical.volume_id, sizeof(logical.volume_id), "MADE");
	udf_put_domain(logical.domain, 0x201);
	wire_put_clean(&udf_logical, &logical, bytes);
	memcpy(bytes + UDF_LOGICAL_MAPS, physical, 6);
	memcpy(bytes + UDF_LOGICAL_MAPS + 6, made->maps,
	       MIN(made->maps_length, MADE_BLOCK - UDF_LOGICAL_MAPS - 6));
	seal(bytes, UDF_TAG_LOGICAL, block, MADE_BLOCK);
}

static void put_sequence(struct made *made, uint32_t block)
{
	struct udf_primary primary = { .number = 1 };
	struct udf_partition partition = { .number = 3,
					   .start = MADE_PARTITION,
					   .length = MADE_BLOCKS - MADE_PARTITION };

	put_name(primary.set_id, sizeof(primary.set_id), "SET");
	put(made, block, &udf_primary, &primary, UDF_TAG_PRIMARY);
	put_logical(made, block + 1);
	put(made, block + 2, &udf_partition, &partition, UDF_TAG_PARTITION);
	seal(made->bytes + (size_t)(block + 3) * MADE_BLOCK, UDF_TAG_TERMINATING, block + 3,
	     MADE_BLOCK);
}

void made_volume(struct made *made)
{
	const struct udf_file_set set = {
		.root = { MADE_BLOCK, MADE_ROOT, made->root_partition, { 0 } }
	};
	const struct udf_anchor anchor = { { 4 * MADE_BLOCK, MADE_MAIN },
					   { 4 * MADE_BLOCK, MADE_RESERVE } };

	put_sequence(made, MADE_MAIN);
	put_sequence(made, MADE_RESERVE);
	wire_put_clean(&udf_file_set, &set, made_block(made, MADE_FILE_SET));
	seal(made_block(made, MADE_FILE_SET), UDF_TAG_FILE_SET, MADE_FILE_SET, MADE_BLOCK);
	put(made, MADE_BLOCKS - 1, &udf_anchor, &anchor, UDF_TAG_ANCHOR);
}

void made_add_map(struct made *made, const char *id, const void *tail, size_t length)
{
	uint8_t *map = made->maps + made->maps_length;

	memset(map, 0, UDF_MAP2_SIZE);
	map[0] = 2;
	map[1] = UDF_MAP2_SIZE;
	memcpy(map + 5, id, strlen(id));
	map[36] = 1;
	memcpy(map + 40, tail, length);
	made->maps_length += UDF_MAP2_SIZE;
	made->map_count++;
}

void made_file(struct made *made, const struct made_file *file)
{
	uint8_t *bytes = made_block(made, file->block);
	size_t head = file->streams ? UDF_EFE_SIZE : UDF_FE_SIZE;
	struct udf_file entry = {
		.icb = { .strategy = file->strategy ? file->strategy : 4,
			 .type = file->type,
			 .flags = file->flags },
		.uid = UINT32_MAX,
		.gid = 7,
		.permissions = 0x1884, /* rw-r--r-- */
		.links = 1,
		.length = file->length ? file->length : file->tail_length - file->attributes,
		.unique_id = file->block,
		.attributes_length = (uint32_t)file->attributes,
		.descriptors_length = (uint32_t)(file->tail_length - file->attributes),
	};

	if (file->streams)
		entry.streams = (struct udf_long_ad){ MADE_BLOCK, file->streams, 0, { 0 } };
	udf_put_time(1000000000, 0, entry.mtime);
	memset(bytes, 0, MADE_BLOCK);
	wire_put(file->streams ? &udf_extended_file : &udf_file, &entry, bytes);
	if (file->tail)
		memcpy(bytes + head, file->tail, MIN(file->tail_length, MADE_BLOCK - head));
	seal(bytes, file->streams ? UDF_TAG_EXTENDED_FILE : UDF_TAG_FILE,
	     file->location ? file->location : file->block, MADE_BLOCK);
}

void made_name_bytes(struct made *made, uint8_t characteristics, const void *name,
		     size_t length, uint32_t block)
{
	const struct udf_file_id id = {
		.version = 1,
		.characteristics = characteristics,
		.name_length = (uint8_t)length,
		.icb = { MADE_BLOCK, block, made->root_partition, { 0 } }
	};
	uint8_t *bytes = made->directory + made->directory_length;
	size_t whole = (UDF_FID_SIZE + length + 3) / 4 * 4;

	memset(bytes, 0, whole);
	wire_put(&udf_file_id, &id, bytes);
	memcpy(bytes + UDF_FID_SIZE, name, length);
	seal(bytes, UDF_TAG_FILE_ID, block, whole);
	made->directory_length += whole;
}

void made_name(struct made *made, uint8_t characteristics, const char *name, uint32_t block)
{
	char bytes[256] = { 8 };

	memcpy(bytes + 1, name, strlen(name));
	made_name_bytes(made, characteristics, bytes, 1 + strlen(name), block);
}

void made_directory(struct made *made, uint8_t type, uint32_t block)
{
	made_file(made, &(struct made_file){ .block = block,
					     .type = type,
					     .flags = UDF_ICB_EMBEDDED,
					     .tail = made->directory,
					     .tail_length = made->directory_length });
	made->directory_length = 0;
}

void made_small(struct made *made, uint32_t block, const char *text)
{
	made_file(made, &(struct made_file){ .block = block,
					     .type = UDF_TYPE_FILE,
					     .flags = UDF_ICB_EMBEDDED,
					     .tail = text,
					     .tail_length = strlen(text) });
}

size_t made_short(uint8_t *to, size_t at, uint32_t type, uint32_t length, uint32_t block)
{
	put_le32(to + at, type << 30 | length);
	put_le32(to + at + 4, block);
	return at + 8;
}
