/* SPDX-License-Identifier: MIT */
/* DVD+R DL: where layer 0 ends, and what a close has to fill. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#define READ_LAYERS "ad 00 00 00 00 00 00 20 00 0c 00 00"
#define SEND_LAYERS "bf 00 00 00 00 00 00 20 00 0c 00 00"
#define READ_PHYSICAL "ad 00 00 00 00 00 00 00 00 24 00 00"
#define HALF 2086912

static uint32_t set(struct bench *b, uint32_t blocks)
{
	uint8_t data[12] = { 0, 10 };

	put_be32(data + 8, blocks);
	return bench_out(b, SEND_LAYERS, data, sizeof(data));
}

static uint32_t get(struct bench *b, bool *ret_set)
{
	ck_assert_uint_eq(bench_in(b, READ_LAYERS, 12), 0);
	ck_assert_uint_eq(b->got, 12);
	ck_assert_uint_eq(get_be16(b->data), 10);
	*ret_set = b->data[4] & 0x80;
	return get_be32(b->data + 8);
}

T(layer_0_has_half_of_the_disc_until_it_is_set)
{
	struct bench *b = bench_open("sim:dvd+r-dl");
	bool is_set;

	ck_assert_uint_eq(get(b, &is_set), HALF);
	ck_assert(!is_set);
	ck_assert_uint_eq(set(b, HALF + 16), 0x52600);
	ck_assert_uint_eq(set(b, 1000), 0x52600);
	ck_assert_uint_eq(set(b, 0), 0x52600);
	ck_assert_uint_eq(set(b, 100000), 0);
	ck_assert_uint_ge(b->x.duration_us, 3000000);
	ck_assert_uint_eq(get(b, &is_set), 100000);
	ck_assert(is_set);
	ck_assert_uint_eq(bench_track(b, 1).free_blocks, 200000);
	ck_assert_uint_eq(set(b, 100000), 0x52c00);
	ck_assert_uint_eq(bench_in(b, READ_PHYSICAL, 36), 0);
	ck_assert_uint_eq(b->data[4], 0xe1);
	ck_assert_uint_eq(b->data[6], 0x32);
	ck_assert_uint_eq(get_be32(b->data + 12), 0xfcffff);
	ck_assert_uint_eq(get_be32(b->data + 16), 0x30000 + 100000 - 1);
	bench_close(b);
}

T(the_first_write_fixes_it)
{
	struct bench *b = bench_open("sim:dvd+r-dl");
	bool is_set;

	ck_assert_uint_eq(bench_write(b, 0, 16), 0);
	ck_assert_uint_eq(get(b, &is_set), HALF);
	ck_assert(is_set);
	ck_assert_uint_eq(set(b, 100000), 0x52c00);
	bench_close(b);
}

T(media_with_one_layer_have_none)
{
	static const char *const addresses[] = { "sim:dvd+r", "sim:dvd+rw-dl" };

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct bench *b = bench_open(addresses[i]);

		ck_assert_uint_eq(bench_in(b, READ_LAYERS, 12), 0x52400);
		ck_assert_uint_eq(set(b, 16), 0x52400);
		bench_close(b);
	}
}

static double time_to_finalise(const char *address, uint32_t layer, uint32_t blocks)
{
	struct bench *b = bench_open(address);
	double seconds;

	if (layer)
		ck_assert_uint_eq(set(b, layer), 0);
	for (uint32_t lba = 0; lba < blocks; lba += 256)
		ck_assert_uint_eq(bench_write(b, lba, 256), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 5, 0, true), 0);
	seconds = bench_wait(b);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	bench_close(b);
	return seconds;
}

/* 51200 blocks are 105 MB; at 8x they take 9 s. */
T(what_lies_opposite_to_the_data_is_filled_by_the_close)
{
	double far = time_to_finalise("sim:dvd+r-dl?data=discard", 0, 51200);
	double equal = time_to_finalise("sim:dvd+r-dl?data=discard", 25600, 51200);

	ck_assert_double_ge(far, equal + 8);
	ck_assert_double_le(far, equal + 20);
}

T(a_session_that_leaves_no_room_for_another_is_the_last)
{
	struct bench *b = bench_open("sim:dvd+r-dl");

	ck_assert_uint_eq(set(b, 16 * 130), 0);
	for (uint32_t lba = 0; lba < 16 * 70; lba += 16)
		ck_assert_uint_eq(bench_write(b, lba, 16), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	bench_close(b);
}

T_MAIN("layers")
