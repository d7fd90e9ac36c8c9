/* SPDX-License-Identifier: MIT */
/* BD-R that were formatted: spare areas, and written data that is replaced. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#define WHOLE 12219392
#define SPARES 11826176 /* with the usual spare area */
#define MOST 12088320	/* with the least */
#define BD_R 0x32
#define OVERWRITE 0
#define SEQUENTIAL 1
#define RANDOM 2

static uint32_t format(struct bench *b, uint8_t type, uint8_t sub_type, uint32_t blocks)
{
	uint8_t data[12] = { 0, 0x02, 0, 8 };

	put_be32(data + 4, blocks);
	data[8] = (uint8_t)(type << 2 | sub_type);
	return bench_out(b, "04 11 00 00 00 00", data, sizeof(data));
}

static struct bench *formatted(uint8_t sub_type)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(format(b, BD_R, sub_type, MOST), 0);
	bench_idle(b);
	return b;
}

static bool says_overwrite(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, "46 02 00 38 00 00 00 00 10 00", 16), 0);
	ck_assert_uint_eq(get_be16(b->data + 8), 0x0038);
	return b->data[10] & 1;
}

/* The capacities are those that dvd+rw-mediainfo showed of a 25 GB disc in a drive of 2010. */
T(a_blank_bd_r_lists_the_formats_that_it_takes)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_in(b, "23 00 00 00 00 00 00 00 ff 00", 255), 0);
	ck_assert_uint_eq(b->got, 4 + 5 * 8);
	ck_assert_uint_eq(get_be32(b->data + 4), WHOLE);
	ck_assert_uint_eq(b->data[8], 1); /* not formatted */
	ck_assert_mem_eq(b->data + 12,
			 "\x00\xb4\x74\x00\x00\x00\x30\x00\x00\xb4\x74\x00\xc8\x00\x00\x00"
			 "\x00\x58\x74\x00\xc8\x00\x00\x00\x00\xb8\x74\x00\xc8\x00\x00\x00",
			 32);
	bench_close(b);
}

T(a_formatted_bd_r_is_blank_and_smaller)
{
	struct bench *b = formatted(SEQUENTIAL);

	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert_uint_eq(bench_track(b, 1).free_blocks, MOST);
	ck_assert_uint_eq(bench_in(b, "23 00 00 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_uint_eq(get_be32(b->data + 4), MOST);
	ck_assert_uint_eq(b->data[8], 2);
	ck_assert(!says_overwrite(b));
	ck_assert_uint_eq(bench_write(b, 0, 64), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x52102);
	ck_assert_uint_eq(bench_in(b, "51 02 00 00 00 00 00 00 10 00", 16), 0x52400);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_track(b, 2).free_blocks, MOST - 64);
	bench_close(b);
}

T(a_bd_r_can_be_formatted_once)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(format(b, BD_R, RANDOM + 1, MOST), 0x52600);
	ck_assert_uint_eq(format(b, BD_R, OVERWRITE, MOST + 32), 0x52600);
	ck_assert_uint_eq(format(b, BD_R, OVERWRITE, MOST - 16), 0x52600); /* half a cluster */
	ck_assert_uint_eq(format(b, 0x00, OVERWRITE, SPARES), 0);
	bench_idle(b);
	ck_assert_uint_eq(format(b, BD_R, OVERWRITE, MOST), 0x53006);
	bench_close(b);
	b = bench_open("sim:bd-r");
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(format(b, BD_R, OVERWRITE, MOST), 0x53006);
	bench_close(b);
}

T(pseudo_overwrite_replaces_what_is_written)
{
	struct bench *b = formatted(OVERWRITE);
	uint8_t zero[32 * 2048] = { 0 };

	ck_assert(says_overwrite(b));
	ck_assert_uint_eq(bench_write(b, 0, 64), 0);
	ck_assert_uint_eq(bench_out(b, "2a 00 00 00 00 00 00 00 20 00", zero, sizeof(zero)), 0);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_out(b, "2a 00 00 00 00 40 00 00 20 00", zero, sizeof(zero)), 0);
	/* across the end of the track, or beyond what is written */
	ck_assert_uint_eq(bench_write(b, 80, 32), 0x52102);
	ck_assert_uint_eq(bench_write(b, 200, 32), 0x52102);
	ck_assert_uint_eq(bench_track(b, 2).nwa, 96);
	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), 0);
	ck_assert_uint_eq(get_be32(b->data), 95);
	ck_assert_uint_eq(bench_read(b, 0, 96), 0);
	ck_assert_mem_eq(b->data, zero, sizeof(zero));
	ck_assert(!bench_same(b, 32, 32));
	ck_assert_mem_eq(b->data + 64 * 2048, zero, sizeof(zero));
	ck_assert_uint_eq(bench_read(b, 32, 32), 0);
	ck_assert(bench_same(b, 32, 32));
	ck_assert_uint_eq(bench_in(b, "51 02 00 00 00 00 00 00 10 00", 16), 0);
	ck_assert_uint_eq(b->data[2] >> 5, 2);
	ck_assert_uint_eq(get_be32(b->data + 4), 0x1000);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x72700);
	ck_assert(!says_overwrite(b));
	bench_close(b);
}

T(random_recording_takes_each_cluster_once)
{
	struct bench *b = formatted(RANDOM);

	ck_assert_uint_eq(bench_in(b, "46 02 00 20 00 00 00 00 18 00", 24), 0);
	ck_assert_uint_eq(get_be16(b->data + 6), 0x0042);
	ck_assert_uint_eq(b->data[10] & 1, 1);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_RANDOM);
	ck_assert_uint_eq(bench_write(b, 640, 64), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 672, 32), 0x52102);
	ck_assert_uint_eq(bench_write(b, 48, 32), 0x52102);
	ck_assert_uint_eq(bench_write(b, 64, 16), 0x52102);
	ck_assert_uint_eq(bench_write(b, MOST, 32), 0x52100);
	ck_assert_uint_eq(bench_read(b, 640, 64), 0);
	ck_assert(bench_same(b, 640, 64));
	ck_assert_uint_eq(bench_read(b, 608, 64), 0x80000);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0x52400);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x52400);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_write(b, 960, 32), 0x72700);
	bench_close(b);
}

T_MAIN("overwrite")
