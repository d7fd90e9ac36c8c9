/* SPDX-License-Identifier: MIT */
/* Judges the descriptors of a volume descriptor sequence (ECMA-167 3/10). */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

static void judge_primary(struct chu *c, const uint8_t *bytes, const struct chk_place *place)
{
	struct udf_primary d;

	wire_get(&udf_primary, bytes, UDF_DESCRIPTOR_SIZE, &d);
	chu_text(c, d.volume_id, sizeof(d.volume_id), "volume identifier", place);
	chu_text(c, d.set_id, sizeof(d.set_id), "volume set identifier", place);
	if (d.set_id[127] < 17)
		chk_warn(c->chk, "UDF 2.2.2.5", place,
			 "the volume set identifier has no 16 unique characters");
	chu_charset(c, d.charset, "primary volume descriptor", place);
	chu_charset(c, d.explanatory_charset, "explanatory texts", place);
	chu_time(c, d.time, "recording time of the volume", place);
	chu_developer(c, d.implementation, "primary volume descriptor", place);
	if (d.sequence == 0 || d.sequence > MAX(d.sequence_max, 1))
		chk_error(c->chk, "ECMA-167 3/10.1.5", place, "volume %u of %u", d.sequence,
			  d.sequence_max);
	if (d.level < 2 || d.level > 3 || d.level_max < d.level)
		chk_warn(c->chk, "UDF 2.2.2.1", place, "interchange levels %u and %u", d.level,
			 d.level_max);
	if (!(d.charsets & 1) || !(d.charsets_max & 1))
		chk_error(c->chk, "UDF 2.2.2.3", place,
			  "the character set list (%" PRIx32 ") lacks CS0", d.charsets);
	if (d.flags > 1)
		chk_warn(c->chk, "ECMA-167 3/10.1.21", place, "reserved flags are set (%x)",
			 d.flags);
}

static void judge_implementation(struct chu *c, const struct chu_sequence *s,
				 const struct chk_place *place)
{
	struct udf_implementation d;
	struct udf_logical logical;

	wire_get(&udf_implementation, s->at[UDF_TAG_IMPLEMENTATION], UDF_DESCRIPTOR_SIZE, &d);
	wire_get(&udf_logical, s->at[UDF_TAG_LOGICAL], UDF_DESCRIPTOR_SIZE, &logical);
	if (!rd_udf_is(d.implementation, "*UDF LV Info")) {
		chk_warn(c->chk, "UDF 2.2.7", place,
			 "the implementation use descriptor is not \"*UDF LV Info\"");
		return;
	}
	chu_entity(c, d.implementation, "*UDF LV Info", place);
	chu_charset(c, d.charset, "*UDF LV Info", place);
	chu_text(c, d.volume_id, sizeof(d.volume_id), "volume identifier of *UDF LV Info",
		 place);
	for (size_t i = 0; i < ARRAY_SIZE(d.info); i++)
		chu_text(c, d.info[i], sizeof(d.info[i]), "text of *UDF LV Info", place);
	chu_developer(c, d.writer, "*UDF LV Info", place);
	if (s->counts[UDF_TAG_LOGICAL] &&
	    memcmp(d.volume_id, logical.volume_id, sizeof(d.volume_id)) != 0)
		chk_warn(
			c->chk, "UDF 2.2.7.2.2", place,
			"*UDF LV Info names another volume than the logical volume descriptor");
}

static void judge_contents(struct chu *c, const struct udf_partition *d,
			   const struct chk_place *place)
{
	unsigned version = memcmp(d->contents + 1, "+NSR02", 7) == 0   ? 2
			   : memcmp(d->contents + 1, "+NSR03", 7) == 0 ? 3
								       : 0;

	if (!version)
		chk_error(c->chk, "ECMA-167 3/10.5.5", place,
			  "the contents of partition %u are neither +NSR02 nor +NSR03",
			  d->partition);
	else if (c->version && version != c->version)
		chk_error(c->chk, "ECMA-167 3/10.5.5", place,
			  "partition %u has contents +NSR0%u in a volume of NSR0%u",
			  d->partition, version, c->version);
	if (d->contents[0] & ~2u)
		chk_warn(c->chk, "UDF 2.1.5.1", place,
			 "the contents of partition %u have flags %02x", d->partition,
			 d->contents[0]);
}

static void judge_partition(struct chu *c, const struct udf_partition *d,
			    const struct chk_place *place)
{
	judge_contents(c, d, place);
	chu_developer(c, d->implementation, "partition descriptor", place);
	if (d->flags != 1)
		chk_say(c->chk, d->flags & 1 ? IMAPI_IMAGE_WARNING : IMAPI_IMAGE_ERROR,
			"ECMA-167 3/10.5.3", place, "partition flags %x", d->flags);
	if (d->access > 4)
		chk_error(c->chk, "ECMA-167 3/10.5.7", place, "access type %" PRIu32,
			  d->access);
	if (d->length == 0 || d->start >= c->end || d->length > c->end - d->start)
		chk_error(c->chk, "ECMA-167 3/10.5.9", place,
			  "partition %u, %" PRIu32 " blocks from block %" PRIu32
			  " on, leaves the image of %" PRIu64 " blocks",
			  d->partition, d->length, d->start, c->end);
}

static void judge_revision(struct chu *c, const struct chk_place *place)
{
	if (!c->revision || !c->version)
		return;
	if ((c->revision >= 0x200) != (c->version == 3))
		chk_error(c->chk, "UDF 2.1.5.3", place, "UDF revision %04x with NSR0%u",
			  c->revision, c->version);
}

static void judge_logical(struct chu *c, const uint8_t *bytes, const struct chk_place *place)
{
	struct udf_logical d;

	wire_get(&udf_logical, bytes, UDF_DESCRIPTOR_SIZE, &d);
	chu_charset(c, d.charset, "logical volume descriptor", place);
	chu_text(c, d.volume_id, sizeof(d.volume_id), "logical volume identifier", place);
	c->revision = rd_udf_is(d.domain, "*OSTA UDF Compliant") ? get_le16(d.domain + 24) : 0;
	chu_domain(c, d.domain, "logical volume descriptor", place);
	judge_revision(c, place);
	chu_developer(c, d.implementation, "logical volume descriptor", place);
	if (d.block_size != c->block_size)
		chk_error(c->chk, "UDF 2.2.4.2", place,
			  "logical blocks of %" PRIu32 " bytes on sectors of %" PRIu32,
			  d.block_size, c->block_size);
	if (d.file_set.length == 0 || d.file_set.length % c->block_size)
		chk_error(c->chk, "ECMA-167 4/3.1", place,
			  "the extent of the file set has %" PRIu32 " bytes",
			  d.file_set.length);
	if (d.integrity.length == 0)
		chk_error(c->chk, "UDF 2.2.4.6", place, "there is no integrity sequence");
	else if (d.integrity.length < 8192)
		chk_warn(c->chk, "UDF 2.2.4.6", place,
			 "the integrity sequence has %" PRIu32 " bytes, fewer than 8 KiB",
			 d.integrity.length);
}

/* @bytes: that of the last one; two must not have the same number. */
static void judge_once(struct chu *c, const struct chu_sequence *s, uint16_t id,
		       const char *what, const struct chk_place *place)
{
	if (s->counts[id] > 1)
		chk_note(c->chk, "ECMA-167 3/8.4.3", place, "%" PRIu32 " %ss", s->counts[id],
			 what);
}

void chu_descriptors(struct chu *c, struct chu_sequence *s)
{
	struct chk_place place = chu_at(c, s->blocks[UDF_TAG_LOGICAL]);

	if (s->counts[UDF_TAG_LOGICAL]) {
		judge_once(c, s, UDF_TAG_LOGICAL, "logical volume descriptor", &place);
		judge_logical(c, s->at[UDF_TAG_LOGICAL], &place);
	}
	place = chu_at(c, s->blocks[UDF_TAG_PRIMARY]);
	if (s->counts[UDF_TAG_PRIMARY]) {
		judge_once(c, s, UDF_TAG_PRIMARY, "primary volume descriptor", &place);
		judge_primary(c, s->at[UDF_TAG_PRIMARY], &place);
	}
	place = chu_at(c, s->blocks[UDF_TAG_IMPLEMENTATION]);
	if (s->counts[UDF_TAG_IMPLEMENTATION])
		judge_implementation(c, s, &place);
	place = chu_at(c, s->blocks[UDF_TAG_PARTITION]);
	for (size_t i = 0; i < s->partition_count; i++)
		judge_partition(c, &s->partitions[i], &place);
}
