/* SPDX-License-Identifier: MIT */
/* Judges the parts that descriptors share: tags, texts, identifiers, times. */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/udf/tag.h"

#include <inttypes.h>

#define TAG 16u
#define ZONE_UNKNOWN (-2047)

/* Parts 3 and 4 of ECMA-167 have the same clauses for their tags. */
enum tag_clause { TAG_ID, TAG_VERSION, TAG_CHECKSUM, TAG_RESERVED, TAG_CRC, TAG_LOCATION };

static const char *clause_of(enum tag_clause clause, uint16_t id)
{
	static const char *const clauses[][2] = {
		{ "ECMA-167 3/7.2.1", "ECMA-167 4/7.2.1" },
		{ "ECMA-167 3/7.2.2", "ECMA-167 4/7.2.2" },
		{ "ECMA-167 3/7.2.3", "ECMA-167 4/7.2.3" },
		{ "ECMA-167 3/7.2.4", "ECMA-167 4/7.2.4" },
		{ "ECMA-167 3/7.2.6", "ECMA-167 4/7.2.6" },
		{ "ECMA-167 3/7.2.8", "ECMA-167 4/7.2.8" },
	};

	return clauses[clause][id >= UDF_TAG_FILE_SET];
}

static void judge_version(struct chu *c, const struct udf_tag *tag,
			  const struct chu_tag_want *want, const struct chk_place *place)
{
	const char *clause = clause_of(TAG_VERSION, want->id);

	if (tag->version != 2 && tag->version != 3)
		chk_error(c->chk, clause, place, "%s: descriptor version %u", want->name,
			  tag->version);
	else if (c->version == 2 && tag->version == 3)
		chk_error(c->chk, clause, place,
			  "%s: descriptor version 3 in a volume of NSR02", want->name);
	else if (c->version == 3 && tag->version == 2)
		chk_warn(c->chk, clause, place, "%s: descriptor version 2 in a volume of NSR03",
			 want->name);
}

static void judge_tag(struct chu *c, const struct udf_tag *tag, const struct chu_tag_want *want,
		      const struct chk_place *place)
{
	judge_version(c, tag, want, place);
	if (tag->reserved)
		chk_error(c->chk, clause_of(TAG_RESERVED, want->id), place,
			  "%s: the reserved byte of the tag is %02x", want->name,
			  tag->reserved);
	if (tag->location != want->location)
		chk_error(c->chk, clause_of(TAG_LOCATION, want->id), place,
			  "%s: the tag says block %" PRIu32 ", it is at %" PRIu32, want->name,
			  tag->location, want->location);
	if (tag->crc_length == 0 && want->id != UDF_TAG_BITMAP)
		chk_warn(c->chk, "UDF 2.2.1.2", place, "%s: the CRC covers nothing",
			 want->name);
	if (tag->serial != c->serial)
		chk_warn(c->chk, "UDF 2.2.1.1", place,
			 "%s: tag serial number %u, the anchor has %u", want->name, tag->serial,
			 c->serial);
}

bool chu_tag(struct chu *c, const uint8_t *bytes, size_t length,
	     const struct chu_tag_want *want, const struct chk_place *place)
{
	struct udf_tag tag;

	if (length < TAG) {
		chk_error(c->chk, clause_of(TAG_ID, want->id), place, "%s: it is cut off",
			  want->name);
		return false;
	}
	wire_get(&udf_tag, bytes, TAG, &tag);
	if (tag.id != want->id) {
		chk_error(c->chk, clause_of(TAG_ID, want->id), place,
			  "%s: the tag identifier is %u, not %u", want->name, tag.id, want->id);
		return false;
	}
	if (tag.checksum != udf_checksum(bytes)) {
		chk_error(c->chk, clause_of(TAG_CHECKSUM, want->id), place,
			  "%s: the checksum of the tag is wrong", want->name);
		return false;
	}
	if (tag.crc_length > length - TAG ||
	    tag.crc != udf_crc(bytes + TAG, MIN(tag.crc_length, length - TAG))) {
		chk_error(c->chk, clause_of(TAG_CRC, want->id), place, "%s: %s", want->name,
			  tag.crc_length > length - TAG ? "the CRC covers more than there is"
							: "the CRC is wrong");
		return false;
	}
	judge_tag(c, &tag, want, place);
	return true;
}

const char *chu_bad_text(const uint8_t *bytes, size_t length)
{
	if (length == 0)
		return NULL;
	if (bytes[0] != 8 && bytes[0] != 16)
		return "its compression is neither of 8 nor of 16 bits";
	if (bytes[0] == 16 && length % 2 == 0)
		return "its characters of 16 bits have an odd number of bytes";
	for (size_t i = 1; i < length; i += bytes[0] / 8u)
		if (bytes[0] == 8 ? !bytes[i] : !get_be16(bytes + i))
			return "it has a character 0";
	return NULL;
}

void chu_text(struct chu *c, const uint8_t *field, size_t size, const char *what,
	      const struct chk_place *place)
{
	size_t length = field[size - 1];
	const char *wrong;

	if (length > size - 1) {
		chk_error(c->chk, "ECMA-167 1/7.2.12", place,
			  "%s: a length of %zu bytes in a field of %zu", what, length, size);
		return;
	}
	wrong = chu_bad_text(field, length);
	if (wrong)
		chk_error(c->chk, "UDF 2.1.1", place, "%s: %s", what, wrong);
	if (!chk_all_zero(field + length, size - 1 - length))
		chk_warn(c->chk, "ECMA-167 1/7.2.12", place,
			 "%s: the bytes behind the text are not 0", what);
}

void chu_charset(struct chu *c, const uint8_t charset[64], const char *what,
		 const struct chk_place *place)
{
	static const char name[] = "OSTA Compressed Unicode";

	if (charset[0] != 0 || memcmp(charset + 1, name, sizeof(name)) != 0)
		chk_error(c->chk, "UDF 2.1.2", place,
			  "%s: the character set is not OSTA Compressed Unicode", what);
	else if (!chk_all_zero(charset + sizeof(name), 64 - sizeof(name)))
		chk_warn(c->chk, "UDF 2.1.2", place,
			 "%s: the character set has rubbish behind its name", what);
}

static unsigned days_of(int year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool is_date(const struct udf_timestamp *t)
{
	return t->year >= 1 && t->year <= 9999 && t->month >= 1 && t->month <= 12 &&
	       t->day >= 1 && t->day <= days_of(t->year, t->month) && t->hour <= 23 &&
	       t->minute <= 59 && t->second <= 60 && t->centiseconds <= 99 &&
	       t->hundreds <= 99 && t->microseconds <= 99;
}

void chu_time(struct chu *c, const uint8_t time[12], const char *what,
	      const struct chk_place *place)
{
	struct udf_timestamp t;
	int zone;

	if (chk_all_zero(time, 12)) {
		chk_note(c->chk, "ECMA-167 1/7.3", place, "%s: no time is recorded", what);
		return;
	}
	wire_get(&udf_timestamp, time, 12, &t);
	zone = t.type_zone & 0xfff;
	zone = zone & 0x800 ? zone - 0x1000 : zone;
	if (!is_date(&t) || ((zone < -1440 || zone > 1440) && zone != ZONE_UNKNOWN))
		chk_error(c->chk, "ECMA-167 1/7.3", place, "%s: it is no time", what);
	if (t.type_zone >> 12 != 1)
		chk_warn(c->chk, "UDF 2.1.4", place, "%s: the time has type %u, not 1", what,
			 t.type_zone >> 12);
}

static bool is_revision(uint16_t revision)
{
	static const uint16_t known[] = {
		0x100, 0x101, 0x102, 0x150, 0x200, 0x201, 0x250, 0x260
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i] == revision)
			return true;
	return false;
}

static void judge_flags(struct chu *c, const uint8_t entity[32], const char *what,
			const struct chk_place *place)
{
	if (entity[0])
		chk_warn(c->chk, "UDF 2.1.5.1", place,
			 "%s: the flags of the identifier are %02x", what, entity[0]);
}

static void judge_revision(struct chu *c, const uint8_t entity[32], const char *what,
			   const struct chk_place *place)
{
	uint16_t revision = get_le16(entity + 24);

	if (!is_revision(revision))
		chk_error(c->chk, "UDF 2.1.5.3", place, "%s: UDF revision %04x is none", what,
			  revision);
	else if (c->revision && revision != c->revision)
		chk_warn(c->chk, "UDF 2.1.5.3", place,
			 "%s: UDF revision %04x, the logical volume has %04x", what, revision,
			 c->revision);
}

void chu_domain(struct chu *c, const uint8_t entity[32], const char *what,
		const struct chk_place *place)
{
	judge_flags(c, entity, what, place);
	if (!rd_udf_is(entity, "*OSTA UDF Compliant")) {
		chk_error(c->chk, "UDF 2.1.5.2", place,
			  "%s: the domain is not \"*OSTA UDF Compliant\"", what);
		return;
	}
	judge_revision(c, entity, what, place);
	if (entity[26] & ~3u || !chk_all_zero(entity + 27, 5))
		chk_warn(c->chk, "UDF 2.1.5.3", place,
			 "%s: reserved bytes of the domain are not 0", what);
}

void chu_entity(struct chu *c, const uint8_t entity[32], const char *id,
		const struct chk_place *place)
{
	judge_flags(c, entity, id, place);
	if (!rd_udf_is(entity, id))
		chk_error(c->chk, "UDF 2.1.5.2", place, "the identifier is not \"%s\"", id);
	else
		judge_revision(c, entity, id, place);
}

void chu_developer(struct chu *c, const uint8_t entity[32], const char *what,
		   const struct chk_place *place)
{
	judge_flags(c, entity, what, place);
	if (entity[1] != '*')
		chk_warn(c->chk, "UDF 2.1.5.2", place,
			 "%s: the implementation has no identifier that starts with '*'", what);
}
