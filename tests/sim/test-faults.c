/* SPDX-License-Identifier: MIT */
/* Faults on demand: each kind strikes where it was asked to, and nowhere else. */
#include "base/bytes.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#define READY "00 00 00 00 00 00"

T(the_nth_write_fails_and_writes_nothing)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@3:3/0c/00");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0x30c00);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 64);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	bench_close(b);
}

T(a_fault_repeats_as_often_as_it_was_asked_to)
{
	struct bench *b = bench_open("sim:bd-r?fault=tur@2:2/04/01x3");

	/* the first one drained the unit attention, the second began the faults */
	ck_assert_uint_eq(bench_none(b, READY), 0x20401);
	ck_assert_uint_eq(bench_none(b, READY), 0x20401);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T(a_fault_can_sit_at_an_address)
{
	struct bench *b =
		bench_open("sim:bd-r?fault=write@lba=40:3/0c/00&fault=read@lba=5:3/11/05");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0x30c00);
	ck_assert_uint_eq(bench_read(b, 6, 1), 0);
	ck_assert_uint_eq(bench_read(b, 0, 6), 0x31105);
	ck_assert_uint_eq(bench_read(b, 0, 6), 0);
	bench_close(b);
}

T(every_command_name_reaches_its_command)
{
	static const struct {
		const char *address, *cdb;
	} rows[] = {
		{ "sim:bd-r?fault=tur:4/44/00", READY },
		{ "sim:bd-r?fault=sense:4/44/00", "03 00 00 00 12 00" },
		{ "sim:bd-r?fault=inquiry:4/44/00", "12 00 00 00 24 00" },
		{ "sim:bd-r?fault=start-stop:4/44/00", "1b 00 00 00 01 00" },
		{ "sim:bd-r?fault=prevent:4/44/00", "1e 00 00 00 01 00" },
		{ "sim:bd-r?fault=formats:4/44/00", "23 00 00 00 00 00 00 00 0c 00" },
		{ "sim:bd-r?fault=capacity:4/44/00", "25 00 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=sync:4/44/00", "35 00 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=toc:4/44/00", "43 00 00 00 00 00 00 00 0c 00" },
		{ "sim:bd-r?fault=config:4/44/00", "46 00 00 00 00 00 00 00 08 00" },
		{ "sim:bd-r?fault=events:4/44/00", "4a 01 00 00 10 00 00 00 08 00" },
		{ "sim:bd-r?fault=rdi:4/44/00", "51 00 00 00 00 00 00 00 22 00" },
		{ "sim:bd-r?fault=rti:4/44/00", "52 01 00 00 00 01 00 00 28 00" },
		{ "sim:bd-r?fault=reserve:4/44/00", "53 00 00 00 00 00 00 01 00 00" },
		{ "sim:bd-r?fault=opc:4/44/00", "54 01 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=mode-select:4/44/00", "55 10 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=mode-sense:4/44/00", "5a 08 05 00 00 00 00 00 3c 00" },
		{ "sim:bd-r?fault=close:4/44/00", "5b 00 01 00 00 01 00 00 00 00" },
		{ "sim:bd-r?fault=buffer:4/44/00", "5c 00 00 00 00 00 00 00 0c 00" },
		{ "sim:bd-r?fault=read:4/44/00", "a8 00 00 00 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=write:4/44/00", "aa 00 00 00 00 00 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=performance:4/44/00", "ac 00 00 00 00 00 00 00 00 01 03 00" },
		{ "sim:bd-r?fault=speed:4/44/00", "bb 00 ff ff ff ff 00 00 00 00 00 00" },
		{ "sim:bd-r?fault=any:4/44/00", "51 00 00 00 00 00 00 00 22 00" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *b = bench_open_raw(rows[i].address);

		ck_assert_msg(bench_in(b, rows[i].cdb, 64) == 0x44400, "%s", rows[i].address);
		bench_close(b);
	}
}

T(a_hang_lasts_until_the_hosts_time_out)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@1:hang");

	b->x.timeout_ms = 7000;
	bench_exchange(b, "2a 00 00 00 00 00 00 00 01 00", IMAPI_DIRECTION_OUT, 2048);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_uint_eq(b->x.duration_us, 7000000);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	bench_close(b);
}

T(a_lost_answer_does_not_undo_the_command)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@1:timeout");

	b->x.timeout_ms = 7000;
	bench_exchange(b, "2a 00 00 00 00 00 00 00 20 00", IMAPI_DIRECTION_OUT, 65536);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 32);
	bench_close(b);
}

T(a_busy_drive_says_busy)
{
	struct bench *b = bench_open("sim:bd-r?fault=rdi@1:busyx2");

	for (int i = 0; i < 2; i++) {
		bench_exchange(b, "51 00 00 00 00 00 00 00 22 00", IMAPI_DIRECTION_IN, 34);
		ck_assert_uint_eq(b->x.scsi_status, 8);
		ck_assert_uint_eq(b->x.sense_length, 0);
	}
	bench_disc(b);
	bench_close(b);
}

T(a_reset_may_keep_or_lose_the_buffer)
{
	struct bench *b = bench_open("sim:bd-r?fault=tur@4:reset");

	for (uint32_t lba = 0; lba < 320; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	bench_none(b, READY);
	ck_assert_uint_eq(bench_none(b, READY), 0x62900);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 320);
	ck_assert(!bench_track(b, 1).damage);
	bench_close(b);

	b = bench_open("sim:bd-r?fault=tur@4:reset+lose");
	for (uint32_t lba = 0; lba < 320; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	bench_sleep(b, 3.01); /* calibrated, and about 240 KB written */
	bench_none(b, READY);
	ck_assert_uint_eq(bench_none(b, READY), 0x62900);
	ck_assert_uint_gt(bench_track(b, 1).nwa, 0);
	ck_assert_uint_lt(bench_track(b, 1).nwa, 320);
	ck_assert_uint_eq(bench_track(b, 1).nwa % 32, 0);
	ck_assert(bench_track(b, 1).damage);
	ck_assert_uint_eq(bench_read(b, bench_track(b, 1).nwa, 1), 0x80000);
	bench_close(b);
}

T(a_gone_drive_stays_gone)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@2:gone");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_exchange(b, "2a 00 00 00 00 20 00 00 20 00", IMAPI_DIRECTION_OUT, 65536);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_GONE);
	bench_exchange(b, READY, IMAPI_DIRECTION_NONE, 0);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_GONE);
	bench_exchange(b, "12 00 00 00 24 00", IMAPI_DIRECTION_IN, 36);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_GONE);
	ck_assert_uint_eq(b->x.residual, 36);
	bench_close(b);
}

T(a_lying_drive_says_good_and_does_nothing)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@1:okx2");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0);
	ck_assert_uint_eq(b->x.residual, 0);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	bench_close(b);
}

T(corruption_is_silent)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@lba=7:corrupt&fault=read@3:corrupt");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_read(b, 0, 7), 0);
	ck_assert(bench_same(b, 0, 7));
	ck_assert_uint_eq(bench_read(b, 7, 1), 0);
	ck_assert(!bench_same(b, 7, 1));
	ck_assert_uint_eq(bench_read(b, 8, 8), 0);
	ck_assert(!bench_same(b, 8, 8));
	ck_assert_uint_eq(bench_read(b, 8, 8), 0);
	ck_assert(bench_same(b, 8, 8));
	bench_close(b);
}

T(a_deferred_error_strikes_the_next_command)
{
	struct bench *b = bench_open("sim:bd-r?fault=write@1:deferred=3/0c/00");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_in(b, "12 00 00 00 24 00", 36), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0x30c00);
	ck_assert_uint_eq(b->x.sense[0] & 0x7f, 0x71);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T_MAIN("faults")
