/* SPDX-License-Identifier: MIT */
/* Judges the extended attributes of a file entry (ECMA-167 4/14.10, UDF 3.3.4). */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define HEADER "ECMA-167 4/14.10.1"
#define ATTRIBUTE "ECMA-167 4/14.10.2"
#define IMPLEMENTATION 2048u
#define APPLICATION 65536u
#define ENTITY_AT 16u	/* in an attribute of an implementation or application */
#define CHECKSUM_AT 48u /* UDF 3.3.4.5: over all bytes before */

static uint16_t sum_of(const uint8_t *bytes)
{
	unsigned sum = 0;

	for (size_t i = 0; i < CHECKSUM_AT; i++)
		sum += bytes[i];
	return (uint16_t)sum;
}

/* UDF's own have a checksum of their header. */
static void judge_use(struct chu *c, const uint8_t *bytes, size_t length,
		      const struct chk_place *place)
{
	if (length < CHECKSUM_AT) {
		chk_error(c->chk, "ECMA-167 4/14.10.8", place,
			  "an attribute of an implementation has %zu bytes", length);
		return;
	}
	if (memcmp(bytes + ENTITY_AT + 1, "*UDF ", 5) != 0)
		return;
	if (length < CHECKSUM_AT + 2 || sum_of(bytes) != get_le16(bytes + CHECKSUM_AT))
		chk_error(c->chk, "UDF 3.3.4.5", place,
			  "the header checksum of the attribute \"%.22s\" is wrong",
			  (const char *)bytes + ENTITY_AT + 1);
}

/* Returns its length; 0 if there is no way on. */
static size_t judge_attribute(struct chu *c, const uint8_t *bytes, size_t left,
			      const struct chk_place *place)
{
	struct udf_attribute a = { .length = 0 };

	if (left >= UDF_ATTRIBUTE_SIZE)
		wire_get(&udf_attribute, bytes, UDF_ATTRIBUTE_SIZE, &a);
	if (a.length < UDF_ATTRIBUTE_SIZE || a.length > left) {
		chk_error(c->chk, ATTRIBUTE, place,
			  "an extended attribute of %" PRIu32 " bytes in the %zu that are left",
			  a.length, left);
		return 0;
	}
	if (a.subtype != 1)
		chk_error(c->chk, ATTRIBUTE, place, "an extended attribute of subtype %u",
			  a.subtype);
	if (a.type == IMPLEMENTATION || a.type == APPLICATION)
		judge_use(c, bytes, a.length, place);
	return a.length;
}

static void judge_offsets(struct chu *c, const struct udf_attributes *head, size_t length,
			  const struct chk_place *place)
{
	const uint32_t offsets[] = { head->implementation, head->application };

	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++)
		if (offsets[i] != UINT32_MAX &&
		    (offsets[i] < UDF_EAHD_SIZE || offsets[i] > length))
			chk_error(c->chk, HEADER, place,
				  "attributes are said to be at byte %" PRIu32 " of %zu",
				  offsets[i], length);
	if (head->application < head->implementation)
		chk_error(c->chk, HEADER, place,
			  "the attributes of applications come before those of "
			  "implementations");
}

void chu_attributes(struct chu *c, const struct chu_file *file)
{
	const struct chu_tag_want want = { UDF_TAG_ATTRIBUTES, file->block,
					   "extended attribute header" };
	const uint8_t *bytes = rd_udf_attributes(&c->entry);
	const struct chk_place place = chu_place(file);
	size_t length = c->entry.entry.attributes_length, at = UDF_EAHD_SIZE, step = 1;
	struct udf_attributes head;

	if (!length || !chu_tag(c, bytes, length, &want, &place))
		return;
	if (length < UDF_EAHD_SIZE) {
		chk_error(c->chk, HEADER, &place, "extended attributes of %zu bytes", length);
		return;
	}
	wire_get(&udf_attributes, bytes, UDF_EAHD_SIZE, &head);
	judge_offsets(c, &head, length, &place);
	for (; at < length && step; at += step)
		step = judge_attribute(c, bytes + at, length - at, &place);
}
