/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/wire.h"

struct sample {
	uint8_t flag, three, byte;
	uint16_t be, le, both16;
	uint32_t both32;
	uint64_t wide;
	uint8_t raw[3];
	char text[4];
};

#define S struct sample
WIRE_LAYOUT(wire_sample, S, "sample", "none", 1, 33, W_BIT(S, flag, 1, 7),
	    W_BITS(S, three, 1, 6, 4), W_BYTE(S, byte, 2), W_BE(S, be, 3, 4), W_LE(S, le, 5, 6),
	    W_BOTH(S, both16, 7, 10), W_BOTH(S, both32, 11, 18), W_BE(S, wide, 19, 25),
	    W_RAW(S, raw, 26, 28), W_TEXT(S, text, 30, 33));

static const struct sample value = { 1,		  5,
				     0xab,	  0x1234,
				     0x5678,	  0x9abc,
				     0x01020304,  0x11223344556677,
				     { 9, 8, 7 }, { 'd', 'i', 's', 'c' } };

/* Written down from the definitions of the kinds, ECMA-119 7.2 and 7.3 among them. */
static const uint8_t bytes[33] = { 0xd0, 0xab, 0x12, 0x34, 0x78, 0x56, 0xbc, 0x9a, 0x9a,
				   0xbc, 0x04, 0x03, 0x02, 0x01, 0x01, 0x02, 0x03, 0x04,
				   0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 9,	   8,
				   7,	 0,    'd',  'i',  's',	 'c' };

T(a_layout_encodes_every_kind_of_field)
{
	uint8_t out[33];

	wire_put_clean(&wire_sample, &value, out);
	ck_assert_mem_eq(out, bytes, sizeof(bytes));
}

T(a_layout_decodes_every_kind_of_field)
{
	struct sample s;

	memset(&s, 0xff, sizeof(s));
	wire_get(&wire_sample, bytes, sizeof(bytes), &s);
	ck_assert_uint_eq(s.flag, 1);
	ck_assert_uint_eq(s.three, 5);
	ck_assert_uint_eq(s.be, 0x1234);
	ck_assert_uint_eq(s.le, 0x5678);
	ck_assert_uint_eq(s.both16, 0x9abc);
	ck_assert_uint_eq(s.both32, 0x01020304);
	ck_assert_uint_eq(s.wide, 0x11223344556677);
	ck_assert_mem_eq(s.text, "disc", 4);
}

T(what_a_short_reply_lacks_becomes_zero)
{
	struct sample s;

	for (size_t n = 0; n <= sizeof(bytes); n++) {
		uint8_t *part = malloc(n + 1); /* a read past the end would be noticed */

		memcpy(part, bytes, n);
		part = realloc(part, n ? n : 1);
		wire_get(&wire_sample, part, n, &s);
		ck_assert_uint_eq(s.both32, n >= 18 ? 0x01020304 : 0);
		free(part);
	}
}

T(encoding_leaves_bytes_alone_that_no_field_covers)
{
	uint8_t out[33];

	memset(out, 0x0f, sizeof(out));
	wire_put(&wire_sample, &value, out);
	ck_assert_uint_eq(out[0], 0xdf);
	ck_assert_uint_eq(out[28], 0x0f);
}

T(a_layout_prints_itself_and_says_how_long_it_is)
{
	char text[400], small[8];
	size_t n = wire_print(&wire_sample, bytes, sizeof(bytes), text, sizeof(text));

	ck_assert_uint_eq(n, strlen(text));
	ck_assert_ptr_nonnull(strstr(text, "three=5 byte=171"));
	ck_assert_ptr_nonnull(strstr(text, "raw=090807 text=\"disc\""));
	ck_assert_uint_eq(wire_print(&wire_sample, bytes, sizeof(bytes), small, sizeof(small)),
			  n);
	ck_assert_uint_eq(strlen(small), 7);
	ck_assert_uint_eq(wire_print(&wire_sample, bytes, 0, small, sizeof(small)), 0);
	ck_assert_str_eq(small, "");
}

WIRE_LAYOUT(wire_overlap, S, "overlap", "none", 0, 4, W_BE(S, be, 0, 1), W_BYTE(S, byte, 1));
WIRE_LAYOUT(wire_bits_overlap, S, "bits", "none", 0, 1, W_BITS(S, three, 0, 4, 2),
	    W_BIT(S, flag, 0, 2));
WIRE_LAYOUT(wire_outside, S, "outside", "none", 0, 2, W_BE(S, be, 1, 2));
WIRE_LAYOUT(wire_too_wide, S, "wide", "none", 0, 8, W_BE(S, be, 0, 3));

T(the_check_finds_overlap_and_range_errors)
{
	ck_assert_ptr_null(wire_check(&wire_sample));
	ck_assert_str_eq(wire_check(&wire_overlap), "byte");
	ck_assert_str_eq(wire_check(&wire_bits_overlap), "flag");
	ck_assert_str_eq(wire_check(&wire_outside), "be");
	ck_assert_str_eq(wire_check(&wire_too_wide), "be");
}

T(numbers_in_buffers_have_the_order_their_name_says)
{
	uint8_t b[8];

	put_be64(b, 0x0102030405060708);
	ck_assert_uint_eq(b[0], 1);
	ck_assert_uint_eq(get_be64(b), 0x0102030405060708);
	ck_assert_uint_eq(get_le64(b), 0x0807060504030201);
	ck_assert_uint_eq(get_be16(b), 0x0102);
	ck_assert_uint_eq(get_le32(b), 0x04030201);
	put_le64(b, 0x0102030405060708);
	ck_assert_uint_eq(b[0], 8);
	ck_assert_uint_eq(get_be32(b), 0x08070605);
}

T(an_array_grows_and_keeps_what_it_holds)
{
	size_t room = 0;
	int *a = NULL;

	for (int i = 0; i < 100; i++) {
		a = array_grow(a, (size_t)i, &room, sizeof(*a));
		ck_assert_ptr_nonnull(a);
		a[i] = i;
	}
	ck_assert_int_eq(a[57], 57);
	room = SIZE_MAX / 4;
	ck_assert_ptr_null(array_grow(a, room, &room, sizeof(*a)));
	free(a);
}

T_MAIN("wire")
