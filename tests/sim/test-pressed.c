/* SPDX-License-Identifier: MIT */
/* Pressed discs: what they are, and that they are only read. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#include <stdio.h>
#include <unistd.h>

#define CONFIG "46 02 00 00 00 00 00 00 08 00"
#define CAPACITY "25 00 00 00 00 00 00 00 00 00"
#define ATIP "43 00 04 00 00 00 00 00 ff 00"

static char path[64];

/* The file of an image with @blocks, each with its pattern up to block 64. */
static void make_image(uint64_t blocks)
{
	uint8_t block[2048];
	FILE *file;

	snprintf(path, sizeof(path), "/tmp/imapi-pressed-%d.iso", (int)getpid());
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	for (uint32_t i = 0; i < MIN(blocks, (uint64_t)64); i++) {
		bench_pattern(i, block);
		ck_assert_uint_eq(fwrite(block, sizeof(block), 1, file), 1);
	}
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(truncate(path, (off_t)(blocks * 2048)), 0);
}

static struct bench *insert(const char *options)
{
	char address[128];

	snprintf(address, sizeof(address), "sim:%s%s", path, options);
	return bench_open(address);
}

static void check_disc(struct bench *b, uint16_t profile, uint32_t blocks)
{
	uint8_t zeros[65536] = { 0 };

	ck_assert_uint_eq(bench_in(b, CONFIG, 8), 0);
	ck_assert_uint_eq(get_be16(b->data + 6), profile);
	ck_assert_uint_eq(bench_in(b, CAPACITY, 8), 0);
	ck_assert_uint_eq(get_be32(b->data), blocks - 1);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).erasable, 0);
	ck_assert_uint_eq(bench_read(b, 16, 32), 0);
	ck_assert(bench_same(b, 16, 32));
	ck_assert_uint_eq(bench_out(b, "2a 00 00 00 00 00 00 00 20 00", zeros, sizeof(zeros)),
			  0x53005);
	ck_assert_uint_eq(bench_none(b, "a1 01 00 00 00 00 00 00 00 00 00 00"), 0x53005);
	ck_assert_uint_eq(bench_in(b, ATIP, 255), 0x52400);
}

T(an_image_is_on_the_smallest_disc_that_holds_it)
{
	static const struct {
		uint64_t blocks;
		uint16_t profile;
	} rows[] = { { 70, 0x0008 },
		     { 359847, 0x0008 },
		     { 359856, 0x0010 },
		     { 4171712, 0x0010 },
		     { 4171744, 0x0040 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench *b;

		make_image(rows[i].blocks);
		b = insert("");
		check_disc(b, rows[i].profile, (uint32_t)rows[i].blocks);
		bench_close(b);
	}
	unlink(path);
}

T(the_kind_of_disc_can_be_chosen)
{
	struct bench *b;

	make_image(70);
	b = insert("?as=dvd-rom");
	check_disc(b, 0x0010, 80);
	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 00 08 04 00 00", 2052), 0);
	ck_assert_uint_eq(b->data[4], 0x01);
	bench_close(b);
	b = insert("?as=bd-rom");
	check_disc(b, 0x0040, 96);
	ck_assert_uint_eq(bench_in(b, "ad 01 00 00 00 00 00 00 10 04 00 00", 4100), 0);
	ck_assert_mem_eq(b->data + 12, "BDO", 3);
	bench_close(b);
	unlink(path);
}

T(a_dvd_of_two_layers_says_where_the_first_one_ends)
{
	struct bench *b;

	make_image(4000000);
	b = insert("");
	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 00 08 04 00 00", 2052), 0);
	ck_assert_uint_eq(b->data[6], 0x21);
	ck_assert_uint_eq(get_be32(b->data + 16), 0x30000 + 2000000 - 1);
	bench_close(b);
	unlink(path);
}

T(what_is_no_image_is_refused)
{
	struct imapi_context *context;
	struct imapi_transport *transport;
	char address[128];

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	make_image(0);
	snprintf(address, sizeof(address), "sim:%s", path);
	ck_assert_int_eq(sim_open(context, address, &transport), IMAPI_E_SIM_DISC_INVALID);
	unlink(path);
	ck_assert_int_eq(sim_open(context, address, &transport), IMAPI_E_FILE_OPEN_FAILURE);
	snprintf(address, sizeof(address), "sim:%s?as=bd-r", path);
	ck_assert_int_eq(sim_open(context, address, &transport), IMAPI_E_SIM_OPTION_INVALID);
	imapi_context_free(context);
}

T_MAIN("pressed")
