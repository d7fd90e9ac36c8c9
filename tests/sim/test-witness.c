/* SPDX-License-Identifier: MIT */
/* What every witness says before, during and after a long operation, model by model. */
#include "base/bytes.h"
#include "mmc/replies.h"
#include "scsi/sense.h"
#include "sim/bench.h"

#include <stdio.h>

enum { TUR, SENSE_DATA, RDI, RTI, TOC, READ, EVENTS, BUFFER, WITNESSES };

static const struct {
	const char *name, *cdb;
	uint32_t length;
} asked[WITNESSES] = {
	{ "TEST UNIT READY", "00 00 00 00 00 00", 0 },
	{ "REQUEST SENSE", "03 00 00 00 20 00", 32 },
	{ "READ DISC INFORMATION", "51 00 00 00 00 00 00 00 22 00", 34 },
	{ "READ TRACK INFORMATION", "52 01 00 00 00 01 00 00 28 00", 40 },
	{ "READ TOC", "43 00 00 00 00 00 00 00 14 00", 20 },
	{ "READ", "28 00 00 00 00 00 00 00 01 00", 2048 },
	{ "GET EVENT STATUS", "4a 01 00 00 40 00 00 00 08 00", 8 },
	{ "READ BUFFER CAPACITY", "5c 00 00 00 00 00 00 00 0c 00", 12 },
};

/* The sense that REQUEST SENSE brings is data. */
static uint32_t ask(struct bench *b, int who)
{
	uint32_t answer = bench_ask(b, asked[who].cdb, asked[who].length);
	struct scsi_sense s;

	if (answer || who != SENSE_DATA)
		return answer;
	s = sense_decode(b->data, b->got);
	return (uint32_t)s.key << 16 | (uint32_t)s.asc << 8 | s.ascq;
}

/* Each witness is asked in a run of its own, so that no answer changes the next. */
static void check_moment(const char *address, double at, const uint32_t *expected)
{
	for (int who = 0; who < WITNESSES; who++) {
		struct bench *b = bench_written(address, 64);
		uint32_t answer;

		bench_exchange(b, "5b 01 06 00 00 00 00 00 00 00", IMAPI_DIRECTION_NONE, 0);
		bench_sleep(b, at);
		b->x.timeout_ms = 4000;
		answer = ask(b, who);
		ck_assert_msg(answer == expected[who], "%s at %.1f s, %s: %06x, not %06x",
			      address, at, asked[who].name, answer, expected[who]);
		bench_close(b);
	}
}

#define C 0x20407u /* an operation runs */
#define R 0x20401u /* becoming ready */
#define B BENCH_BUSY
#define S BENCH_SILENT
#define I 0x52400u /* invalid field: there is no closed track yet */
#define O 0x52100u /* address out of range */

T(every_witness_says_what_the_model_has_for_it_at_each_moment)
{
	/* clang-format off */
	static const struct {
		const char *address;
		double at;
		/* TUR, sense, RDI, RTI, TOC, READ, events, buffer */
		uint32_t says[WITNESSES];
	} rows[] = {
		{ "sim:bd-r?model=close-100ms", 0.05, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=close-100ms", 0.11, { 0 } },
		{ "sim:bd-r?model=close-3s", 2.9, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=close-3s", 3.1, { 0 } },
		{ "sim:dvd+r?model=close-4min", 0.1, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:dvd+r?model=close-4min", 239, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:dvd+r?model=close-4min", 241, { 0 } },
		{ "sim:bd-r?model=close-25min", 1499, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=close-25min", 1501, { 0 } },
		{ "sim:bd-r?model=close-70min", 4199, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=close-70min", 4201, { 0 } },
		{ "sim:bd-r?model=slow-closer", 1499, { 0, 0, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=slow-closer", 1501, { 0 } },
		{ "sim:bd-r?model=ready-lies", 0.1, { 0, 0, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=ready-lies", 119, { 0, 0, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=ready-lies", 121, { 0 } },
		{ "sim:bd-r?model=busy-late", 0.3, { 0, 0, 0, 0, I, C, 0, 0 } },
		{ "sim:bd-r?model=busy-late", 1.4, { 0, 0, 0, 0, I, C, 0, 0 } },
		{ "sim:bd-r?model=busy-late", 1.6, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=busy-late", 59, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=busy-late", 61, { 0 } },
		{ "sim:bd-r?model=ready-late", 59, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=ready-late", 61, { C, C, 0, 0, 0, 0, 0, 0 } },
		{ "sim:bd-r?model=ready-late", 239, { C, C, 0, 0, 0, 0, 0, 0 } },
		{ "sim:bd-r?model=ready-late", 241, { 0 } },
		{ "sim:bd-r?model=becomes-ready", 59, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=becomes-ready", 61, { R, R, R, R, R, R, 0, 0 } },
		{ "sim:bd-r?model=becomes-ready", 149, { R, R, R, R, R, R, 0, 0 } },
		{ "sim:bd-r?model=becomes-ready", 151, { 0 } },
		{ "sim:bd-r?model=stale-table", 59, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=stale-table", 61, { 0, 0, 0, 0, O, O, 0, 0 } },
		{ "sim:bd-r?model=stale-table", 99999, { 0, 0, 0, 0, O, O, 0, 0 } },
		{ "sim:bd-r?model=status-busy", 0.1, { B, B, B, B, B, B, B, B } },
		{ "sim:bd-r?model=status-busy", 299, { B, B, B, B, B, B, B, B } },
		{ "sim:bd-r?model=status-busy", 301, { 0 } },
		{ "sim:bd-r?model=silent", 100, { S, S, S, S, S, S, S, S } },
		{ "sim:bd-r?model=silent", 301, { 0 } },
		{ "sim:bd-r?model=events-hang", 1, { C, C, C, C, C, C, S, 0 } },
		{ "sim:bd-r?model=events-hang", 601, { 0 } },
		{ "sim:bd-r?model=events-busy", 1, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=sense-descriptor", 1, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=sense-valid", 1, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=begins-2e", 30, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=begins-2e", 61, { 0 } },
		{ "sim:bd-r?model=begins-0407", 30, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=begins-0407", 61, { 0 } },
		{ "sim:bd-r?model=begins-0408", 30, { C, C, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=begins-0408", 61, { 0 } },
		{ "sim:bd-r?model=immed-blocks", 0.1, { 0 } },
		{ "sim:bd-r?model=close-3s&tur=lies", 1, { 0, 0, C, C, C, C, 0, 0 } },
		{ "sim:bd-r?model=slow-closer&tur=honest", 1, { C, C, C, C, C, C, 0, 0 } },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_moment(rows[i].address, rows[i].at, rows[i].says);
}

T(every_model_leaves_a_closed_disc_unless_its_habit_forbids)
{
	static const char *const others[] = {
		"refuses-7203",	    "refuses-2400",    "refuses-3005",
		"refuses-110b",	    "fails",	       "dies",
		"resets",	    "resets-loses",    "removed",
		"unplugged",	    "immed-refused",   "liar",
		"track-late-loses", "track-lags-loses"
	};

	for (size_t i = 0; sim_models[i]; i++) {
		struct sim_truth truth;
		struct bench *b;
		char address[64];
		bool closes = true;

		snprintf(address, sizeof(address), "sim:bd-r?model=%s", sim_models[i]->name);
		for (size_t n = 0; n < sizeof(others) / sizeof(others[0]); n++)
			closes = closes && strcmp(sim_models[i]->name, others[n]) != 0;
		b = bench_written(address, 64);
		bench_exchange(b, "5b 01 06 00 00 00 00 00 00 00", IMAPI_DIRECTION_NONE, 0);
		bench_sleep(b, 4300);
		bench_exchange(b, asked[TUR].cdb, IMAPI_DIRECTION_NONE, 0);
		truth = sim_truth(b->drive);
		ck_assert_msg(truth.closed == closes && truth.final == closes, "%s", address);
		ck_assert_msg(!truth.working, "%s", address);
		ck_assert_msg(!closes || truth.complete == 64, "%s", address);
		bench_close(b);
	}
}

static int progress_of(struct bench *b, int who)
{
	struct scsi_sense s;

	ask(b, who);
	s = who == SENSE_DATA ? sense_decode(b->data, b->got)
			      : sense_decode(b->x.sense, b->x.sense_length);
	ck_assert_uint_eq(s.asc, 4);
	return s.has_progress ? s.progress : -1;
}

T(progress_moves_as_the_model_has_it)
{
	/* after a tenth, three tenths, six and nine tenths of ten minutes */
	static const struct {
		const char *name;
		int at[4];
	} rows[] = {
		{ "progress-zero", { 0, 0, 0, 0 } },
		{ "progress-frozen", { 655, 655, 655, 655 } },
		{ "progress-full", { 65535, 65535, 65535, 65535 } },
		{ "progress-back", { 13107, 39321, 13107, 52428 } },
		{ "progress-falling", { 58982, 45875, 26214, 6554 } },
		{ "progress-wrap", { 32767, 32766, 0, 32764 } },
		{ "sense-valid", { 5898, 19005, 38666, 58327 } },
		{ "sense-descriptor", { 5898, 19005, 38666, 58327 } },
		{ "events-busy", { -1, -1, -1, -1 } },
	};
	static const double moments[] = { 60, 180, 360, 540 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char address[64];
		struct bench *b;

		snprintf(address, sizeof(address), "sim:dvd+r?model=%s", rows[i].name);
		b = bench_written(address, 64);
		ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
		for (int m = 0; m < 4; m++) {
			int p;

			bench_sleep(b, moments[m] - (m ? moments[m - 1] : 0));
			p = progress_of(b, m % 2 ? TUR : SENSE_DATA);
			ck_assert_msg(abs((int16_t)(p - rows[i].at[m])) < 700, "%s %d: %d",
				      rows[i].name, m, p);
		}
		bench_close(b);
	}
}

T(noise_falls_more_than_once_in_ten_samples)
{
	struct bench *b = bench_written("sim:bd-r?model=progress-junk", 64);
	int drops = 0, last = -1;

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	for (int i = 0; i < 10; i++) {
		int p = progress_of(b, TUR);

		drops += p < last;
		last = p;
		bench_sleep(b, 7);
	}
	ck_assert_int_ge(drops, 3);
	bench_close(b);
}

T(progress_may_be_told_to_request_sense_only)
{
	struct bench *b = bench_written("sim:bd-r?model=progress-asked", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 300);
	ck_assert_int_eq(progress_of(b, TUR), -1);
	ck_assert_int_eq(progress_of(b, RDI), -1);
	ck_assert_int_ge(progress_of(b, SENSE_DATA), 32000);
	bench_close(b);
}

T(sense_data_comes_in_three_forms)
{
	static const struct {
		const char *address;
		uint8_t first, length;
	} rows[] = { { "sim:bd-r?close=600", 0x70, 18 },
		     { "sim:bd-r?model=sense-valid", 0xf0, 18 },
		     { "sim:bd-r?model=sense-descriptor", 0x72, 16 } };

	for (int i = 0; i < 3; i++) {
		struct bench *b = bench_written(rows[i].address, 64);

		ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
		bench_sleep(b, 300);
		ck_assert_uint_eq(ask(b, TUR), C);
		ck_assert_uint_eq(b->x.sense[0], rows[i].first);
		ck_assert_uint_eq(b->x.sense_length, rows[i].length);
		ck_assert_uint_eq(ask(b, SENSE_DATA), C);
		ck_assert_uint_eq(b->data[0], rows[i].first);
		ck_assert_uint_eq(b->got, rows[i].length);
		bench_close(b);
	}
}

T(a_descriptor_holds_progress_at_the_standards_place)
{
	struct bench *b = bench_written("sim:bd-r?model=sense-descriptor&progress=frozen", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(ask(b, TUR), C);
	ck_assert_mem_eq(b->x.sense,
			 "\x72\x02\x04\x07\x00\x00\x00\x08\x02\x06\x00\x00\x80\x02\x8f\x00",
			 16);
	bench_close(b);
}

T(the_device_busy_event_tells_a_time_or_none)
{
	struct bench *b = bench_written("sim:bd-r?model=events-busy", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 100);
	ck_assert_uint_eq(ask(b, EVENTS), 0);
	ck_assert_uint_eq(b->data[4], 1);
	ck_assert_int_le(abs(get_be16(b->data + 6) - 5000), 2);
	bench_sleep(b, 501);
	ck_assert_uint_eq(ask(b, EVENTS), 0);
	ck_assert_uint_eq(b->data[4], 0);
	bench_close(b);
	b = bench_written("sim:bd-r?model=events-untimed", 64);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(ask(b, EVENTS), 0);
	ck_assert_uint_eq(b->data[4], 1);
	ck_assert_uint_eq(get_be16(b->data + 6), 0);
	bench_close(b);
}

T(a_busy_drive_still_says_who_it_is)
{
	struct bench *b = bench_written("sim:bd-r?model=status-busy", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(bench_ask(b, "12 00 00 00 24 00", 36), 0);
	ck_assert_uint_eq(bench_ask(b, "5a 08 1d 00 00 00 00 00 14 00", 20), BENCH_BUSY);
	bench_close(b);
}

T(a_stale_table_is_read_again_after_a_reload)
{
	struct bench *b = bench_written("sim:bd-r?model=stale-table", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 70);
	ck_assert_uint_eq(ask(b, READ), O);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 03 00"), 0);
	ck_assert_uint_eq(ask(b, TUR), 0x62800);
	ck_assert_uint_eq(ask(b, READ), 0);
	ck_assert_uint_eq(ask(b, TOC), 0);
	bench_close(b);
}

T(some_tables_are_read_again_only_after_the_tray_was_out)
{
	struct bench *b = bench_written("sim:bd-r?model=stale-tray", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 70);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 01 00"), 0);
	ck_assert_uint_eq(ask(b, READ), O);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 03 00"), 0);
	ck_assert_uint_eq(ask(b, TUR), 0x62800);
	ck_assert_uint_eq(ask(b, READ), 0);
	bench_close(b);
}

T(a_slot_and_a_slim_tray_say_that_they_do_not_load_and_do_not)
{
	/* mechanism of page 2Ah; mechanism and load bit of feature 0003h */
	static const struct {
		const char *address;
		uint8_t mechanism, removable;
	} rows[] = { { "sim:bd-r?model=reference", 1, 0x39 },
		     { "sim:bd-r?model=stale-slot", 0, 0x09 },
		     { "sim:bd-r?model=stale-slim", 1, 0x29 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *b = bench_written(rows[i].address, 64);

		ck_assert_uint_eq(bench_ask(b, "5a 08 2a 00 00 00 00 00 20 00", 32), 0);
		ck_assert_uint_eq(b->data[8 + 6] >> 5, rows[i].mechanism);
		ck_assert_uint_eq(bench_ask(b, "46 02 00 03 00 00 00 00 10 00", 16), 0);
		ck_assert_uint_eq(b->data[12], rows[i].removable);
		ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0);
		ck_assert_uint_eq(bench_none(b, "1b 00 00 00 03 00"), i ? 0x52400 : 0);
		bench_close(b);
	}
}

T(a_drive_may_refuse_to_read_past_its_cache)
{
	struct bench *b = bench_written("sim:bd-r?model=no-fua", 64);

	ck_assert_uint_eq(bench_ask(b, "28 08 00 00 00 00 00 00 01 00", 2048), 0x52400);
	ck_assert_uint_eq(bench_ask(b, "a8 08 00 00 00 00 00 00 00 01 00 00", 2048), 0x52400);
	ck_assert_uint_eq(bench_ask(b, "28 00 00 00 00 00 00 00 01 00", 2048), 0);
	bench_close(b);
}

T(work_that_nobody_is_told_of_cannot_be_disturbed)
{
	struct bench *b = bench_written("sim:bd-r?model=busy-late", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(ask(b, RDI), 0);
	ck_assert_uint_eq(b->data[2] & 3, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_shut(b, 2, 0, true), C);
	ck_assert_uint_eq(ask(b, READ), C);
	ck_assert_uint_eq(b->drive->record.forbidden, 1);
	bench_sleep(b, 61);
	ck_assert_uint_eq(ask(b, READ), 0);
	ck_assert(sim_truth(b->drive).final);
	bench_close(b);
}

T_MAIN("witness")
