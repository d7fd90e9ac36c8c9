/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/mem.h"
#include "base/text.h"

/* Well-formed and ill-formed sequences of the Unicode Standard, chapter 3.9, tables 3-7 ff. */
T(well_formed_text_is_valid)
{
	static const char *const good[] = { "",
					    "a",
					    "\xc2\x80",
					    "\xdf\xbf",
					    "\xe0\xa0\x80",
					    "\xed\x9f\xbf",
					    "\xee\x80\x80",
					    "\xef\xbf\xbf",
					    "\xf0\x90\x80\x80",
					    "\xf4\x8f\xbf\xbf" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		ck_assert_msg(utf8_valid(good[i], strlen(good[i])), "row %zu", i);
}

T(ill_formed_text_is_not)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe0\x80\xaf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x80\x80\xaf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xe2\x82",
		"\xf0\x9f\x92",
		"\xc3(",
		"a\xe2\x28\xa1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "row %zu", i);
}

/* check's own assertions are slow; a million of them take a while. */
static bool survives(uint32_t c)
{
	uint32_t back = 0;
	char text[4];
	size_t n = utf8_encode(c, text);

	return utf8_decode(text, n, &back) == n && back == c &&
	       utf8_decode(text, n - 1, &back) == 0;
}

T(every_character_survives_the_way_there_and_back)
{
	for (uint32_t c = 1; c <= 0x10ffff; c++)
		if ((c < 0xd800 || c > 0xdfff) && !survives(c))
			ck_abort_msg("U+%04X", c);
}

/* "é", the euro sign and U+1F4BF, as the Unicode code charts give them. */
T(utf16_has_surrogate_pairs)
{
	static const uint8_t expect[] = { 0x00, 0xe9, 0x20, 0xac, 0xd8, 0x3d, 0xdc, 0xbf };
	const char *text = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\xbf";
	uint8_t units[8];
	char back[16];

	ck_assert_uint_eq(utf8_to_utf16be(text, strlen(text), units, 4), 4);
	ck_assert_mem_eq(units, expect, 8);
	ck_assert_uint_eq(utf16be_to_utf8(units, 4, back, sizeof(back)), strlen(text));
	ck_assert_str_eq(back, text);
}

T(text_that_is_too_long_is_cut_between_characters)
{
	const char *text = "a\xf0\x9f\x92\xbf";
	uint8_t units[6];
	char back[5];

	memset(units, 0xee, sizeof(units));
	ck_assert_uint_eq(utf8_to_utf16be(text, strlen(text), units, 2), 3);
	ck_assert_uint_eq(units[2], 0xee);
	utf8_to_utf16be(text, strlen(text), units, 3);
	ck_assert_uint_eq(utf16be_to_utf8(units, 3, back, sizeof(back)), 5);
	ck_assert_str_eq(back, "a");
}

T(bytes_that_are_no_text_become_the_replacement)
{
	static const uint8_t lone[] = { 0xd8, 0x3d, 0x00, 0x41, 0xdc, 0xbf };
	uint8_t units[4];
	char back[16];

	ck_assert_uint_eq(utf8_to_utf16be("\xff"
					  "A",
					  2, units, 2),
			  2);
	ck_assert_uint_eq(units[0] << 8 | units[1], 0xfffd);
	utf16be_to_utf8(lone, 3, back, sizeof(back));
	ck_assert_str_eq(back, "\xef\xbf\xbd"
			       "A"
			       "\xef\xbf\xbd");
}

T_MAIN("text")
