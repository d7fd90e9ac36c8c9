/* SPDX-License-Identifier: MIT */
/* Packet writing on CD: what a flush leaves, what can be read, how a track ends. */
#include "sim/bench.h"

#include "mmc/replies.h"
#include "sim/packets.h"

#define INCOMPLETE 0x57203u
#define WRONG_MODE 0x56400u
#define WRONG_ADDRESS 0x52102u

/* Write parameters: packets, of 32 blocks each or as a flush ends them. */
static void set_packets(struct bench *b, bool fixed)
{
	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	b->data[8 + 2] = 0x40;
	b->data[8 + 3] = (uint8_t)(3 << 6 | (fixed ? 0x20 : 0) | 5);
	b->data[8 + 4] = 8;
	b->data[8 + 13] = fixed ? PACKET_BLOCKS : 0;
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
}

static struct bench *begun(const char *spec, bool fixed)
{
	struct bench *b = bench_open(spec);

	set_packets(b, fixed);
	ck_assert_uint_eq(bench_write(b, 0, 100), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	return b;
}

T(between_packets_of_any_size_lie_links_that_cannot_be_read)
{
	struct bench *b = begun("sim:cd-r", false);
	struct mmc_track_info t = bench_track(b, 1);

	ck_assert(t.packet && !t.fixed_packet && t.nwa_valid);
	ck_assert_uint_eq(t.nwa, 100 + PACKET_LINK);
	ck_assert_uint_eq(bench_sync(b, false), 0); /* there is nothing to end */
	ck_assert_uint_eq(bench_track(b, 1).nwa, 100 + PACKET_LINK);
	ck_assert_uint_eq(bench_write(b, 100, 10), WRONG_ADDRESS);
	ck_assert_uint_eq(bench_write(b, 107, 50), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), INCOMPLETE);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_read(b, 0, 100), 0);
	ck_assert_uint_eq(bench_read(b, 99, 2), WRONG_MODE);
	ck_assert_uint_eq(bench_read(b, 106, 1), WRONG_MODE);
	ck_assert_uint_eq(bench_read(b, 107, 50), 0);
	bench_close(b);
}

T(packets_of_one_size_are_filled_and_read_without_their_links)
{
	struct bench *b = begun("sim:cd-rw", true);
	struct mmc_track_info t = bench_track(b, 1);

	ck_assert(t.packet && t.fixed_packet);
	ck_assert_uint_eq(t.packet_size, PACKET_BLOCKS);
	ck_assert_uint_eq(t.nwa, 128);
	ck_assert_uint_eq(bench_write(b, 128, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_read(b, 0, 100), 0);
	ck_assert_uint_eq(bench_read(b, 128, 32), 0);
	bench_close(b);
}

T(a_track_of_packets_takes_nothing_else)
{
	struct bench *b = begun("sim:cd-r", false);

	set_packets(b, true);
	ck_assert_uint_eq(bench_write(b, 107, 32), WRONG_MODE);
	bench_close(b);
}

T_MAIN("packets")
