/* SPDX-License-Identifier: MIT */
/* Judges the partition maps (ECMA-167 3/10.7) and the sparing tables (UDF 2.2.12). */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define MAPS "ECMA-167 3/10.6.8"
#define MAP "ECMA-167 3/10.7"
#define SPARABLE "UDF 2.2.9"
#define TABLE "UDF 2.2.12"
#define TABLES_MAX 4u
#define ENTRY_SIZE 8u
#define SPARE_FREE 0xffffffffu
#define SPARE_DEFECT 0xfffffff0u
#define TABLE_BYTES_MAX (UDF_SPARING_SIZE + UINT16_MAX * ENTRY_SIZE)

/* The place of the logical volume descriptor. */
static struct chk_place here(const struct chu *c)
{
	return chu_at(c, c->sequence->blocks[UDF_TAG_LOGICAL]);
}

static const struct udf_partition *partition_of(const struct chu *c, uint16_t number)
{
	for (size_t i = 0; i < c->sequence->partition_count; i++)
		if (c->sequence->partitions[i].partition == number)
			return &c->sequence->partitions[i];
	return NULL;
}

static void judge_number(struct chu *c, uint16_t sequence, uint16_t number)
{
	const struct chk_place place = here(c);
	struct udf_primary primary;

	wire_get(&udf_primary, c->sequence->at[UDF_TAG_PRIMARY], UDF_DESCRIPTOR_SIZE, &primary);
	if (c->sequence->counts[UDF_TAG_PRIMARY] && sequence != primary.sequence)
		chk_error(c->chk, MAP, &place,
			  "a partition map names volume %u, the primary descriptor %u",
			  sequence, primary.sequence);
	if (!partition_of(c, number))
		chk_error(c->chk, MAP, &place,
			  "a partition map names partition %u, which has no descriptor",
			  number);
}

static void judge_since(struct chu *c, uint16_t revision, const char *what, const char *clause)
{
	const struct chk_place place = here(c);

	if (c->revision && c->revision < revision)
		chk_error(c->chk, clause, &place, "%s in a volume of UDF revision %04x", what,
			  c->revision);
}

static void judge_sparable(struct chu *c, const uint8_t *bytes, uint16_t number)
{
	const struct udf_partition *p = partition_of(c, number);
	const struct chk_place place = here(c);
	struct udf_map_sparable map;

	wire_get(&udf_map_sparable, bytes, UDF_MAP2_SIZE, &map);
	judge_since(c, 0x150, "a sparable partition", SPARABLE);
	if (map.packet != 16 && map.packet != 32)
		chk_error(c->chk, SPARABLE, &place, "packets of %u blocks, neither 16 nor 32",
			  map.packet);
	else if (p && (p->start % map.packet || p->length % map.packet))
		chk_warn(c->chk, SPARABLE, &place,
			 "the sparable partition does not begin and end with a packet");
	if (map.tables == 0 || map.tables > TABLES_MAX)
		chk_error(c->chk, SPARABLE, &place, "%u sparing tables", map.tables);
}

static void judge_metadata(struct chu *c, const uint8_t *bytes)
{
	const struct chk_place place = here(c);
	struct udf_map_metadata map;

	wire_get(&udf_map_metadata, bytes, UDF_MAP2_SIZE, &map);
	judge_since(c, 0x250, "a metadata partition", "UDF 2.50 2.2.10");
	if (map.unit == 0 || map.align == 0)
		chk_error(c->chk, "UDF 2.50 2.2.10", &place,
			  "allocation unit %" PRIu32 ", alignment unit %u", map.unit,
			  map.align);
	if (map.flags & ~1u)
		chk_warn(c->chk, "UDF 2.50 2.2.10", &place,
			 "reserved flags of the metadata partition map are set (%02x)",
			 map.flags);
	if (map.file == map.mirror)
		chk_error(c->chk, "UDF 2.50 2.2.10", &place,
			  "metadata file and mirror have the same location");
}

static void judge_map2(struct chu *c, const uint8_t *bytes)
{
	const struct chk_place place = here(c);
	struct udf_map2 map;

	wire_get(&udf_map2, bytes, UDF_MAP2_SIZE, &map);
	judge_number(c, map.sequence, map.partition);
	if (rd_udf_is(map.entity, "*UDF Virtual Partition")) {
		chu_entity(c, map.entity, "*UDF Virtual Partition", &place);
		judge_since(c, 0x150, "a virtual partition", "UDF 2.2.8");
	} else if (rd_udf_is(map.entity, "*UDF Sparable Partition")) {
		chu_entity(c, map.entity, "*UDF Sparable Partition", &place);
		judge_sparable(c, bytes, map.partition);
	} else if (rd_udf_is(map.entity, "*UDF Metadata Partition")) {
		chu_entity(c, map.entity, "*UDF Metadata Partition", &place);
		judge_metadata(c, bytes);
	} else {
		chk_error(c->chk, "UDF 2.2.8", &place,
			  "a partition map of type 2 has an unknown identifier");
	}
}

/* Returns its length; 0 if the maps cannot be followed. */
static size_t judge_map(struct chu *c, const uint8_t *bytes, size_t left)
{
	const struct chk_place place = here(c);
	struct udf_map map;

	if (left >= UDF_MAP_SIZE && bytes[0] == 1 && bytes[1] == UDF_MAP_SIZE) {
		wire_get(&udf_map, bytes, UDF_MAP_SIZE, &map);
		judge_number(c, map.sequence, map.partition);
		return UDF_MAP_SIZE;
	}
	if (left >= UDF_MAP2_SIZE && bytes[0] == 2 && bytes[1] == UDF_MAP2_SIZE) {
		judge_map2(c, bytes);
		return UDF_MAP2_SIZE;
	}
	chk_error(c->chk, MAP, &place,
		  "a partition map of type %u and %u bytes in the %zu that are left",
		  left > 0 ? bytes[0] : 0, left > 1 ? bytes[1] : 0, left);
	return 0;
}

void chu_maps(struct chu *c)
{
	const struct chk_place place = here(c);
	struct udf_logical d;
	size_t at = 0, room = c->block_size - UDF_LOGICAL_MAPS, step = 1;

	wire_get(&udf_logical, c->sequence->logical, UDF_DESCRIPTOR_SIZE, &d);
	if (d.map_count == 0 || d.map_count > RD_UDF_PARTITIONS)
		chk_error(c->chk, "ECMA-167 3/10.6.9", &place, "%" PRIu32 " partition maps",
			  d.map_count);
	for (size_t i = 0; i < MIN(d.map_count, RD_UDF_PARTITIONS) && step; i++) {
		step = judge_map(c, c->sequence->logical + UDF_LOGICAL_MAPS + at, room - at);
		at += step;
	}
	if (step && d.maps_length != at)
		chk_error(c->chk, MAPS, &place,
			  "the partition maps are said to have %" PRIu32 " bytes, but have %zu",
			  d.maps_length, at);
}

/* One table of several that should be equal. */
struct table {
	uint64_t block;
	uint32_t size;
	uint8_t *bytes;
};

static void judge_entries(struct chu *c, const struct table *t, size_t entries,
			  const struct rd_udf_partition *p)
{
	const struct chk_place place = chu_at(c, t->block);
	uint32_t last = 0;

	for (size_t i = 0; i < entries; i++) {
		const uint8_t *entry = t->bytes + UDF_SPARING_SIZE + i * ENTRY_SIZE;
		uint32_t original = get_le32(entry), mapped = get_le32(entry + 4);

		if (original < last) {
			chk_error(c->chk, TABLE, &place, "the sparing table is not sorted");
			return;
		}
		last = original;
		if (original < SPARE_DEFECT &&
		    (original >= p->length || (p->packet && original % p->packet)))
			chk_error(c->chk, TABLE, &place,
				  "entry %zu spares block %" PRIu32 ", which begins no packet",
				  i, original);
		if (mapped >= c->end || (p->packet && p->packet > c->end - mapped))
			chk_error(c->chk, TABLE, &place,
				  "entry %zu leads to block %" PRIu32 " outside of the image",
				  i, mapped);
	}
}

static bool judge_table(struct chu *c, struct table *t, const struct rd_udf_partition *p)
{
	const struct chu_tag_want want = { UDF_TAG_SPARING, (uint32_t)t->block,
					   "sparing table" };
	const struct chk_place place = chu_at(c, t->block);
	struct udf_sparing head;

	if (!chu_read(c, t->block, t->bytes, t->size)) {
		chk_error(c->chk, TABLE, &place, "the sparing table is not in the image");
		return false;
	}
	if (!chu_tag(c, t->bytes, t->size, &want, &place))
		return false;
	wire_get(&udf_sparing, t->bytes, UDF_SPARING_SIZE, &head);
	chu_entity(c, head.entity, "*UDF Sparing Table", &place);
	if ((t->size - UDF_SPARING_SIZE) / ENTRY_SIZE < head.entries) {
		chk_error(c->chk, TABLE, &place,
			  "a sparing table of %u entries in %" PRIu32 " bytes", head.entries,
			  t->size);
		return false;
	}
	judge_entries(c, t, head.entries, p);
	return true;
}

static imapi_status judge_tables(struct chu *c, const struct udf_map_sparable *map,
				 const struct rd_udf_partition *p)
{
	AUTOFREE uint8_t *first = malloc(map->size), *other = malloc(map->size);
	bool has = false;

	if (!first || !other)
		return err_no_memory(c->chk->err);
	for (size_t i = 0; i < MIN(map->tables, TABLES_MAX); i++) {
		struct table t = { map->location[i], map->size, has ? other : first };
		const struct chk_place place = chu_at(c, t.block);
		imapi_status status = chu_volume_run(c, t.block, t.size);

		if (IMAPI_FAILED(status))
			return status;
		if (!judge_table(c, &t, p))
			continue;
		if (has && memcmp(first + UDF_SPARING_SIZE, other + UDF_SPARING_SIZE,
				  map->size - UDF_SPARING_SIZE) != 0)
			chk_error(c->chk, TABLE, &place, "the sparing tables are not equal");
		has = true;
	}
	return IMAPI_OK;
}

imapi_status chu_spares(struct chu *c)
{
	imapi_status status = IMAPI_OK;
	size_t at = 0;

	for (size_t i = 0; i < c->udf->partition_count && !IMAPI_FAILED(status); i++) {
		const struct rd_udf_partition *p = &c->udf->partitions[i];
		const uint8_t *bytes = c->udf->maps + at;
		struct udf_map_sparable map;

		at += bytes[1];
		if (p->kind != RD_UDF_SPARABLE)
			continue;
		wire_get(&udf_map_sparable, bytes, UDF_MAP2_SIZE, &map);
		if (map.size < UDF_SPARING_SIZE || map.size > TABLE_BYTES_MAX)
			chk_error(c->chk, SPARABLE, &(struct chk_place){ .block = 0 },
				  "sparing tables of %" PRIu32 " bytes", map.size);
		else
			status = judge_tables(c, &map, p);
	}
	return status;
}
