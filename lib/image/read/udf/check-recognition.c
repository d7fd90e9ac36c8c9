/* SPDX-License-Identifier: MIT */
/* Judges the recognition sequence (ECMA-167 2/8.3) and the anchors (3/8.4.2.1). */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define SEQUENCE "ECMA-167 2/8.3.1"
#define NSR "ECMA-167 3/9.1"
#define ANCHORS "ECMA-167 3/8.4.2.1"
#define STRUCTURES_MAX 64u
#define STRUCTURE_SIZE 2048u
#define FIRST_STRUCTURE 32768u /* bytes from the start of the session */
#define SEQUENCE_LEAST 16u     /* sectors, ECMA-167 3/8.4.2.2 */

/* What the sequence has shown so far. */
struct recognition {
	bool begun, ended;
	unsigned nsr;
};

static bool is(const uint8_t *structure, const char *id)
{
	return memcmp(structure + 1, id, 5) == 0;
}

static void take_nsr(struct chu *c, struct recognition *r, const uint8_t *structure,
		     const struct chk_place *place)
{
	if (!r->begun || r->ended)
		chk_error(c->chk, SEQUENCE, place, "NSR0%c is not inside BEA01 and TEA01",
			  structure[5]);
	if (r->nsr++)
		chk_error(c->chk, NSR, place, "there is more than one NSR descriptor");
	c->version = (uint8_t)(structure[5] - '0');
}

/* False at the end of the sequence. */
static bool take_structure(struct chu *c, struct recognition *r, const uint8_t *structure,
			   const struct chk_place *place)
{
	if (is(structure, "CD001") || is(structure, "CDW02") || is(structure, "BOOT2"))
		return true;
	if (is(structure, "NSR02") || is(structure, "NSR03"))
		take_nsr(c, r, structure, place);
	else if (is(structure, "BEA01"))
		r->begun = true;
	else if (is(structure, "TEA01"))
		r->ended = true;
	else if (chk_all_zero(structure, 7))
		return false;
	else if (r->begun && !r->ended)
		chk_error(c->chk, SEQUENCE, place,
			  "a structure inside BEA01 and TEA01 has an unknown identifier");
	else
		return false;
	if (structure[0] || structure[6] != 1)
		chk_error(c->chk, "ECMA-167 2/9.1", place,
			  "%.5s has type %u and version %u, not 0 and 1", structure + 1,
			  structure[0], structure[6]);
	return true;
}

static void judge_whole(struct chu *c, const struct recognition *r)
{
	const struct chk_place place = { .block = c->chk->session_start +
						  FIRST_STRUCTURE / BLOCK_SIZE };

	if (!r->begun)
		chk_error(c->chk, SEQUENCE, &place, "BEA01 is missing before NSR");
	if (!r->nsr)
		chk_error(c->chk, NSR, &place, "there is no NSR descriptor");
	if (!r->ended)
		chk_error(c->chk, SEQUENCE, &place, "TEA01 is missing behind NSR");
}

static bool is_nsr(struct chu *c, uint64_t at)
{
	uint8_t structure[7];

	return !IMAPI_FAILED(rd_udf_bytes(c->raw, at, structure, sizeof(structure))) &&
	       (is(structure, "NSR02") || is(structure, "NSR03"));
}

/* Sectors that are longer than a structure hold one each (ECMA-167 2/8.3.1). */
void chu_recognition(struct chu *c)
{
	uint64_t step = MAX(c->block_size, STRUCTURE_SIZE);
	uint64_t at = c->chk->session_start * BLOCK_SIZE + FIRST_STRUCTURE;
	struct recognition r = { .begun = false };

	for (unsigned i = 0; i < STRUCTURES_MAX; i++, at += step) {
		const struct chk_place place = { .block = at / BLOCK_SIZE };
		uint8_t structure[7];

		if (IMAPI_FAILED(rd_udf_bytes(c->raw, at, structure, sizeof(structure))))
			break;
		if (!take_structure(c, &r, structure, &place) &&
		    (r.begun || !is_nsr(c, at + step)))
			break;
	}
	c->has_recognition = r.begun || r.ended || r.nsr;
	if (c->has_recognition)
		judge_whole(c, &r);
}

/* Something is there that is an anchor or was one. */
static bool looks_like_anchor(struct chu *c, uint64_t block)
{
	uint8_t bytes[UDF_DESCRIPTOR_SIZE];
	struct udf_tag tag;

	return chu_read(c, block, bytes, sizeof(bytes)) &&
	       (wire_get(&udf_tag, bytes, sizeof(bytes), &tag), tag.id == UDF_TAG_ANCHOR);
}

static void judge_extent(struct chu *c, const struct udf_extent_ad *extent, const char *what,
			 const struct chk_place *place)
{
	if (extent->length < SEQUENCE_LEAST * c->block_size)
		chk_error(c->chk, "ECMA-167 3/8.4.2.2", place,
			  "the %s descriptor sequence has %" PRIu32
			  " bytes, fewer than 16 sectors",
			  what, extent->length);
	if (extent->location >= c->end ||
	    extent->length / c->block_size > c->end - extent->location)
		chk_error(c->chk, "ECMA-167 3/8.4.2.2", place,
			  "the %s descriptor sequence at block %" PRIu32 " leaves the image",
			  what, extent->location);
}

/* Returns 1 for an anchor that can be used. The first of them is the one to follow. */
static unsigned take_anchor(struct chu *c, uint64_t block, bool *has)
{
	const struct chu_tag_want want = { UDF_TAG_ANCHOR, (uint32_t)block, "anchor" };
	const struct chk_place place = chu_at(c, block);
	uint8_t bytes[UDF_DESCRIPTOR_SIZE];
	struct udf_anchor anchor;
	struct udf_tag tag;

	if (!looks_like_anchor(c, block) || !chu_read(c, block, bytes, sizeof(bytes)))
		return 0;
	wire_get(&udf_tag, bytes, sizeof(bytes), &tag);
	if (!*has)
		c->serial = tag.serial;
	if (!chu_tag(c, bytes, sizeof(bytes), &want, &place) || tag.location != block)
		return 0;
	wire_get(&udf_anchor, bytes, sizeof(bytes), &anchor);
	if (!*has) {
		c->anchor = anchor;
		judge_extent(c, &anchor.main, "main", &place);
		judge_extent(c, &anchor.reserve, "reserve", &place);
	} else if (memcmp(&c->anchor, &anchor, sizeof(anchor)) != 0) {
		chk_error(c->chk, "ECMA-167 3/10.2", &place,
			  "the anchors name different descriptor sequences");
	}
	*has = true;
	return 1;
}

/* An open write-once medium may have one only, at 256 or 512 (UDF 6.11). */
bool chu_anchors(struct chu *c)
{
	const uint64_t last = c->end - 1;
	const struct chk_place place = chu_at(c, c->start + 256);
	bool has = false;
	unsigned count = take_anchor(c, c->start + 256, &has);

	if (last != c->start + 256 && last > 256 && last - 256 != c->start + 256)
		count += take_anchor(c, last - 256, &has);
	if (last != c->start + 256)
		count += take_anchor(c, last, &has);
	if (!has)
		take_anchor(c, c->start + 512, &has);
	c->anchors = count;
	if (!has)
		chk_error(c->chk, ANCHORS, &place,
			  "there is no anchor at block 256, at the last one or 256 before it");
	return has;
}

/* After the partition maps are known. */
void chu_anchor_count(struct chu *c)
{
	const struct chk_place place = chu_at(c, c->start + 256);
	bool open = false;

	for (size_t i = 0; c->udf && i < c->udf->partition_count; i++)
		open |= c->udf->partitions[i].kind == RD_UDF_VIRTUAL;
	if (c->anchors < 2 && !(open && c->anchors == 1))
		chk_say(c->chk, open ? IMAPI_IMAGE_WARNING : IMAPI_IMAGE_ERROR, ANCHORS, &place,
			"%u anchors at block 256, at the last one and 256 before it; two are "
			"needed",
			c->anchors);
}
