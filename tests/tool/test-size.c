/* SPDX-License-Identifier: MIT */
/* Sizes, speeds and times as people write and read them. */
#include "support/t.h"

#include "tools/size.h"

static char text[SIZE_TEXT];

T(sizes_have_three_digits_and_units_of_1000)
{
	ck_assert_str_eq(size_print(0, text), "0 bytes");
	ck_assert_str_eq(size_print(999, text), "999 bytes");
	ck_assert_str_eq(size_print(1000, text), "1.00 kB");
	ck_assert_str_eq(size_print(9994, text), "9.99 kB");
	ck_assert_str_eq(size_print(99900, text), "99.9 kB");
	ck_assert_str_eq(size_print(999499, text), "999 kB");
	ck_assert_str_eq(size_print(999500, text), "1.00 MB");
	ck_assert_str_eq(size_print(25025314816, text), "25.0 GB");
	ck_assert_str_eq(size_print(UINT64_MAX, text), "18446744 TB");
}

T(times_are_as_on_a_clock)
{
	ck_assert_str_eq(time_print(0, text), "0.0 s");
	ck_assert_str_eq(time_print(1250, text), "1.2 s");
	ck_assert_str_eq(time_print(31400, text), "31 s");
	ck_assert_str_eq(time_print(59499, text), "59 s");
	ck_assert_str_eq(time_print(59500, text), "1:00");
	ck_assert_str_eq(time_print(3723000, text), "1:02:03");
}

T(a_speed_is_told_in_x_only_where_there_is_a_single_speed)
{
	ck_assert_str_eq(speed_print(17980, 4495, text), "4.0x, 18.0 MB/s");
	ck_assert_str_eq(speed_print(17980, 0, text), "18.0 MB/s");
}

T(units_of_a_size_are_those_of_the_package_unless_they_say_i)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} rows[] = {
		{ "1", 1 },
		{ "2048B", 2048 },
		{ "650M", 650000000 },
		{ "650MB", 650000000 },
		{ "650MiB", 681574400 },
		{ "4k", 4000 },
		{ "4K", 4000 },
		{ "4KiB", 4096 },
		{ "25G", 25000000000 },
		{ "1T", 1000000000000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t bytes = 0;

		ck_assert_msg(size_parse(rows[i].text, &bytes), "%s", rows[i].text);
		ck_assert_uint_eq(bytes, rows[i].bytes);
	}
}

T(what_is_no_size_is_refused)
{
	static const char *const rows[] = {
		"",    "0",   "-1",   "x",    "1Q",	   "1MM",
		"1 M", "1iB", "1Mi2", "1.5G", "20000000T", "99999999999999999999"
	};
	uint64_t bytes;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(!size_parse(rows[i], &bytes), "\"%s\"", rows[i]);
}

T_MAIN("size")
