/* SPDX-License-Identifier: MIT */
/* READ CD and READ SUB-CHANNEL. */
#include "base/mem.h"
#include "cdda/sector.h"
#include "sim/bench.h"

#include <string.h>

T(read_cd_gives_the_fields_that_are_asked_for)
{
	struct bench *b = bench_written("sim:cd-r", 400);
	uint8_t user[2048], sector[CD_SECTOR_SIZE];

	bench_pattern(300, user);
	cd_sectors_encode(CD_MODE_1, 300, user, sector, 1);
	ck_assert_uint_eq(bench_in(b, "be 00 00 00 01 2b 00 00 02 f8 00 00", 4704), 0);
	ck_assert_mem_eq(b->data + 2352, sector, 2352);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 01 2c 00 00 01 20 00 00", 4), 0);
	ck_assert_mem_eq(b->data, "\0\x06\0\x01", 4);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 01 2c 00 00 01 30 00 00", 2052), 0);
	ck_assert_mem_eq(b->data + 4, user, 2048);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 01 2c 00 00 01 18 00 00", 2336), 0);
	ck_assert_mem_eq(b->data, sector + 16, 2336);
	/* no sub-header in mode 1; sync and user data do not lie side by side */
	ck_assert_uint_eq(bench_none(b, "be 08 00 00 01 2c 00 00 01 40 00 00"), 0);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 01 2c 00 00 01 90 00 00", 2060), 0x52400);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 02 58 00 00 01 f8 00 00", 2352), 0x80000);
	bench_close(b);
}

T(the_sub_channel_tells_where_the_head_is_and_of_no_numbers)
{
	struct bench *b = bench_written("sim:cd-r", 400);

	ck_assert_uint_eq(bench_read(b, 290, 10), 0);
	ck_assert_uint_eq(bench_in(b, "42 02 40 01 00 00 00 00 10 00", 16), 0);
	ck_assert_mem_eq(b->data, "\0\x15\0\x0c\x01\x14\x01\x01\0\0\x06\0\0\0\x04\0", 16);
	ck_assert_uint_eq(bench_in(b, "42 00 40 01 00 00 00 00 10 00", 16), 0);
	ck_assert_mem_eq(b->data + 8, "\0\0\x01\x2c\0\0\x01\x2c", 8);
	ck_assert_uint_eq(bench_in(b, "42 00 40 02 00 00 00 00 18 00", 24), 0);
	ck_assert_mem_eq(b->data, "\0\x15\0\x14\x02\0\0\0\0\0", 10);
	ck_assert_uint_eq(bench_in(b, "42 00 40 03 00 00 01 00 18 00", 24), 0);
	ck_assert_mem_eq(b->data, "\0\x15\0\x14\x03\x14\x01\0\0\0", 10);
	ck_assert_uint_eq(bench_in(b, "42 00 00 02 00 00 00 00 18 00", 4), 0);
	ck_assert_uint_eq(b->got, 4);
	ck_assert_uint_eq(bench_in(b, "42 00 40 03 00 00 07 00 18 00", 24), 0x52400);
	ck_assert_uint_eq(bench_in(b, "42 00 40 00 00 00 00 00 18 00", 24), 0x52400);
	bench_close(b);
}

T_MAIN("sector")
