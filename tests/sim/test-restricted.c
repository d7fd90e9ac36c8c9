/* SPDX-License-Identifier: MIT */
/* DVD-RW for restricted overwrite: formats, the border that is left open, and back. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#include <stdio.h>

#define FORMATS "23 00 00 00 00 00 00 00 7c 00"
#define CAPACITY "25 00 00 00 00 00 00 00 00 00"
#define PROFILE "46 02 00 00 00 00 00 00 08 00"
#define BLANK_FULL "a1 00 00 00 00 00 00 00 00 00 00 00"
#define UNALIGNED 0x52102u
#define BEYOND 0x52100u
#define BAD_LIST 0x52600u
#define SIZE 65536
#define MOST (SIZE - 608)
#define SMALL "sim:dvd-rw?size=65536"

static uint32_t format(struct bench *b, uint8_t type, uint32_t blocks)
{
	uint8_t data[12] = { 0, 0x80, 0, 8 };

	put_be32(data + 4, blocks);
	data[8] = (uint8_t)(type << 2);
	data[11] = 0x10;
	return bench_out(b, "04 11 00 00 00 00", data, sizeof(data));
}

static uint16_t profile(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, PROFILE, 8), 0);
	return get_be16(b->data + 6);
}

static bool current(struct bench *b, uint8_t code)
{
	char cdb[32];

	snprintf(cdb, sizeof(cdb), "46 02 00 %02x 00 00 00 00 10 00", code);
	ck_assert_uint_eq(bench_in(b, cdb, 16), 0);
	return b->data[10] & 1;
}

static uint32_t capacity(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, CAPACITY, 8), 0);
	return get_be32(b->data);
}

/* Blocks of the format of this type, 0 if it is not offered. */
static uint32_t offered(struct bench *b, uint8_t type)
{
	ck_assert_uint_eq(bench_in(b, FORMATS, 124), 0);
	for (unsigned i = 12; i < 4u + b->data[3]; i += 8)
		if (b->data[i + 4] >> 2 == type)
			return get_be32(b->data + i);
	return 0;
}

T(a_full_format_makes_all_of_it_writable_anywhere)
{
	struct bench *b = bench_open(SMALL);

	ck_assert_uint_eq(profile(b), 0x0014);
	ck_assert_uint_eq(offered(b, 0x00), MOST);
	ck_assert_uint_eq(offered(b, 0x13), 0);
	ck_assert_uint_eq(format(b, 0x00, MOST), 0);
	ck_assert_uint_eq(profile(b), 0x0013);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_COMPLETE);
	ck_assert_uint_eq(capacity(b), MOST - 1);
	ck_assert_uint_eq(bench_write(b, MOST - 16, 16), 0);
	ck_assert_uint_eq(bench_write(b, 160, 16), 0);
	ck_assert_uint_eq(bench_write(b, MOST, 16), BEYOND);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_read(b, 160, 16), 0);
	ck_assert(bench_same(b, 160, 16));
	bench_close(b);
}

T(only_whole_ecc_units_are_written)
{
	struct bench *b = bench_open("sim:dvd-rw-ow?size=65536");

	ck_assert_uint_eq(profile(b), 0x0013);
	ck_assert_uint_eq(bench_write(b, 8, 16), UNALIGNED);
	ck_assert_uint_eq(bench_write(b, 16, 8), UNALIGNED);
	ck_assert_uint_eq(bench_write(b, 16, 16), 0);
	bench_close(b);
}

T(features_tell_how_it_is_written)
{
	struct bench *b = bench_open(SMALL);

	ck_assert(current(b, 0x21) && current(b, 0x23) && current(b, 0x2f));
	ck_assert(!current(b, 0x26) && !current(b, 0x2c) && !current(b, 0x20));
	ck_assert_uint_eq(format(b, 0x15, MOST), 0);
	ck_assert(!current(b, 0x21) && !current(b, 0x20) && current(b, 0x23));
	ck_assert(current(b, 0x26) && current(b, 0x2c) && current(b, 0x2f));
	bench_close(b);
}

static struct bench *quick(const char *address)
{
	struct bench *b = bench_open(address);

	ck_assert_uint_eq(format(b, 0x15, MOST), 0);
	return b;
}

T(a_quick_format_leaves_a_border_that_grows_until_it_is_closed)
{
	struct bench *b = quick(SMALL);
	struct mmc_track_info track = bench_track(b, 1);

	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	ck_assert(track.nwa_valid && track.nwa + track.free_blocks == MOST);
	ck_assert_uint_eq(bench_write(b, 64, 16), UNALIGNED); /* a gap */
	for (uint32_t lba = 0; lba < 320; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0);
	ck_assert_uint_eq(capacity(b), 319);
	ck_assert_uint_eq(bench_read(b, 320, 1), 0x80000u);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0x52400u);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_COMPLETE);
	ck_assert_uint_eq(bench_track(b, 1).size, 320);
	ck_assert_uint_eq(bench_write(b, 320, 32), BEYOND);
	ck_assert_uint_eq(bench_write(b, 288, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	bench_close(b);
}

static struct bench *closed(void)
{
	struct bench *b = quick(SMALL);

	for (uint32_t lba = 0; lba < 320; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	return b;
}

T(a_closed_border_can_be_opened_again_and_keeps_its_data)
{
	struct bench *b = closed();

	ck_assert_uint_eq(offered(b, 0x13), MOST - 320);
	ck_assert_uint_eq(format(b, 0x13, MOST), BAD_LIST);
	ck_assert_uint_eq(format(b, 0x13, MOST - 320), 0);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	ck_assert_uint_eq(bench_read(b, 0, 32), 0);
	ck_assert(bench_same(b, 0, 32));
	ck_assert_uint_eq(bench_write(b, 320, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(capacity(b), 351);
	bench_close(b);
}

T(growing_in_full_leaves_it_closed)
{
	struct bench *b = closed();

	ck_assert_uint_eq(format(b, 0x11, 640), 0);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_COMPLETE);
	ck_assert_uint_eq(capacity(b), 959);
	ck_assert_uint_eq(bench_read(b, 0, 32), 0);
	ck_assert(bench_same(b, 0, 32));
	ck_assert_uint_eq(bench_write(b, 928, 32), 0);
	bench_close(b);
}

T(a_blank_makes_it_sequential_again)
{
	struct bench *b = closed();

	ck_assert_uint_eq(bench_none(b, BLANK_FULL), 0);
	ck_assert_uint_eq(profile(b), 0x0014);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert(current(b, 0x21));
	bench_close(b);
}

T(only_formats_of_this_medium_are_taken)
{
	static const uint8_t types[] = { 0x01, 0x11, 0x12, 0x13, 0x26, 0x30 };
	struct bench *b = bench_open(SMALL);

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		ck_assert_uint_eq(format(b, types[i], MOST), BAD_LIST);
	ck_assert_uint_eq(format(b, 0x00, MOST + 16), BAD_LIST);
	ck_assert_uint_eq(format(b, 0x00, 17), BAD_LIST);
	ck_assert_uint_eq(format(b, 0x00, 0), BAD_LIST);
	ck_assert_uint_eq(format(b, 0x10, MOST), 0);
	ck_assert_uint_eq(format(b, 0x15, 0), 0);
	ck_assert_uint_eq(bench_track(b, 1).size, MOST);
	bench_close(b);
}

T_MAIN("restricted")
