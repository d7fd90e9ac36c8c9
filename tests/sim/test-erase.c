/* SPDX-License-Identifier: MIT */
/* Blanking and formatting: what the drive takes, says meanwhile, and leaves. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#include <stdio.h>

#define READY "00 00 00 00 00 00"
#define DISC_INFO "51 00 00 00 00 00 00 00 22 00"
#define SENSE_DATA "03 00 00 00 12 00"
#define FORMATS "23 00 00 00 00 00 00 00 24 00"
#define BLANK_MINIMAL "a1 11 00 00 00 00 00 00 00 00 00 00"
#define BLANK_FULL "a1 10 00 00 00 00 00 00 00 00 00 00"
#define BLANK_HELD "a1 01 00 00 00 00 00 00 00 00 00 00"
#define FORMAT_UNIT "04 11 00 00 00 00"

/* Page 05h: track at once, mode 1; nothing may follow. */
static void last_session(struct bench *b)
{
	uint8_t data[60] = {
		[8] = 0x05, 0x32, 0x41, 0x04, 0x08, 0x10, [21] = 0x10, [23] = 0x96
	};

	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", data, 60), 0);
}

/* A CD-RW with one closed session of 600 blocks that is final. */
static struct bench *final_cd(const char *address)
{
	struct bench *b = bench_open(address);

	last_session(b);
	for (uint32_t lba = 0; lba < 600; lba += 30)
		ck_assert_uint_eq(bench_write(b, lba, 30), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, true), 0);
	bench_idle(b);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	return b;
}

struct list {
	uint8_t flags, type;
	uint32_t blocks, parameter;
};

/* FOV 80h, DCRT 20h, IMMED 02h */
static uint32_t format(struct bench *b, struct list list)
{
	uint8_t data[12] = { 0, list.flags, 0, 8 };

	put_be32(data + 4, list.blocks);
	data[8] = (uint8_t)(list.type << 2);
	data[9] = (uint8_t)(list.parameter >> 16);
	put_be16(data + 10, (uint16_t)list.parameter);
	return bench_out(b, FORMAT_UNIT, data, sizeof(data));
}

#define SPARES 11826176 /* blocks of a 25 GB disc with the usual spare area */
#define WHOLE 12219392

static void format_disc(struct bench *b)
{
	ck_assert_uint_eq(format(b, (struct list){ 0xa2, 0, SPARES, 0x3000 }), 0);
	bench_idle(b);
}

T(a_final_cd_rw_is_empty_after_a_blank_and_can_be_written)
{
	struct bench *b = final_cd("sim:cd-rw");

	ck_assert(bench_disc(b).erasable);
	ck_assert_uint_eq(bench_write(b, 600, 1), 0x56300);
	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
	ck_assert_double_ge(bench_wait(b), 29);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_EMPTY);
	ck_assert(bench_track(b, 1).blank && bench_track(b, 1).nwa == 0);
	ck_assert_uint_ne(bench_read(b, 0, 1), 0);
	ck_assert(sim_truth(b->drive).blank);
	for (uint32_t lba = 0; lba < 300; lba += 30)
		ck_assert_uint_eq(bench_write(b, lba, 30), 0);
	ck_assert_uint_eq(bench_read(b, 30, 30), 0);
	ck_assert(bench_same(b, 30, 30));
	bench_close(b);
}

T(a_full_blank_takes_as_long_as_writing_the_whole_disc)
{
	struct bench *b = final_cd("sim:cd-rw?speed=4");
	double minutes;

	ck_assert_uint_eq(bench_none(b, BLANK_FULL), 0);
	minutes = bench_wait(b) / 60;
	ck_assert_double_ge(minutes, 20);
	ck_assert_double_le(minutes, 21);
	ck_assert(sim_truth(b->drive).blank);
	bench_close(b);
}

T(a_drive_that_blanks_is_busy_to_everybody_and_tells_its_progress)
{
	struct bench *b = final_cd("sim:cd-rw?lasts=blank:100");

	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
	bench_sleep(b, 50);
	ck_assert_uint_eq(bench_none(b, READY), 0x20407);
	ck_assert_uint_eq(bench_in(b, DISC_INFO, 34), 0x20407);
	ck_assert_uint_eq(bench_write(b, 0, 1), 0x20407);
	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0x20407);
	ck_assert_uint_eq(bench_in(b, SENSE_DATA, 18), 0);
	ck_assert_uint_eq(b->data[12] << 8 | b->data[13], 0x0407);
	ck_assert(b->data[15] & 0x80);
	ck_assert_int_le(abs(get_be16(b->data + 16) - 32768), 1000);
	ck_assert(sim_truth(b->drive).working && !sim_truth(b->drive).blank);
	bench_close(b);
}

T(without_immed_the_blank_command_itself_takes_the_time)
{
	struct bench *b = final_cd("sim:cd-rw?lasts=blank:12");

	ck_assert_uint_eq(bench_none(b, BLANK_HELD), 0);
	ck_assert_uint_ge(b->x.duration_us, 12000000);
	ck_assert(sim_truth(b->drive).blank);
	bench_close(b);
}

T(what_cannot_be_blanked_is_refused)
{
	static const struct {
		const char *address, *cdb;
		uint32_t sense;
	} rows[] = {
		{ "sim:cd-rw", "a1 12 00 00 00 00 00 00 00 00 00 00", 0x52400 },
		{ "sim:cd-rw", "a1 16 00 00 00 00 00 00 00 00 00 00", 0x52400 },
		{ "sim:cd-rw", "a1 31 00 00 00 00 00 00 00 00 00 00", 0x52400 },
		{ "sim:cd-rw?immed=rejected", BLANK_MINIMAL, 0x52400 },
		{ "sim:cd-r", BLANK_MINIMAL, 0x53005 },
		{ "sim:bd-re", BLANK_MINIMAL, 0x53005 },
		{ "sim:none", BLANK_MINIMAL, 0x23a01 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench *b = bench_open(rows[i].address);

		ck_assert_uint_eq(bench_none(b, rows[i].cdb), rows[i].sense);
		bench_close(b);
	}
}

/* What a drive says of a disc whose blank was cut off, until it is blanked again. */
static void check_spoiled_cd(struct bench *b)
{
	ck_assert(sim_truth(b->drive).spoiled && !sim_truth(b->drive).blank);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_DAMAGED);
	ck_assert(bench_track(b, 1).damage && !bench_track(b, 1).nwa_valid);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0x33100);
	ck_assert_uint_eq(bench_write(b, 0, 1), 0x33100);
	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
	bench_idle(b);
	ck_assert(sim_truth(b->drive).blank);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
}

T(a_blank_that_is_cut_off_leaves_a_disc_that_must_be_blanked_again)
{
	struct bench *b = final_cd("sim:cd-rw?fault=rti@1:reset");

	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
	bench_sleep(b, 10);
	ck_assert_uint_eq(bench_in(b, "52 01 00 00 00 01 00 00 24 00", 36), 0x62900);
	check_spoiled_cd(b);
	bench_close(b);
	b = bench_open("sim:cd-rw?model=fails");
	ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
	bench_sleep(b, 301);
	ck_assert_uint_eq(bench_none(b, READY), 0x37304);
	ck_assert(sim_truth(b->drive).spoiled);
	bench_close(b);
}

T(the_models_blank_as_they_close)
{
	static const struct {
		const char *model;
		double least, most;
	} rows[] = { { "close-3s", 2, 4 },
		     { "close-25min", 1499, 1502 },
		     { "slow-closer", 1499, 1502 },
		     { "silent", 299, 302 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char address[64];
		struct bench *b;
		double start;

		snprintf(address, sizeof(address), "sim:cd-rw?model=%s", rows[i].model);
		b = bench_open(address);
		ck_assert_uint_eq(bench_none(b, BLANK_MINIMAL), 0);
		start = (double)b->drive->now;
		bench_idle(b);
		ck_assert_double_ge(((double)b->drive->now - start) / 1e6, rows[i].least);
		ck_assert_double_le(((double)b->drive->now - start) / 1e6, rows[i].most);
		bench_close(b);
	}
}

T(a_new_bd_re_takes_nothing_before_it_is_formatted)
{
	struct bench *b = bench_open("sim:bd-re");

	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert(bench_disc(b).erasable);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x53010);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0x53010);
	ck_assert_uint_eq(bench_in(b, FORMATS, 36), 0);
	ck_assert_uint_eq(b->data[3], 40);
	ck_assert_uint_eq(get_be32(b->data + 4), WHOLE);
	ck_assert_uint_eq(b->data[8] & 3, 1);
	ck_assert_uint_eq(get_be32(b->data + 12), SPARES);
	ck_assert_uint_eq(b->data[16] >> 2, 0x00);
	ck_assert_uint_eq(get_be16(b->data + 18), 0x3000);
	ck_assert_uint_eq(b->data[24] >> 2, 0x30);
	ck_assert_uint_eq(get_be32(b->data + 28), WHOLE);
	ck_assert_uint_eq(b->data[32] >> 2, 0x31);
	bench_close(b);
}

T(a_formatted_bd_re_is_written_anywhere_and_over_again)
{
	static const uint32_t places[] = { 320, 0, SPARES - 32, 320 };
	struct bench *b = bench_open("sim:bd-re");

	format_disc(b);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_RANDOM);
	ck_assert(sim_truth(b->drive).formatted && !sim_truth(b->drive).blank);
	ck_assert_uint_eq(bench_in(b, FORMATS, 36), 0);
	ck_assert_uint_eq(b->data[8] & 3, 2);
	ck_assert_uint_eq(get_be32(b->data + 4), SPARES);
	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), 0);
	ck_assert_uint_eq(get_be32(b->data), SPARES - 1);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		ck_assert_uint_eq(bench_write(b, places[i], 32), 0);
		ck_assert_uint_eq(bench_read(b, places[i], 32), 0);
		ck_assert(bench_same(b, places[i], 32));
	}
	ck_assert_uint_eq(bench_read(b, 9000, 1), 0);
	ck_assert_uint_eq(bench_write(b, SPARES - 16, 32), 0x52100);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0x52400);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x52400);
	bench_close(b);
}

T(a_new_dvd_ram_is_formatted_and_its_spare_area_can_grow)
{
	struct bench *b = bench_open("sim:dvd-ram");

	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_RANDOM);
	ck_assert_uint_eq(bench_in(b, FORMATS, 44), 0);
	ck_assert_uint_eq(b->data[3], 32);
	ck_assert_uint_eq(b->data[8] & 3, 2);
	ck_assert_uint_eq(get_be32(b->data + 4), 2236704);
	ck_assert_uint_eq(get_be32(b->data + 20), 2295072);
	ck_assert_uint_eq(b->data[32] >> 2, 0x01);
	ck_assert_uint_eq(bench_write(b, 2236688, 16), 0);
	ck_assert_uint_eq(bench_write(b, 16, 16), 0);
	ck_assert_uint_eq(format(b, (struct list){ 0x82, 0x01, 2236704, 0x800 }), 0x52600);
	ck_assert_uint_eq(bench_in(b, FORMATS, 44), 0);
	ck_assert_uint_eq(format(b, (struct list){ 0x82, 0x01, get_be32(b->data + 28), 0x800 }),
			  0);
	ck_assert_uint_eq(bench_write(b, 2236688, 16), 0x52100);
	ck_assert_uint_eq(bench_read(b, 16, 16), 0);
	ck_assert(bench_same(b, 16, 16));
	bench_close(b);
}

T(a_drive_that_formats_says_so)
{
	struct bench *b = bench_open("sim:bd-re?lasts=format:100");

	ck_assert_uint_eq(format(b, (struct list){ 0xa2, 0, SPARES, 0x3000 }), 0);
	bench_sleep(b, 25);
	ck_assert_uint_eq(bench_none(b, READY), 0x20404);
	ck_assert(b->x.sense[15] & 0x80);
	ck_assert_int_le(abs(get_be16(b->x.sense + 16) - 16384), 1000);
	ck_assert_uint_eq(bench_in(b, DISC_INFO, 34), 0x20404);
	ck_assert_uint_eq(bench_in(b, FORMATS, 36), 0x20404);
	bench_idle(b);
	ck_assert(sim_truth(b->drive).formatted);
	bench_close(b);
}

/* Certifying writes and reads every block. */
T(certification_takes_its_time_and_no_spare_area_leaves_more_room)
{
	static const struct {
		struct list list;
		double least, most;
	} rows[] = { { { 0x82, 0x00, SPARES, 0x3000 }, 5000, 6000 },
		     { { 0xa2, 0x00, SPARES, 0x3000 }, 39, 41 },
		     { { 0x02, 0x00, SPARES, 0x3000 }, 39, 41 },
		     { { 0x82, 0x31, WHOLE, 0 }, 39, 41 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench *b = bench_open("sim:bd-re");
		double waited;

		ck_assert_uint_eq(format(b, rows[i].list), 0);
		waited = bench_wait(b);
		ck_assert_double_ge(waited, rows[i].least);
		ck_assert_double_le(waited, rows[i].most);
		ck_assert_uint_eq(bench_write(b, rows[i].list.blocks - 32, 32), 0);
		bench_close(b);
	}
}

T(what_cannot_be_formatted_is_refused)
{
	static const struct {
		const char *address;
		struct list list;
		uint32_t sense;
	} rows[] = {
		{ "sim:bd-re", { 0x82, 0x00, SPARES - 32, 0 }, 0x52600 },
		{ "sim:bd-re", { 0x82, 0x26, SPARES, 0 }, 0x52600 },
		{ "sim:bd-re", { 0x22, 0x00, SPARES, 0 }, 0x52600 }, /* DCRT, but no FOV */
		{ "sim:bd-re?immed=rejected", { 0x82, 0x00, SPARES, 0 }, 0x52400 },
		{ "sim:dvd+r", { 0x82, 0x00, 2295104, 0 }, 0x53006 },
		{ "sim:cd-rw", { 0x82, 0x10, 359847, 0 }, 0x53006 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench *b = bench_open(rows[i].address);

		ck_assert_uint_eq(format(b, rows[i].list), rows[i].sense);
		bench_close(b);
	}
}

T(a_format_that_is_cut_off_leaves_an_unformatted_disc)
{
	struct bench *b = bench_open("sim:bd-re?fault=rti@1:reset");

	format_disc(b);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(format(b, (struct list){ 0xa2, 0, SPARES, 0x3000 }), 0);
	bench_sleep(b, 10);
	ck_assert_uint_eq(bench_in(b, "52 01 00 00 00 01 00 00 24 00", 36), 0x62900);
	ck_assert(sim_truth(b->drive).spoiled && !sim_truth(b->drive).formatted);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert_uint_eq(bench_in(b, FORMATS, 36), 0);
	ck_assert_uint_eq(b->data[8] & 3, 1);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x33100);
	format_disc(b);
	ck_assert(sim_truth(b->drive).formatted);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_close(b);
}

T_MAIN("erase")
