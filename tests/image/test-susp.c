/* SPDX-License-Identifier: MIT */
#include "image/iso9660/susp.h"
#include "base/bytes.h"
#include "support/t.h"

#include <string.h>

static struct susp s;
static uint8_t record[256], continued[3 * 2048];

static void begin(void)
{
	s.count = 0;
	s.length = 0;
	memset(record, 0, sizeof(record));
	memset(continued, 0, sizeof(continued));
}

static void add(size_t length, uint8_t fill)
{
	memset(susp_add(&s, "XX", length - SUSP_HEAD), fill, length - SUSP_HEAD);
}

/* SUSP 5.1: CE 28 1, block, offset and length in both orders. */
static void check_ce(const uint8_t *p, uint32_t block, uint32_t offset, uint32_t length)
{
	ck_assert_mem_eq(p, "CE\x1c\x01", 4);
	ck_assert_uint_eq(get_le32(p + 4), block);
	ck_assert_uint_eq(get_be32(p + 8), block);
	ck_assert_uint_eq(get_le32(p + 12), offset);
	ck_assert_uint_eq(get_be32(p + 16), offset);
	ck_assert_uint_eq(get_le32(p + 20), length);
	ck_assert_uint_eq(get_be32(p + 24), length);
}

T(what_fits_stays_in_the_record)
{
	struct susp_area area = { .data = continued, .first = 77 };

	begin();
	add(100, 1);
	add(50, 2);
	ck_assert_uint_eq(susp_place(&s, 150, record, &area), 150);
	ck_assert_mem_eq(record, "XX\x64\x01\x01", 5);
	ck_assert_mem_eq(record + 100, "XX\x32\x01\x02", 5);
	ck_assert_uint_eq(area.used, 0);
}

T(what_does_not_fit_goes_behind_a_ce)
{
	struct susp_area area = { .data = continued, .first = 77, .used = 10 };

	begin();
	add(100, 1);
	add(50, 2);
	ck_assert_uint_eq(susp_place(&s, 149, record, &area), 128);
	check_ce(record + 100, 77, 10, 50);
	ck_assert_mem_eq(continued + 10, "XX\x32\x01\x02", 5);
	ck_assert_uint_eq(area.used, 60);
}

T(an_area_does_not_cross_a_block)
{
	struct susp_area area = { .data = continued, .first = 77, .used = 2000 };

	begin();
	add(100, 1);
	add(50, 2);
	susp_place(&s, 140, record, &area);
	check_ce(record + 100, 78, 0, 50);
	ck_assert_uint_eq(area.used, 2098);
}

T(more_than_a_block_is_a_chain)
{
	struct susp_area area = { .data = continued, .first = 5 };

	begin();
	for (int i = 0; i < 12; i++)
		add(200, (uint8_t)i);
	ck_assert_uint_eq(susp_place(&s, 100, record, &area), 28);
	check_ce(record, 5, 0, 10 * 200 + 28);
	check_ce(continued + 2000, 6, 0, 400);
	ck_assert_mem_eq(continued + 2048, "XX\xc8\x01\x0a", 5);
}

T(measuring_gives_the_sizes_of_writing)
{
	for (size_t room = 28; room < 222; room++)
		for (size_t used = 1800; used < 2100; used += 7) {
			struct susp_area a = { .used = used };
			struct susp_area b = { .data = continued, .used = used };

			begin();
			for (size_t i = 0; i < room % 9; i++)
				add(30 + i * 23, 0);
			ck_assert_uint_eq(susp_place(&s, room, NULL, &a),
					  susp_place(&s, room, record, &b));
			ck_assert_uint_eq(a.used, b.used);
		}
}

T_MAIN("susp")
