/* SPDX-License-Identifier: MIT */
/* What befalls long operations, what drives refuse, and what is on the disc after it. */
#include "base/bytes.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#define READY "00 00 00 00 00 00"
#define EJECT "1b 00 00 00 02 00"
#define LOAD "1b 00 00 00 03 00"
#define BLOCKS 2048

/* A close that began 200 of its 300 seconds ago. */
static struct bench *struck(const char *address)
{
	struct bench *b = bench_written(address, BLOCKS);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 179);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20407);
	ck_assert(sim_truth(b->drive).working);
	bench_sleep(b, 21);
	b->x.timeout_ms = 5000;
	return b;
}

static void check_open(const struct bench *b, uint32_t complete, bool damaged)
{
	struct sim_truth truth = sim_truth(b->drive);

	ck_assert(!truth.closed && !truth.final && !truth.working);
	ck_assert_uint_eq(truth.sessions, 0);
	ck_assert_uint_eq(truth.complete, complete);
	ck_assert(truth.damaged == damaged);
}

T(a_drive_that_dies_never_answers_again)
{
	struct bench *b = struck("sim:bd-r?model=dies");

	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(bench_ask(b, READY, 0), BENCH_SILENT);
		ck_assert_uint_eq(b->x.duration_us, 5000000);
		ck_assert_uint_eq(bench_ask(b, "12 00 00 00 24 00", 36), BENCH_SILENT);
		bench_sleep(b, 86400);
	}
	check_open(b, BLOCKS, true);
	bench_close(b);
}

T(a_drive_that_resets_becomes_ready_and_has_the_data)
{
	struct bench *b = struck("sim:bd-r?model=resets");

	/* it struck 20 seconds ago, at 180 */
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x62900);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	check_open(b, BLOCKS, true);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	ck_assert(bench_track(b, 1).damage);
	ck_assert_uint_eq(bench_read(b, BLOCKS - 32, 32), 0);
	ck_assert(bench_same(b, BLOCKS - 32, 32));
	bench_close(b);
}

T(a_drive_is_not_ready_for_twenty_seconds_after_a_reset)
{
	struct bench *b = bench_written("sim:bd-r?model=resets", BLOCKS);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 181);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x62900);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20401);
	ck_assert_uint_eq(bench_ask(b, "51 00 00 00 00 00 00 00 22 00", 34), 0x20401);
	bench_sleep(b, 18);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20401);
	bench_sleep(b, 2);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0); /* and this one succumbs as well */
	bench_sleep(b, 301);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x62900);
	check_open(b, BLOCKS, true);
	bench_close(b);
}

T(a_reset_may_lose_what_was_confirmed)
{
	struct bench *b = struck("sim:bd-r?model=resets-loses");

	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x62900);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	check_open(b, BLOCKS - 928, true); /* 912, in whole clusters of 32 */
	ck_assert_uint_eq(bench_track(b, 1).nwa, BLOCKS - 928);
	ck_assert(bench_track(b, 1).nwa_valid && bench_track(b, 1).damage);
	ck_assert_uint_eq(bench_track(b, 1).lra, BLOCKS - 928 - 1);
	ck_assert_uint_eq(bench_read(b, BLOCKS - 928 - 32, 32), 0);
	ck_assert_uint_eq(bench_read(b, BLOCKS - 928, 1), 0x80000);
	ck_assert_uint_eq(bench_write(b, BLOCKS - 928, 32), 0);
	bench_close(b);
	b = struck("sim:dvd+r?model=resets-loses");
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x62900);
	check_open(b, BLOCKS - 912, true);
	bench_close(b);
}

T(a_close_after_a_reset_mends_the_disc)
{
	struct bench *b = struck("sim:bd-r?model=resets");

	bench_ask(b, READY, 0);
	b->drive->model.habits[0].works = 0;
	b->x.timeout_ms = 0;
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert(sim_truth(b->drive).final && !sim_truth(b->drive).damaged);
	ck_assert(!bench_track(b, 1).damage);
	bench_close(b);
}

T(a_medium_that_is_taken_out_is_missed)
{
	struct bench *b = struck("sim:bd-r?model=removed");

	ck_assert_uint_eq(bench_ask(b, "4a 01 00 00 10 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(b->data[4], 3);
	ck_assert_uint_eq(b->data[5], 1);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x23a02);
	ck_assert_uint_eq(bench_ask(b, "51 00 00 00 00 00 00 00 22 00", 34), 0x23a02);
	check_open(b, BLOCKS, true);
	b->x.timeout_ms = 0;
	ck_assert_uint_eq(bench_none(b, LOAD), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0x62800);
	ck_assert(bench_track(b, 1).damage);
	bench_close(b);
}

T(a_drive_that_is_unplugged_is_gone)
{
	struct bench *b = struck("sim:bd-r?model=unplugged");

	ck_assert_uint_eq(bench_ask(b, READY, 0), BENCH_GONE);
	ck_assert_uint_eq(bench_ask(b, "12 00 00 00 24 00", 36), BENCH_GONE);
	check_open(b, BLOCKS, true);
	bench_close(b);
}

T(a_close_that_fails_says_so_later)
{
	struct bench *b = bench_written("sim:bd-r?model=fails", BLOCKS);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 299);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20407);
	bench_sleep(b, 2);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x37304);
	ck_assert_uint_eq(b->x.sense[0] & 0x7f, 0x71);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	check_open(b, BLOCKS, false);
	bench_close(b);
	b = bench_written("sim:bd-r?model=fails", BLOCKS);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false),
			  0x37304); /* at once, if it was waited for */
	ck_assert_uint_eq(b->x.sense[0] & 0x7f, 0x70);
	bench_close(b);
}

T(a_command_that_is_waited_for_meets_the_mishap_itself)
{
	static const struct {
		const char *address;
		uint32_t answer;
	} rows[] = { { "sim:bd-r?model=dies", BENCH_SILENT },
		     { "sim:bd-r?model=resets", 0x62900 },
		     { "sim:bd-r?model=removed", 0x23a02 },
		     { "sim:bd-r?model=unplugged", BENCH_GONE } };

	for (int i = 0; i < 4; i++) {
		struct bench *b = bench_written(rows[i].address, BLOCKS);

		b->x.timeout_ms = 1000000;
		ck_assert_uint_eq(bench_ask(b, "5b 00 06 00 00 00 00 00 00 00", 0),
				  rows[i].answer);
		ck_assert_uint_ge(b->x.duration_us, 180000000);
		ck_assert_uint_le(b->x.duration_us, i ? 180001000 : 1000000000);
		check_open(b, BLOCKS, true);
		bench_close(b);
	}
}

T(the_option_work_moves_a_habit_to_another_operation)
{
	struct bench *b = bench_open("sim:bd-r?model=dies&work=sync&lasts=sync:100");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	bench_sleep(b, 59);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20408);
	bench_sleep(b, 2);
	b->x.timeout_ms = 5000;
	ck_assert_uint_eq(bench_ask(b, READY, 0), BENCH_SILENT);
	check_open(b, 64, true);
	bench_close(b);

	b = bench_open("sim:bd-r?model=unplugged&work=opc");
	ck_assert_uint_eq(bench_ask(b, "54 01 00 00 00 00 00 00 00 00", 0), BENCH_GONE);
	ck_assert_uint_ge(b->x.duration_us, 1800000);
	ck_assert(sim_truth(b->drive).blank);
	bench_close(b);

	b = bench_open("sim:bd-r?model=dies&work=load");
	ck_assert_uint_eq(bench_none(b, EJECT), 0);
	ck_assert_uint_eq(bench_none(b, "1b 01 00 00 03 00"), 0);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20401);
	bench_sleep(b, 8);
	b->x.timeout_ms = 5000;
	ck_assert_uint_eq(bench_ask(b, READY, 0), BENCH_SILENT);
	bench_close(b);

	b = bench_open("sim:bd-r?model=resets&work=spin-up");
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 01 00"), 0x62900);
	ck_assert_uint_eq(bench_none(b, READY), 0x20401);
	bench_sleep(b, 21);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);

	b = bench_open("sim:bd-r?model=fails&work=track");
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0x37304);
	ck_assert(!b->drive->disc->tracks[0].complete);
	check_open(b, 32, false);
	bench_close(b);
}

T(a_spin_up_with_immed_goes_on_in_the_background)
{
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 00 00"), 0);
	ck_assert_uint_eq(bench_none(b, "1b 01 00 00 01 00"), 0);
	ck_assert_uint_lt(b->x.duration_us, 1000);
	ck_assert_uint_eq(bench_none(b, READY), 0x20401);
	bench_sleep(b, 2.6);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T(a_refused_close_leaves_the_data_and_the_session_open)
{
	static const struct {
		const char *address;
		uint32_t six, five, two; /* what the functions say */
	} rows[] = {
		{ "sim:dvd+r?model=refuses-7203", 0x57203, 0x57203, 0x57203 },
		{ "sim:dvd+r?model=refuses-2400", 0x52400, 0x52400, 0x52400 },
		{ "sim:dvd+r?model=refuses-3005", 0x53005, 0x53005, 0x53005 },
		{ "sim:dvd+r?model=refuses-110b", 0x52400, 0, 0 },
		{ "sim:dvd+r?model=refuses-101b", 0, 0x52400, 0 },
	};

	for (int i = 0; i < 5; i++) {
		const uint32_t expected[] = { rows[i].six, rows[i].five, rows[i].two };
		static const unsigned functions[] = { 6, 5, 2 };

		for (int f = 0; f < 3; f++) {
			struct bench *b = bench_written(rows[i].address, 64);

			ck_assert_uint_eq(bench_shut(b, functions[f], 0, false), expected[f]);
			if (expected[f])
				check_open(b, 64, false);
			else
				ck_assert(sim_truth(b->drive).closed);
			ck_assert_uint_eq(sim_truth(b->drive).complete, 64);
			bench_close(b);
		}
	}
}

T(a_close_that_has_begun_may_answer_with_sense)
{
	static const struct {
		const char *address;
		uint32_t answer;
	} rows[] = { { "sim:dvd+r?model=begins-2e", 0x62e00 },
		     { "sim:dvd+r?model=begins-0407", 0x20407 },
		     { "sim:dvd+r?model=begins-0408", 0x20408 } };

	for (int i = 0; i < 3; i++) {
		struct bench *b = bench_written(rows[i].address, 64);

		ck_assert_uint_eq(bench_shut(b, 6, 0, true), rows[i].answer);
		ck_assert(sim_truth(b->drive).working);
		ck_assert_double_ge(bench_wait(b), 59);
		ck_assert(sim_truth(b->drive).final);
		bench_close(b);
	}
}

T(a_track_that_lingers_puts_the_session_off)
{
	struct bench *b = bench_open("sim:bd-r?model=track-lingers");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, true), 0);
	bench_wait(b);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, true), 0x20407);
	bench_sleep(b, 20);
	ck_assert_uint_eq(bench_shut(b, 2, 0, true), 0);
	ck_assert_double_ge(bench_wait(b), 59);
	ck_assert_uint_eq(sim_truth(b->drive).sessions, 1);
	bench_close(b);
}

T(a_liar_says_good_and_leaves_the_disc_blank)
{
	struct bench *b = bench_open("sim:bd-r?model=liar");

	for (uint32_t lba = 0; lba < BLOCKS; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, true), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert(sim_truth(b->drive).blank);
	ck_assert_uint_eq(sim_truth(b->drive).complete, 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	bench_close(b);
}

T(a_slow_flush_shows_an_empty_buffer_and_a_busy_drive)
{
	struct bench *b = bench_open("sim:bd-r?model=slow-sync");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	bench_sleep(b, 599);
	ck_assert_uint_eq(bench_none(b, READY), 0x20408);
	ck_assert_uint_eq(b->x.sense[15] & 0x80, 0);
	ck_assert_uint_eq(bench_in(b, "5c 00 00 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_uint_eq(get_be32(b->data + 8), get_be32(b->data + 4));
	bench_sleep(b, 2);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert_uint_eq(sim_truth(b->drive).complete, 32);
	bench_close(b);
}

static uint32_t buffer_free_bytes(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, "5c 00 00 00 00 00 00 00 0c 00", 12), 0);
	return get_be32(b->data + 8);
}

T(a_buffer_report_may_be_old)
{
	struct bench *b = bench_open("sim:bd-r?model=buffer-lags");

	ck_assert_uint_eq(buffer_free_bytes(b), 4 << 20);
	for (uint32_t lba = 0; lba < BLOCKS; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(buffer_free_bytes(b), 4 << 20);
	ck_assert_uint_lt(sim_truth(b->drive).complete, BLOCKS);
	bench_sleep(b, 5);
	ck_assert_uint_eq(buffer_free_bytes(b), 4 << 20);
	ck_assert_uint_eq(sim_truth(b->drive).complete, BLOCKS);
	bench_close(b);
}

T(immed_may_block_or_be_refused)
{
	struct bench *b = bench_written("sim:bd-r?model=immed-blocks", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_ge(b->x.duration_us, 190000000);
	ck_assert(sim_truth(b->drive).final);
	bench_close(b);
	b = bench_written("sim:bd-r?model=immed-refused", 64);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0x52400);
	check_open(b, 64, false);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert(sim_truth(b->drive).final);
	bench_close(b);
}

T(mode_page_1d_may_say_anything)
{
	static const struct {
		const char *address, *bytes; /* 6 to 9 of the page */
		int feature;		     /* its length, -1: not there */
	} rows[] = {
		{ "sim:bd-r", "\x00\x0a\x00\x3c", 4 },
		{ "sim:bd-r?model=page-absent", NULL, -1 },
		{ "sim:bd-r?model=page-zero", "\x00\x00\x00\x00", 0 },
		{ "sim:bd-r?model=page-one", "\x00\x01\x00\x01", 4 },
		{ "sim:bd-r?model=page-max", "\xff\xff\xff\xff", 4 },
		{ "sim:bd-r?model=page-swapped", "\x0a\x00\x58\x02", 4 },
		{ "sim:bd-r?model=page-crossed", "\x00\x78\x00\x0f", 4 },
	};

	for (int i = 0; i < 7; i++) {
		struct bench *b = bench_open(rows[i].address);
		uint32_t answer = bench_in(b, "5a 08 1d 00 00 00 00 00 14 00", 20);

		ck_assert_uint_eq(answer, rows[i].bytes ? 0 : 0x52400);
		if (rows[i].bytes)
			ck_assert_mem_eq(b->data + 8 + 6, rows[i].bytes, 4);
		ck_assert_uint_eq(bench_in(b, "46 02 01 05 00 00 00 00 10 00", 16), 0);
		ck_assert_int_eq((int)b->got, rows[i].feature < 0 ? 8 : 12 + rows[i].feature);
		if (rows[i].feature >= 0)
			ck_assert_uint_eq(b->data[11], (unsigned)rows[i].feature);
		bench_close(b);
	}
}

T(harmful_commands_are_listed_with_their_moment)
{
	static const uint8_t harmful[] = { 0x28, 0x2a, 0x1b, 0x1e, 0x55, 0xa3 };
	static const uint8_t harmless[] = { 0x00, 0x03, 0x12, 0x46, 0x4a, 0x51, 0x52, 0x5c };
	struct bench *b = bench_written("sim:bd-r?model=close-4min", 64);
	const struct sim_logged *harm = b->drive->record.harm;

	for (size_t i = 0; i < sizeof(harmful); i++)
		ck_assert(record_is_forbidden(harmful[i]));
	for (size_t i = 0; i < sizeof(harmless); i++)
		ck_assert(!record_is_forbidden(harmless[i]));
	ck_assert_uint_eq(bench_read(b, 0, 1), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 10);
	bench_ask(b, "55 10 00 00 00 00 00 00 00 00", 0);
	bench_ask(b, READY, 0);
	bench_sleep(b, 10);
	bench_ask(b, "a3 00 00 00 00 00 00 00 00 00 00 00", 0);
	bench_sleep(b, 240);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0);
	ck_assert_uint_eq(b->drive->record.forbidden, 2);
	ck_assert_uint_eq(harm[0].opcode, 0x55);
	ck_assert_uint_eq(harm[1].opcode, 0xa3);
	ck_assert_uint_eq(harm[1].work, WORK_FINAL);
	ck_assert_uint_ge(harm[1].at - harm[0].at, 10000000);
	bench_close(b);
}

T_MAIN("mishaps")
