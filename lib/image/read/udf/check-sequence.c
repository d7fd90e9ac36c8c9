/* SPDX-License-Identifier: MIT */
/* Judges both volume descriptor sequences (ECMA-167 3/8.4.2) and whether they agree. */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define SEQUENCE "ECMA-167 3/8.4.2"
#define DESCRIPTORS_MAX 1024u
#define SET_ID 72u /* genisoimage makes a new one for each sequence */
#define SET_ID_END 200u
#define NUMBER 16u /* where the sequence number stands in all but pointers */

static const char *const names[] = {
	NULL,
	"primary volume descriptor",
	NULL,
	"volume descriptor pointer",
	"implementation use volume descriptor",
	"partition descriptor",
	"logical volume descriptor",
	"unallocated space descriptor",
	"terminating descriptor",
};

static uint32_t number_of(const uint8_t *descriptor)
{
	struct udf_unallocated d;

	wire_get(&udf_unallocated, descriptor, UDF_DESCRIPTOR_SIZE, &d);
	return d.number;
}

static void take_partition(struct chu_sequence *s, const uint8_t *bytes)
{
	struct udf_partition d;
	size_t i = 0;

	wire_get(&udf_partition, bytes, UDF_DESCRIPTOR_SIZE, &d);
	while (i < s->partition_count && s->partitions[i].partition != d.partition)
		i++;
	if (i == RD_UDF_PARTITIONS)
		return;
	if (i == s->partition_count)
		s->partition_count++;
	else if (d.number < s->partitions[i].number)
		return;
	s->partitions[i] = d;
}

/* Of several with the same purpose the one with the highest number counts (3/8.4.3). */
static void keep(struct chu *c, struct chu_sequence *s, uint16_t id, uint64_t block,
		 const uint8_t *bytes)
{
	bool newer = !s->counts[id] || number_of(bytes) >= number_of(s->at[id]);

	s->counts[id]++;
	if (id == UDF_TAG_PARTITION)
		take_partition(s, bytes);
	if (!newer)
		return;
	s->blocks[id] = block;
	memcpy(s->at[id], bytes, UDF_DESCRIPTOR_SIZE);
	if (id == UDF_TAG_LOGICAL)
		memcpy(s->logical, bytes, c->block_size);
}

/* Only what the reader of the volume would follow too. */
static void follow(struct udf_extent_ad *extent, const uint8_t *bytes, uint32_t *at)
{
	wire_get(&udf_extent_ad, bytes + 20, udf_extent_ad.size, extent);
	*at = 0;
}

/* False at the end of the sequence. */
static bool take_block(struct chu *c, struct chu_sequence *s, uint64_t block,
		       const uint8_t *bytes)
{
	const struct chk_place place = chu_at(c, block);
	struct chu_tag_want want = { .location = (uint32_t)block };
	struct udf_tag tag;

	wire_get(&udf_tag, bytes, UDF_DESCRIPTOR_SIZE, &tag);
	if (chk_all_zero(bytes, UDF_DESCRIPTOR_SIZE))
		return false;
	if (tag.id >= ARRAY_SIZE(names) || !names[tag.id]) {
		chk_error(c->chk, SEQUENCE, &place,
			  "%s: tag %u does not belong into a descriptor sequence", s->name,
			  tag.id);
		s->damaged = true;
		return true;
	}
	want.id = tag.id;
	want.name = names[tag.id];
	if (!chu_tag(c, bytes, c->block_size, &want, &place)) {
		s->damaged = true;
		return true;
	}
	keep(c, s, tag.id, block, bytes);
	return tag.id != UDF_TAG_TERMINATING;
}

static void read_sequence(struct chu *c, struct chu_sequence *s, struct udf_extent_ad extent)
{
	uint8_t bytes[RD_UDF_BLOCK_MAX];
	uint32_t at = 0;
	size_t i = 0;

	for (; i < DESCRIPTORS_MAX && at < extent.length / c->block_size; i++) {
		uint64_t block = (uint64_t)extent.location + at++;
		uint32_t pointers = s->counts[UDF_TAG_POINTER];

		if (!chu_read(c, block, bytes, c->block_size) ||
		    !take_block(c, s, block, bytes))
			return;
		if (s->counts[UDF_TAG_POINTER] > pointers)
			follow(&extent, bytes, &at);
	}
}

static void need(struct chu *c, const struct chu_sequence *s, uint16_t id, const char *clause,
		 const struct chk_place *place)
{
	if (!s->counts[id] && !s->damaged)
		chk_error(c->chk, clause, place, "the %s sequence has no %s", s->name,
			  names[id]);
}

static void judge_sequence(struct chu *c, struct chu_sequence *s, struct udf_extent_ad extent)
{
	const struct chk_place place = chu_at(c, extent.location);

	read_sequence(c, s, extent);
	s->read = s->counts[UDF_TAG_LOGICAL] && s->partition_count;
	if (!s->counts[UDF_TAG_PRIMARY] && !s->read) {
		chk_error(c->chk, SEQUENCE, &place, "the %s descriptor sequence is missing",
			  s->name);
		return;
	}
	need(c, s, UDF_TAG_PRIMARY, "ECMA-167 3/8.4.1", &place);
	need(c, s, UDF_TAG_LOGICAL, "ECMA-167 3/8.4.1", &place);
	need(c, s, UDF_TAG_PARTITION, "ECMA-167 3/8.4.1", &place);
	need(c, s, UDF_TAG_UNALLOCATED, "UDF 2.2.5", &place);
	need(c, s, UDF_TAG_IMPLEMENTATION, "UDF 2.2.7", &place);
	if (!s->counts[UDF_TAG_TERMINATING])
		chk_warn(c->chk, "ECMA-167 3/10.9", &place,
			 "the %s descriptor sequence has no terminating descriptor", s->name);
}

static bool differ(const uint8_t *a, const uint8_t *b, size_t first, size_t end)
{
	return memcmp(a + first, b + first, end - first) != 0;
}

static void compare(struct chu *c, uint16_t id, size_t end)
{
	const struct chk_place place = chu_at(c, c->reserve.blocks[id]);
	const uint8_t *a = c->main.at[id], *b = c->reserve.at[id];

	if (!c->main.counts[id] || !c->reserve.counts[id] || !differ(a, b, NUMBER, end))
		return;
	if (id == UDF_TAG_PRIMARY && !differ(a, b, NUMBER, SET_ID) &&
	    !differ(a, b, SET_ID_END, end))
		chk_warn(c->chk, SEQUENCE, &place,
			 "the %ss of both sequences differ in their volume set identifiers",
			 names[id]);
	else
		chk_error(c->chk, SEQUENCE, &place, "the %ss of both sequences differ",
			  names[id]);
}

static void compare_partitions(struct chu *c)
{
	const struct chk_place place = chu_at(c, c->reserve.blocks[UDF_TAG_PARTITION]);
	const struct chu_sequence *a = &c->main, *b = &c->reserve;

	if (!a->partition_count || !b->partition_count)
		return;
	if (a->partition_count != b->partition_count ||
	    memcmp(a->partitions, b->partitions,
		   a->partition_count * sizeof(a->partitions[0])) != 0)
		chk_error(c->chk, SEQUENCE, &place,
			  "the partition descriptors of both sequences differ");
}

static void compare_maps(struct chu *c)
{
	const struct chk_place place = chu_at(c, c->reserve.blocks[UDF_TAG_LOGICAL]);

	if (c->main.read && c->reserve.read &&
	    differ(c->main.logical, c->reserve.logical, UDF_LOGICAL_MAPS, c->block_size))
		chk_error(c->chk, SEQUENCE, &place,
			  "the partition maps of both sequences differ");
}

void chu_sequences(struct chu *c)
{
	c->main.name = "main";
	c->reserve.name = "reserve";
	judge_sequence(c, &c->main, c->anchor.main);
	judge_sequence(c, &c->reserve, c->anchor.reserve);
	compare(c, UDF_TAG_PRIMARY, 490);
	compare(c, UDF_TAG_IMPLEMENTATION, 384);
	compare(c, UDF_TAG_LOGICAL, UDF_LOGICAL_MAPS);
	compare(c, UDF_TAG_UNALLOCATED, 24);
	compare_partitions(c);
	compare_maps(c);
	c->sequence = c->main.read ? &c->main : c->reserve.read ? &c->reserve : NULL;
	if (!c->sequence)
		return;
	chu_descriptors(c, &c->main);
	if (!c->main.read)
		chu_descriptors(c, &c->reserve);
}
