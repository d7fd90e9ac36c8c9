/* SPDX-License-Identifier: MIT */
#include "image/udf/tag.h"
#include "support/t.h"

#include <string.h>

/* From an image that genisoimage made. */
static const uint8_t anchor[32] = {
	0x02, 0x00, 0x02, 0x00, 0xce, 0x00, 0x00, 0x00, 0x01, 0xd7, 0xf0,
	0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x20, 0x00,
	0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00,
};
static const uint8_t file_entry[56] = {
	0x05, 0x01, 0x02, 0x00, 0xde, 0x00, 0x00, 0x00, 0x77, 0xb5, 0xa8, 0x00, 0x02, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x04,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x30, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xa5, 0x14, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

T(the_layouts_have_no_overlap)
{
	for (size_t i = 0; i < udf_layout_count; i++)
		ck_assert_msg(!wire_check(udf_layouts[i]), "%s: %s", udf_layouts[i]->name,
			      wire_check(udf_layouts[i]));
}

/* The check value that catalogues of CRCs give for this one (CRC-16/XMODEM). */
T(the_crc_of_nine_digits_is_known)
{
	ck_assert_uint_eq(udf_crc((const uint8_t *)"123456789", 9), 0x31c3);
}

static uint16_t bit_by_bit(const uint8_t *bytes, size_t length)
{
	unsigned crc = 0;

	for (size_t i = 0; i < length; i++) {
		crc ^= (unsigned)bytes[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0);
	}
	return (uint16_t)crc;
}

T(the_crc_is_that_of_its_bits_for_every_length)
{
	uint8_t bytes[100];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * i * 7 + 0x90);
	for (size_t length = 0; length <= sizeof(bytes); length++)
		ck_assert_uint_eq(udf_crc(bytes, length), bit_by_bit(bytes, length));
}

T(the_crc_is_that_of_ecma_167)
{
	/* ECMA-167 7.2.6 gives this example. */
	const uint8_t bytes[3] = { 0x70, 0x6a, 0x77 };

	ck_assert_uint_eq(udf_crc(bytes, 3), 0x3299);
	ck_assert_uint_eq(udf_crc(bytes, 0), 0);
}

T(an_anchor_of_genisoimage_is_understood_and_made_again)
{
	uint8_t bytes[512] = { 0 }, again[512];
	const struct udf_seal seal = { UDF_TAG_ANCHOR, 2, 256 };
	struct udf_anchor a;
	struct udf_tag tag;

	memcpy(bytes, anchor, sizeof(anchor));
	ck_assert_ptr_null(udf_bad_tag(bytes, sizeof(bytes), &tag));
	ck_assert_uint_eq(tag.id, UDF_TAG_ANCHOR);
	ck_assert_uint_eq(tag.location, 256);
	wire_get(&udf_anchor, bytes, sizeof(bytes), &a);
	ck_assert_uint_eq(a.main.length, 16 * 2048);
	ck_assert_uint_eq(a.main.location, 32);
	ck_assert_uint_eq(a.reserve.location, 48);
	wire_put_clean(&udf_anchor, &a, again);
	udf_put_tag(&seal, again, sizeof(again));
	ck_assert_mem_eq(again, bytes, sizeof(bytes));
}

T(a_file_entry_of_genisoimage_is_understood)
{
	struct udf_file f;
	struct udf_tag tag;

	wire_get(&udf_file, file_entry, sizeof(file_entry), &f);
	ck_assert_uint_eq(f.icb.strategy, 4);
	ck_assert_uint_eq(f.icb.entries, 1);
	ck_assert_uint_eq(f.icb.type, UDF_TYPE_DIRECTORY);
	ck_assert_uint_eq(f.icb.flags, 0x230);
	ck_assert_uint_eq(f.uid, UINT32_MAX);
	ck_assert_uint_eq(f.permissions, 0x14a5);
	ck_assert_uint_eq(f.links, 5);
	ck_assert_ptr_nonnull(udf_bad_tag(file_entry, sizeof(file_entry), &tag));
}

T(a_tag_that_does_not_fit_what_it_tags_is_told)
{
	uint8_t bytes[512] = { 0 };
	struct udf_tag tag;

	memcpy(bytes, anchor, sizeof(anchor));
	ck_assert_str_eq(udf_bad_tag(bytes, 15, &tag), "it is cut off");
	ck_assert_str_eq(udf_bad_tag(bytes, 511, &tag),
			 "the CRC of its tag covers more than there is");
	bytes[100] ^= 1;
	ck_assert_str_eq(udf_bad_tag(bytes, 512, &tag), "its CRC is wrong");
	bytes[5] = 1;
	ck_assert_str_eq(udf_bad_tag(bytes, 512, &tag), "the checksum of its tag is wrong");
}

T(a_time_is_recorded_in_utc)
{
	/* 2023-11-14 22:13:20.123456 */
	const uint8_t want[12] = { 0x00, 0x10, 0xe7, 0x07, 11, 14, 22, 13, 20, 12, 34, 56 };
	uint8_t got[12];

	udf_put_time(1700000000, 123456789, got);
	ck_assert_mem_eq(got, want, sizeof(want));
}

T_MAIN("udf tag")
