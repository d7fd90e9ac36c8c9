/* SPDX-License-Identifier: MIT */
/* Every command: what it answers, and what it refuses. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/command.h"
#include "mmc/replies.h"
#include "scsi/spc.h"
#include "sim/bench.h"

#include <stdio.h>

#define INVALID_OPCODE 0x52000u
#define INVALID_CDB 0x52400u
#define INVALID_LENGTH 0x51a00u
#define INVALID_FIELD 0x52600u
#define NO_MEDIUM 0x23a01u
#define TRAY_OPEN 0x23a02u

T(an_opcode_that_is_not_there_is_invalid)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_none(b, "ff 00 00 00 00 00 00 00 00 00 00 00"), INVALID_OPCODE);
	ck_assert_uint_eq(bench_none(b, "a3 0c 80 00 00 00 00 00 00 10 00 00"), INVALID_OPCODE);
	bench_close(b);
}

/* Sets each bit of each CDB in turn; at least the bits that no table calls a field are refused.
 */
T(reserved_bits_are_refused_in_every_command)
{
	static const char *const clean[] = {
		"00 00 00 00 00 00",
		"12 00 00 00 24 00",
		"1e 00 00 00 00 00",
		"25 00 00 00 00 00 00 00 00 00",
		"51 00 00 00 00 00 00 00 22 00",
		"5c 00 00 00 00 00 00 00 0c 00",
		"46 00 00 00 00 00 00 00 08 00",
		"4a 01 00 00 10 00 00 00 08 00",
		"23 00 00 00 00 00 00 00 fc 00",
		"35 00 00 00 00 00 00 00 00 00",
		"ac 10 00 00 00 00 00 00 00 01 00 00",
		"bd 00 00 00 00 00 00 00 00 08 00 00",
	};
	/* A byte and a bit of each that the standards reserve. */
	static const uint8_t reserved[][2] = { { 2, 0 }, { 1, 1 }, { 1, 0 }, { 8, 1 },
					       { 2, 7 }, { 2, 7 }, { 4, 7 }, { 2, 0 },
					       { 2, 0 }, { 6, 0 }, { 6, 0 }, { 1, 0 } };
	struct bench *b = bench_open("sim:bd-r");

	for (size_t i = 0; i < ARRAY_SIZE(clean); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s", clean[i]);
		ck_assert_uint_eq(bench_in(b, text, 1024), 0);
		snprintf(text + reserved[i][0] * 3, 3, "%02x",
			 (unsigned)(strtoul(clean[i] + reserved[i][0] * 3, NULL, 16) |
				    1ul << reserved[i][1]));
		text[reserved[i][0] * 3 + 2] = ' ';
		ck_assert_msg(bench_in(b, text, 1024) == INVALID_CDB, "%s", text);
	}
	bench_close(b);
}

T(inquiry_says_who_the_drive_is)
{
	struct bench *b = bench_open("sim:none");

	ck_assert_uint_eq(bench_in(b, "12 00 00 00 60 00", 96), 0);
	ck_assert_uint_eq(b->got, 96);
	ck_assert_mem_eq(b->data, "\x05\x80\x05\x02\x5b", 5);
	ck_assert_mem_eq(b->data + 8, "IMAPI   SIM BD-RE REF   1.00", 28);
	ck_assert_uint_eq(bench_in(b, "12 00 00 00 24 00", 96), 0);
	ck_assert_uint_eq(b->got, 36);
	ck_assert_uint_eq(bench_in(b, "12 01 80 00 40 00", 64), 0);
	ck_assert_uint_eq(b->got, 20);
	ck_assert_mem_eq(b->data + 4, "SIM0000000000001", 16);
	ck_assert_uint_eq(bench_in(b, "12 01 00 00 40 00", 64), 0);
	ck_assert_uint_eq(b->got, 7);
	ck_assert_mem_eq(b->data, "\x05\x00\x00\x03\x00\x80\x83", 7);
	ck_assert_uint_eq(bench_in(b, "12 01 83 00 40 00", 64), 0);
	ck_assert_uint_eq(b->got, 48);
	ck_assert_mem_eq(b->data, "\x05\x83\x00\x2c\x02\x01\x00\x28", 8);
	ck_assert_mem_eq(b->data + 8, "IMAPI   SIM BD-RE REF   SIM0000000000001", 40);
	ck_assert_uint_eq(bench_in(b, "12 01 b0 00 40 00", 64), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "12 00 80 00 40 00", 64), INVALID_CDB);
	bench_close(b);
}

T(an_empty_drive_answers_but_has_no_medium)
{
	struct bench *b = bench_open("sim:none");

	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), NO_MEDIUM);
	ck_assert_uint_eq(bench_in(b, "51 00 00 00 00 00 00 00 22 00", 34), NO_MEDIUM);
	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), NO_MEDIUM);
	ck_assert_uint_eq(bench_in(b, "46 00 00 00 00 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(get_be16(b->data + 6), 0);
	ck_assert_uint_eq(bench_in(b, "23 00 00 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_uint_eq(b->data[8] & 3, 3);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 01 00"), NO_MEDIUM);
	bench_close(b);
}

T(a_new_medium_is_told_once_by_a_unit_attention)
{
	struct bench *b = bench_open_raw("sim:bd-r");

	ck_assert_uint_eq(bench_in(b, "12 00 00 00 24 00", 36), 0);
	ck_assert_uint_eq(bench_in(b, "46 00 00 00 00 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0x62800);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0);
	bench_close(b);
	b = bench_open_raw("sim:bd-r");
	ck_assert_uint_eq(bench_in(b, "03 00 00 00 12 00", 18), 0);
	ck_assert_uint_eq(b->data[2], 6);
	ck_assert_uint_eq(b->data[12], 0x28);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0);
	bench_close(b);
}

T(the_tray_opens_unless_it_is_locked_and_loading_takes_time)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_none(b, "1e 00 00 00 01 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0x55302);
	ck_assert_uint_eq(bench_none(b, "1e 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), TRAY_OPEN);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 10 00 00 00 08 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x06\x04\x16\x03\x01\x00\x00", 8);
	ck_assert_uint_eq(bench_none(b, "1b 01 00 00 03 00"), 0);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0x20401);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 03 00"), 0);
	ck_assert_uint_eq(b->x.duration_us / 1000000, 12);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0x62800);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 10 00 00 00 08 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x06\x04\x16\x02\x02\x00\x00", 8);
	bench_close(b);
}

T(power_conditions_are_reported_as_events)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 20 00"), 0);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 04 00 00 00 08 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x06\x02\x16\x01\x02\x00\x00", 8);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 04 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(b->data[4], 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 40 00"), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 20 00 00 00 08 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x02\x80\x16", 4);
	ck_assert_uint_eq(bench_in(b, "4a 00 00 00 10 00 00 00 08 00", 8), INVALID_CDB);
	bench_close(b);
}

/* The current bit of a feature, -1 if the drive does not have it. */
static int feature_current(struct bench *b, unsigned code)
{
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "46 02 %02x %02x 00 00 00 01 00 00", code >> 8, code & 255);
	ck_assert_uint_eq(bench_in(b, cdb, 256), 0);
	if (b->got == 8)
		return -1;
	ck_assert_uint_eq(get_be16(b->data + 8), code);
	return b->data[10] & 1;
}

T(features_follow_the_medium)
{
	static const struct {
		unsigned code;
		int none, cd, dvd, bd;
	} rows[] = {
		{ 0x0000, 1, 1, 1, 1 },	    { 0x0001, 1, 1, 1, 1 }, { 0x0002, 1, 1, 1, 1 },
		{ 0x0003, 1, 1, 1, 1 },	    { 0x0010, 0, 1, 1, 1 }, { 0x001d, 1, 1, 1, 1 },
		{ 0x001e, 0, 1, 0, 0 },	    { 0x001f, 0, 0, 1, 0 }, { 0x0021, 0, 0, 0, 1 },
		{ 0x002b, 0, 0, 1, 0 },	    { 0x002d, 0, 1, 0, 0 }, { 0x0040, 0, 0, 0, 1 },
		{ 0x0041, 0, 0, 0, 1 },	    { 0x0100, 1, 1, 1, 1 }, { 0x0105, 1, 1, 1, 1 },
		{ 0x0107, 1, 1, 1, 1 },	    { 0x0108, 1, 1, 1, 1 }, { 0x010c, 1, 1, 1, 1 },
		{ 0x0050, -1, -1, -1, -1 }, { 0x002e, 0, 1, 0, 0 },
	};
	struct bench *none = bench_open("sim:none"), *cd = bench_open("sim:cd-r");
	struct bench *dvd = bench_open("sim:dvd+r"), *bd = bench_open("sim:bd-r");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ck_assert_int_eq(feature_current(none, rows[i].code), rows[i].none);
		ck_assert_int_eq(feature_current(cd, rows[i].code), rows[i].cd);
		ck_assert_int_eq(feature_current(dvd, rows[i].code), rows[i].dvd);
		ck_assert_int_eq(feature_current(bd, rows[i].code), rows[i].bd);
	}
	bench_close(none);
	bench_close(cd);
	bench_close(dvd);
	bench_close(bd);
}

T(configuration_lists_features_in_order_and_cuts_to_the_allocation)
{
	struct bench *b = bench_open("sim:bd-r");
	uint32_t length, all, at, last = 0;

	ck_assert_uint_eq(bench_in(b, "46 00 00 00 00 00 00 04 00 00", 1024), 0);
	all = get_be32(b->data) + 4;
	ck_assert_uint_eq(b->got, all);
	for (at = 8; at < all; at += 4u + b->data[at + 3]) {
		ck_assert(at == 8 || get_be16(b->data + at) > last);
		ck_assert_uint_eq(b->data[at + 3] % 4, 0);
		last = get_be16(b->data + at);
	}
	ck_assert_uint_eq(at, all);
	ck_assert_uint_eq(bench_in(b, "46 00 00 00 00 00 00 00 08 00", 1024), 0);
	ck_assert_uint_eq(b->got, 8);
	ck_assert_uint_eq(get_be32(b->data) + 4, all);
	ck_assert_uint_eq(bench_in(b, "46 01 00 00 00 00 00 04 00 00", 1024), 0);
	length = get_be32(b->data) + 4;
	ck_assert_uint_lt(length, all);
	for (at = 8; at < length; at += 4u + b->data[at + 3])
		ck_assert(b->data[at + 2] & 1);
	ck_assert_uint_eq(bench_in(b, "46 00 01 00 00 00 00 04 00 00", 1024), 0);
	ck_assert_uint_eq(get_be16(b->data + 8), 0x0100);
	ck_assert_uint_eq(bench_in(b, "46 03 00 00 00 00 00 04 00 00", 1024), INVALID_CDB);
	bench_close(b);
}

T(mode_pages_have_current_changeable_and_default_values)
{
	struct bench *b = bench_open("sim:cd-r");
	struct mmc_write_parameters p;

	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	ck_assert_uint_eq(get_be16(b->data), 58);
	wire_get(&wire_write_parameters, b->data + 8, 52, &p);
	ck_assert_uint_eq(p.page_code, 5);
	ck_assert_uint_eq(p.page_length, 0x32);
	ck_assert_uint_eq(p.write_type, WRITE_TAO);
	ck_assert_uint_eq(p.audio_pause, 150);
	b->data[0] = b->data[1] = 0;
	b->data[10] = 0x40; /* packet */
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	ck_assert_uint_eq(b->data[10], 0x40);
	ck_assert_uint_eq(bench_in(b, "5a 08 85 00 00 00 00 00 3c 00", 60), 0);
	ck_assert_uint_eq(b->data[10], 0x41);
	ck_assert_uint_eq(bench_in(b, "5a 08 45 00 00 00 00 00 3c 00", 60), 0);
	ck_assert_uint_eq(b->data[10], 0x7f);
	ck_assert_uint_eq(bench_in(b, "5a 08 c5 00 00 00 00 00 3c 00", 60), 0x53900);
	ck_assert_uint_eq(bench_in(b, "5a 08 1b 00 00 00 00 00 3c 00", 60), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "5a 08 3f 00 00 00 00 04 00 00", 1024), 0);
	ck_assert_uint_eq(b->got, get_be16(b->data) + 2u);
	bench_close(b);
}

static uint32_t select_page(struct bench *b, const char *cdb, const uint8_t *page, size_t n)
{
	uint8_t list[128] = { 0 };

	memcpy(list + 8, page, n);
	return bench_out(b, cdb, list, (uint32_t)(8 + n));
}

T(mode_select_refuses_what_cannot_be_set)
{
	struct bench *b = bench_open("sim:cd-r");
	uint8_t page[52];

	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	memcpy(page, b->data + 8, 52);
	ck_assert_uint_eq(select_page(b, "55 11 00 00 00 00 00 00 3c 00", page, 52),
			  INVALID_CDB);
	ck_assert_uint_eq(select_page(b, "55 00 00 00 00 00 00 00 3c 00", page, 52),
			  INVALID_CDB);
	ck_assert_uint_eq(select_page(b, "55 10 00 00 00 00 00 00 09 00", page, 1),
			  INVALID_LENGTH);
	page[1] = 0x30;
	ck_assert_uint_eq(select_page(b, "55 10 00 00 00 00 00 00 3a 00", page, 50),
			  INVALID_FIELD);
	page[1] = 0x32;
	page[2] = (uint8_t)((page[2] & 0xf0) | 3); /* raw */
	ck_assert_uint_eq(select_page(b, "55 10 00 00 00 00 00 00 3c 00", page, 52),
			  INVALID_FIELD);
	page[0] = 0x3e;
	ck_assert_uint_eq(select_page(b, "55 10 00 00 00 00 00 00 3c 00", page, 52),
			  INVALID_FIELD);
	/* the capabilities cannot be changed */
	ck_assert_uint_eq(bench_in(b, "5a 08 2a 00 00 00 00 00 80 00", 128), 0);
	memcpy(page, b->data + 8, 32);
	ck_assert_uint_eq(select_page(b, "55 10 00 00 00 00 00 00 28 00", page, 32),
			  INVALID_LENGTH);
	bench_close(b);
}

T(page_2a_has_the_write_speeds_of_the_medium)
{
	struct bench *b = bench_open("sim:bd-r");
	struct mmc_capabilities c;

	ck_assert_uint_eq(bench_in(b, "5a 08 2a 00 00 00 00 00 80 00", 128), 0);
	wire_get(&wire_capabilities, b->data + 8, b->got - 8, &c);
	ck_assert_uint_eq(c.buffer_kib, 4096);
	ck_assert_uint_eq(c.speed_count, 6);
	ck_assert_uint_eq(c.page_length, 30 + 6 * 4);
	ck_assert_uint_eq(get_be16(b->data + 8 + 34), 62930);
	ck_assert_uint_eq(bench_none(b, "bb 00 ff ff 23 1e 00 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_in(b, "5a 08 2a 00 00 00 00 00 80 00", 128), 0);
	wire_get(&wire_capabilities, b->data + 8, b->got - 8, &c);
	ck_assert_uint_eq(c.current_write_kbps, 8990);
	bench_close(b);
}

T(performance_lists_speeds_and_set_streaming_chooses_one)
{
	struct bench *b = bench_open("sim:dvd+r");
	struct mmc_streaming s = { .end_lba = 2295103,
				   .read_size = 11080,
				   .read_time = 1000,
				   .write_size = 11080,
				   .write_time = 1000 };
	struct mmc_nominal_performance n;
	uint8_t bytes[28];

	ck_assert_uint_eq(bench_in(b, "ac 00 00 00 00 00 00 00 00 10 03 00", 256), 0);
	ck_assert_uint_eq(get_be32(b->data), 4 + 5 * 16);
	ck_assert_uint_eq(b->got, 8 + 5 * 16);
	ck_assert_uint_eq(get_be32(b->data + 8 + 12), 22160);
	ck_assert_uint_eq(bench_in(b, "ac 00 00 00 00 00 00 00 00 01 03 00", 256), 0);
	ck_assert_uint_eq(b->got, 8 + 16);
	wire_put_clean(&wire_streaming, &s, bytes);
	ck_assert_uint_eq(bench_out(b, "b6 00 00 00 00 00 00 00 00 00 1c 00", bytes, 28), 0);
	ck_assert_uint_eq(bench_in(b, "ac 14 00 00 00 00 00 00 00 01 00 00", 24), 0);
	wire_get(&wire_nominal_performance, b->data + 8, 16, &n);
	ck_assert_uint_eq(n.end_kbps, 11080);
	ck_assert_uint_lt(n.start_kbps, n.end_kbps);
	ck_assert_uint_eq(bench_out(b, "b6 00 00 00 00 00 00 00 00 00 1b 00", bytes, 27),
			  INVALID_LENGTH);
	memset(bytes + 24, 0, 4);
	ck_assert_uint_eq(bench_out(b, "b6 00 00 00 00 00 00 00 00 00 1c 00", bytes, 28),
			  INVALID_FIELD);
	ck_assert_uint_eq(bench_in(b, "ac 00 00 00 00 00 00 00 00 01 05 00", 24), INVALID_CDB);
	bench_close(b);
}

T(reads_tell_blank_from_out_of_range)
{
	struct bench *b = bench_open("sim:dvd+r");

	ck_assert_uint_eq(bench_read(b, 0, 1), 0x80000);
	ck_assert_uint_eq(bench_read(b, 2295104, 1), 0x52100);
	ck_assert_uint_eq(bench_write(b, 0, 20), 0);
	ck_assert_uint_eq(bench_read(b, 4, 16), 0);
	ck_assert(bench_same(b, 4, 16));
	ck_assert_uint_eq(bench_read(b, 10, 20), 0x80000);
	ck_assert_uint_eq(get_be32(b->x.sense + 3), 20);
	ck_assert_uint_eq(bench_in(b, "a8 00 00 00 00 02 00 00 00 04 80 00", 4 * 2048), 0);
	ck_assert(bench_same(b, 2, 4));
	ck_assert_uint_eq(bench_none(b, "2f 00 00 00 00 00 00 00 10 00"), 0);
	ck_assert_uint_eq(bench_none(b, "2f 00 00 00 00 00 00 00 30 00"), 0x80000);
	ck_assert_uint_eq(bench_none(b, "2b 00 00 00 00 10 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_none(b, "2b 00 7f 00 00 10 00 00 00 00"), 0x52100);
	ck_assert_uint_eq(bench_in(b, "be 00 00 00 00 00 00 00 01 10 00 00", 2048), 0x53002);
	bench_close(b);
}

T(writes_go_where_the_track_goes_on_and_nowhere_else)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_write(b, 32, 32), 0x52102);
	ck_assert_uint_eq(bench_write(b, 12219392, 32), 0x52100);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x52102);
	ck_assert_uint_eq(get_be32(b->x.sense + 3), 0);
	ck_assert_uint_eq(bench_write(b, 32, 7), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_write(b, 39, 25), 0x52102); /* the unit was filled */
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	bench_close(b);
}

T(a_full_medium_takes_no_more)
{
	struct bench *b = bench_open("sim:cd-r?size=20000");

	for (uint32_t lba = 0; lba < 20000; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_write(b, 20000, 32), 0x52100);
	bench_close(b);
	b = bench_open("sim:cd-r?size=20000");
	for (uint32_t lba = 0; lba < 19968; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_write(b, 19968, 64), 0x56300);
	bench_close(b);
}

T(a_cd_wants_the_write_parameters_of_what_is_written)
{
	struct bench *b = bench_open("sim:cd-r");

	for (int i = 0; i < 3; i++) {
		static const uint8_t wrong[3][2] = { { 2, 0x40 }, { 3, 0xc0 }, { 4, 0x00 } };

		ck_assert_uint_eq(bench_in(b, "5a 08 85 00 00 00 00 00 3c 00", 60), 0);
		b->data[0] = b->data[1] = 0;
		b->data[8 + wrong[i][0]] = wrong[i][1];
		ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60),
				  0);
		ck_assert_uint_eq(bench_write(b, 0, 32), 0x56400);
	}
	ck_assert_uint_eq(bench_in(b, "5a 08 85 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	b->data[8 + 2] = 0x43; /* raw */
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60),
			  INVALID_FIELD);
	ck_assert_uint_eq(bench_out(b, "5d 00 00 00 00 00 00 00 08 00", b->data, 8), 0x52c00);
	bench_close(b);
}

T(data_that_does_not_fit_the_command_is_a_host_error)
{
	struct bench *b = bench_open("sim:bd-r");

	bench_exchange(b, "2a 00 00 00 00 00 00 00 20 00", IMAPI_DIRECTION_OUT, 31 * 2048);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_ERROR);
	bench_exchange(b, "2a 00 00 00 00 00 00 00 20 00", IMAPI_DIRECTION_IN, 32 * 2048);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_ERROR);
	bench_exchange(b, "51 00 00 00 00 00 00 00 22 00", IMAPI_DIRECTION_IN, 10);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_ERROR);
	bench_exchange(b, "51 00 00 00 00 00", IMAPI_DIRECTION_IN, 34);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_ERROR);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	bench_close(b);
}

T(reserving_splits_the_track_and_its_close_fills_it)
{
	struct bench *b = bench_open("sim:dvd+r");
	struct mmc_track_info t;

	ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 03 e8 00"), 0);
	t = bench_track(b, 1);
	ck_assert(t.reserved && t.nwa_valid);
	ck_assert_uint_eq(t.size, 1008);
	t = bench_track(b, 2);
	ck_assert_uint_eq(t.nwa, 1008 + 16);
	ck_assert_uint_eq(bench_write(b, 1024, 16), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x57204);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_track(b, 1).lra, 1007);
	ck_assert_uint_eq(bench_read(b, 1000, 8), 0);
	ck_assert_uint_eq(b->data[0], 0);
	ck_assert_uint_eq(bench_none(b, "53 01 00 00 00 00 00 03 e8 00"), INVALID_CDB);
	ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 00 00 00"), INVALID_CDB);
	ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 03 e8 00"), 0x52c00);
	bench_close(b);
}

T(too_many_reservations_are_refused)
{
	struct bench *b = bench_open("sim:dvd+r");
	unsigned n = 0;

	while (bench_none(b, "53 00 00 00 00 00 00 03 e8 00") == 0)
		ck_assert_uint_lt(++n, 100);
	ck_assert_uint_eq(n, 15);
	ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 03 e8 00"), 0x57205);
	bench_close(b);
}

T(closing_refuses_wrong_functions_tracks_and_orders)
{
	struct bench *b = bench_open("sim:dvd+r");

	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x52c04);
	ck_assert_uint_eq(bench_shut(b, 3, 0, false), INVALID_CDB);
	ck_assert_uint_eq(bench_write(b, 0, 16), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 0xff, false), INVALID_CDB);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x57203);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0); /* it is closed already */
	ck_assert_uint_eq(bench_shut(b, 5, 0, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x53005);
	bench_close(b);
	b = bench_open("sim:bd-r");
	ck_assert_uint_eq(bench_shut(b, 5, 0, false), INVALID_CDB);
	bench_close(b);
}

T(the_toc_lists_closed_sessions)
{
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(bench_in(b, "43 00 00 00 00 00 00 00 14 00", 20), INVALID_CDB);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_in(b, "43 00 00 00 00 00 00 00 ff 00", 255), 0);
	ck_assert_uint_eq(b->got, 20);
	ck_assert_mem_eq(b->data,
			 "\x00\x12\x01\x01"
			 "\x00\x14\x01\x00\x00\x00\x00\x00"
			 "\x00\x14\xaa\x00\x00\x00\x01\x2e",
			 20);
	ck_assert_uint_eq(bench_in(b, "43 02 00 00 00 00 aa 00 ff 00", 255), 0);
	ck_assert_mem_eq(b->data, "\x00\x0a\x01\x01\x00\x14\xaa\x00\x00\x00\x06\x02", 12);
	ck_assert_uint_eq(bench_in(b, "43 00 00 00 00 00 02 00 ff 00", 255), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "43 00 01 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_mem_eq(b->data, "\x00\x0a\x01\x01\x00\x14\x01\x00\x00\x00\x00\x00", 12);
	ck_assert_uint_eq(bench_in(b, "43 00 00 00 00 00 00 00 0c 40", 12), 0); /* old place */
	ck_assert_mem_eq(b->data, "\x00\x0a\x01\x01", 4);
	ck_assert_uint_eq(bench_in(b, "43 02 02 00 00 00 01 00 ff 00", 255), 0);
	ck_assert_mem_eq(b->data, "\x00\x44\x01\x01\x01\x14\x00\xa0", 8);
	/* the next program area at 02:36:02, the last lead-out, and the first lead-in */
	ck_assert_mem_eq(b->data + 48,
			 "\x01\x54\x00\xb0\x02\x24\x02\x02\x4f\x3b\x48"
			 "\x01\x54\x00\xc0\x00\x00\x00\x00\x61\x1a\x42",
			 22);
	ck_assert_uint_eq(bench_in(b, "43 02 04 00 00 00 00 00 ff 00", 255), 0);
	ck_assert_mem_eq(b->data + 8, "\x61\x1a\x42\x00", 4);  /* 97:26:66 */
	ck_assert_mem_eq(b->data + 12, "\x4f\x3b\x48\x00", 4); /* 79:59:72 */
	ck_assert_uint_eq(bench_in(b, "43 00 05 00 00 00 00 00 ff 00", 255), INVALID_CDB);
	bench_close(b);
}

T(track_information_finds_tracks_by_every_kind_of_number)
{
	struct bench *b = bench_open("sim:dvd+r");

	ck_assert_uint_eq(bench_write(b, 0, 16), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_in(b, "52 00 00 00 00 05 00 00 28 00", 40), 0);
	ck_assert_uint_eq(b->data[2], 1);
	ck_assert_uint_eq(bench_in(b, "52 00 00 00 00 20 00 00 28 00", 40), 0x52100);
	ck_assert_uint_eq(bench_in(b, "52 02 00 00 00 02 00 00 28 00", 40), 0);
	ck_assert_uint_eq(b->data[2], 2);
	ck_assert_uint_eq(bench_in(b, "52 05 00 00 00 01 00 00 28 00", 40), 0); /* open */
	ck_assert_uint_eq(b->data[2], 2);
	ck_assert_uint_eq(bench_in(b, "52 01 00 00 00 03 00 00 28 00", 40), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "52 01 00 00 00 00 00 00 28 00", 40), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "52 03 00 00 00 01 00 00 28 00", 40), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "51 01 00 00 00 00 00 00 22 00", 34), INVALID_CDB);
	bench_close(b);
}

T(capacity_counts_closed_sessions)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x00\x00\x00\x00\x00\x08\x00", 8);
	ck_assert_uint_eq(bench_in(b, "23 00 00 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_mem_eq(b->data, "\x00\x00\x00\x28\x00\xba\x74\x00\x01\x00\x08\x00", 12);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), 0);
	ck_assert_uint_eq(get_be32(b->data), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_in(b, "25 00 00 00 00 00 00 00 00 00", 8), 0);
	ck_assert_uint_eq(get_be32(b->data), 31);
	bench_close(b);
}

T(structures_and_calibration)
{
	struct bench *b = bench_open("sim:dvd+r");

	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 00 00 20 00 00", 32), 0);
	ck_assert_uint_eq(get_be16(b->data), 2050);
	ck_assert_uint_eq(b->data[4] >> 4, 0xa);
	ck_assert_uint_eq(get_be32(b->data + 8), 0x30000);
	ck_assert_uint_eq(get_be32(b->data + 12), 0x26053f);
	ck_assert_uint_eq(bench_in(b, "ad 01 00 00 00 00 00 00 00 20 00 00", 32), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 c0 00 08 00 00", 8), 0);
	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 77 00 08 00 00", 8), INVALID_CDB);
	/* the list: physical information, copyright, ADIP, write protection */
	ck_assert_uint_eq(bench_in(b, "ad 00 00 00 00 00 00 ff 00 ff 00 00", 255), 0);
	ck_assert_uint_eq(b->got, 20);
	ck_assert_mem_eq(b->data,
			 "\x00\x12\x00\x00"
			 "\x00\x40\x08\x04\x01\x40\x00\x08\x11\x40\x08\x04\xc0\x40\x00\x08",
			 20);
	ck_assert_uint_eq(bench_out(b, "bf 00 00 00 00 00 00 20 00 08 00 00", b->data, 8),
			  INVALID_CDB);
	ck_assert_uint_eq(bench_none(b, "54 01 00 00 00 00 00 00 00 00"), 0);
	ck_assert_uint_ge(b->x.duration_us, 3000000);
	ck_assert_uint_eq(bench_none(b, "54 00 00 00 00 00 00 00 00 00"), INVALID_CDB);
	ck_assert_uint_eq(bench_in(b, "bd 00 00 00 00 00 00 00 00 08 00 00", 8), 0);
	ck_assert_mem_eq(b->data, "\0\0\0\0\0\0\0\0", 8);
	bench_close(b);
}

T(read_cd_gives_user_data_of_mode_1)
{
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_in(b, "be 00 00 00 00 02 00 00 04 10 00 00", 4 * 2048), 0);
	ck_assert(bench_same(b, 2, 4));
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 00 02 00 00 04 10 00 00", 4 * 2048), 0);
	ck_assert_uint_eq(bench_in(b, "be 04 00 00 00 02 00 00 04 10 00 00", 8192), 0x56400);
	ck_assert_uint_eq(bench_in(b, "be 00 00 00 00 02 00 00 04 10 02 00", 8256),
			  INVALID_CDB);
	bench_close(b);
}

T(a_track_of_a_cd_is_mode_1_or_mode_2_throughout)
{
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	b->data[8 + 4] = 10;   /* mode 2, form 1 */
	b->data[8 + 8] = 0x20; /* XA */
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_in(b, "5a 08 85 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0x56400);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_track(b, 1).data_mode, 2);
	ck_assert_uint_eq(bench_disc(b).disc_type, 0x20);
	ck_assert_uint_eq(bench_in(b, "be 10 00 00 00 02 00 00 04 10 00 00", 8192), 0);
	ck_assert_uint_eq(bench_in(b, "be 08 00 00 00 02 00 00 04 10 00 00", 8192), 0x56400);
	bench_close(b);
}

T_MAIN("commands")
