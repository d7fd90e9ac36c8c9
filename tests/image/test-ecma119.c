/* SPDX-License-Identifier: MIT */
#include "image/iso9660/ecma119.h"
#include "support/t.h"

#include <string.h>

T(the_layouts_have_no_overlap)
{
	ck_assert_ptr_null(wire_check(&ecma119_volume));
	ck_assert_ptr_null(wire_check(&ecma119_record));
	ck_assert_ptr_null(wire_check(&ecma119_path_record_l));
	ck_assert_ptr_null(wire_check(&ecma119_path_record_m));
}

/* From an image that genisoimage made of one file, "README.TXT;1". */
T(a_record_of_genisoimage_is_understood_and_made_again)
{
	const uint8_t bytes[33] = { 0x2e, 0x00, 0xaf, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
				    0xaf, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0a,
				    0x7b, 0x0b, 0x0e, 0x16, 0x0d, 0x14, 0x00, 0x00, 0x00,
				    0x00, 0x01, 0x00, 0x00, 0x01, 0x0c };
	struct ecma119_record r;
	uint8_t again[33], date[7];

	wire_get(&ecma119_record, bytes, sizeof(bytes), &r);
	ck_assert_uint_eq(r.length, 46);
	ck_assert_uint_eq(r.extent, 175);
	ck_assert_uint_eq(r.data_length, 10);
	ck_assert_uint_eq(r.flags, 0);
	ck_assert_uint_eq(r.sequence_number, 1);
	ck_assert_uint_eq(r.id_length, 12);
	ecma119_short_date(1700000000, date);
	ck_assert_mem_eq(r.date, date, 7);
	wire_put_clean(&ecma119_record, &r, again);
	ck_assert_mem_eq(again, bytes, sizeof(bytes));
}

T(path_records_have_the_byte_order_of_their_table)
{
	const struct ecma119_path_record r = { 1, 0, 0x01020304, 0x0506 };
	const uint8_t l[8] = { 1, 0, 4, 3, 2, 1, 6, 5 }, m[8] = { 1, 0, 1, 2, 3, 4, 5, 6 };
	uint8_t got[8];

	wire_put_clean(&ecma119_path_record_l, &r, got);
	ck_assert_mem_eq(got, l, 8);
	wire_put_clean(&ecma119_path_record_m, &r, got);
	ck_assert_mem_eq(got, m, 8);
}

T(long_dates_are_digits_and_a_zone)
{
	uint8_t date[17];

	ecma119_long_date(1700000000, 123456789, date);
	ck_assert_mem_eq(date, "2023111422132012\0", 17);
	ecma119_long_date(INT64_MAX / 1000000, 0, date);
	ck_assert_mem_eq(date, "9999123123595900\0", 17);
	ecma119_long_date(-62135596801, 0, date);
	ck_assert_mem_eq(date, "0001010100000000\0", 17);
	ecma119_no_date(date);
	ck_assert_mem_eq(date, "0000000000000000\0", 17);
}

T(short_dates_end_at_1900_and_2155)
{
	const uint8_t first[7] = { 0, 1, 1, 0, 0, 0, 0 };
	const uint8_t last[7] = { 255, 12, 31, 23, 59, 59, 0 };
	const uint8_t mtime[7] = { 138, 1, 19, 3, 14, 8, 0 };
	uint8_t date[7];

	ecma119_short_date(-2208988801, date);
	ck_assert_mem_eq(date, first, 7);
	ecma119_short_date(5869584000, date);
	ck_assert_mem_eq(date, last, 7);
	ecma119_short_date(2147483648, date);
	ck_assert_mem_eq(date, mtime, 7);
	ck_assert(ecma119_fits_short_date(-2208988800));
	ck_assert(!ecma119_fits_short_date(-2208988801));
	ck_assert(ecma119_fits_short_date(5869583999));
	ck_assert(!ecma119_fits_short_date(5869584000));
}

T_MAIN("ecma119")
