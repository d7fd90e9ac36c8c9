/* SPDX-License-Identifier: MIT */
/* What takes time: closing, flushing, a full buffer; what the drive says meanwhile. */
#include "base/bytes.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#include <stdio.h>
#include <time.h>

#define READY "00 00 00 00 00 00"
#define DISC_INFO "51 00 00 00 00 00 00 00 22 00"

/* A drive with 64 KiB on a disc whose session is about to be closed. */
static struct bench *about_to_close(const char *address)
{
	struct bench *b = bench_open(address);

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	return b;
}

T(a_close_of_seventy_minutes_passes_in_no_time)
{
	struct bench *b = about_to_close("sim:bd-r?close=4200");
	clock_t start = clock();
	double waited;

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_lt(b->x.duration_us, 1000);
	waited = bench_wait(b);
	ck_assert_double_ge(waited, 4199);
	ck_assert_double_le(waited, 4202);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_double_lt((double)(clock() - start) / CLOCKS_PER_SEC, 1);
	bench_close(b);
}

T(nothing_has_changed_until_the_close_is_over)
{
	struct bench *b = about_to_close("sim:dvd+r?close=100");

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 99);
	ck_assert(!b->drive->disc->final);
	ck_assert_uint_eq(bench_none(b, READY), 0x20407);
	bench_sleep(b, 1.1);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert(b->drive->disc->final);
	bench_close(b);
}

T(a_drive_that_lies_says_ready_while_it_closes)
{
	struct bench *b = about_to_close("sim:bd-r?model=slow-closer");

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert_uint_eq(bench_in(b, DISC_INFO, 34), 0x20407);
	ck_assert_uint_eq(b->x.sense[15] & 0x80, 0);
	ck_assert_uint_eq(bench_in(b, "03 00 00 00 12 00", 18), 0);
	ck_assert_uint_eq(b->data[2], 0);
	ck_assert_double_ge(bench_wait(b), 1498);
	bench_close(b);
	b = about_to_close("sim:bd-r?model=slow-closer&tur=honest&close=10");
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0x20407);
	bench_close(b);
}

static uint16_t progress(struct bench *b)
{
	ck_assert_uint_eq(bench_none(b, READY), 0x20407);
	ck_assert(b->x.sense[15] & 0x80);
	return get_be16(b->x.sense + 16);
}

T(progress_moves_as_the_model_says)
{
	static const struct {
		const char *name;
		uint16_t quarter, three_quarters;
	} rows[] = { { "smooth", 16384, 49151 },
		     { "percent", 15728, 48496 },
		     { "tenths", 13107, 45875 },
		     { "frozen", 655, 655 },
		     { "back", 32768, 32766 } };

	for (unsigned i = 0; i < 5; i++) {
		char address[64];
		struct bench *b;

		snprintf(address, sizeof(address), "sim:bd-r?close=1000&progress=%s",
			 rows[i].name);
		b = about_to_close(address);
		ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
		bench_sleep(b, 250);
		ck_assert_int_le(abs(progress(b) - rows[i].quarter), 700);
		bench_sleep(b, 500);
		ck_assert_int_le(abs(progress(b) - rows[i].three_quarters), 700);
		bench_close(b);
	}
}

T(the_close_without_immed_holds_the_command)
{
	struct bench *b = about_to_close("sim:bd-r?close=300");

	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert_uint_ge(b->x.duration_us, 300000000);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	bench_close(b);
	b = about_to_close("sim:bd-r?close=300&immed=blocks");
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_ge(b->x.duration_us, 300000000);
	bench_close(b);
	b = bench_open("sim:bd-r?immed=rejected");
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_sync(b, true), 0x52400);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, true), 0x52400);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	bench_close(b);
}

T(a_host_that_gives_up_resets_the_drive_in_mid_close)
{
	struct bench *b = about_to_close("sim:bd-r?close=300");

	b->x.timeout_ms = 200000;
	bench_exchange(b, "5b 00 06 00 00 00 00 00 00 00", IMAPI_DIRECTION_NONE, 0);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_uint_eq(b->x.duration_us, 200000000);
	b->x.timeout_ms = 0;
	ck_assert_uint_eq(bench_none(b, READY), 0x62900);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	bench_close(b);
}

T(the_device_busy_event_foretells_the_end)
{
	struct bench *b = about_to_close("sim:bd-r?close=300&gesn=busy");

	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 40 00 00 00 08 00", 8), 0);
	ck_assert_mem_eq(b->data, "\x00\x06\x06\x56\x00\x00\x00\x00", 8);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 100);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 40 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(b->data[4], 1);
	ck_assert_uint_ge(get_be16(b->data + 6), 1998);
	ck_assert_uint_le(get_be16(b->data + 6), 2000);
	bench_close(b);
	b = about_to_close("sim:bd-r?gesn=none");
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 40 00 00 00 08 00", 8), 0x52000);
	bench_close(b);
	b = about_to_close("sim:bd-r?gesn=timeout");
	b->x.timeout_ms = 4000;
	bench_exchange(b, "4a 01 00 00 40 00 00 00 08 00", IMAPI_DIRECTION_IN, 8);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_uint_eq(b->x.duration_us, 4000000);
	bench_close(b);
}

static uint32_t buffer_free_bytes(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, "5c 00 00 00 00 00 00 00 0c 00", 12), 0);
	ck_assert_uint_eq(get_be32(b->data + 4), b->drive->model.buffer_bytes);
	return get_be32(b->data + 8);
}

T(the_buffer_fills_as_fast_as_the_bus_and_drains_at_the_write_speed)
{
	struct bench *b = bench_open("sim:bd-r?speed=4");
	double start, rate;
	uint32_t before, lba = 0;

	ck_assert_uint_eq(buffer_free_bytes(b), 4 << 20);
	for (; lba < 2048; lba += 32) /* 4 MiB: the calibration holds the buffer full */
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(buffer_free_bytes(b), 0);
	ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_ge(b->x.duration_us, 2500000);
	before = buffer_free_bytes(b);
	bench_sleep(b, 0.1);
	rate = (buffer_free_bytes(b) - before) / 0.1 / 1000; /* kB/s */
	ck_assert_double_ge(rate, 17980 * 0.45 * 0.97);
	ck_assert_double_le(rate, 17980 * 0.45 * 1.03);
	start = (double)transport_now(b->transport);
	for (lba += 32; lba < 50000; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	rate = 47904.0 * 2048 / 1000 / (((double)transport_now(b->transport) - start) / 1e6);
	ck_assert_double_ge(rate, 17980 * 0.45 * 0.97);
	ck_assert_double_le(rate, 17980 * 0.46 * 1.05);
	bench_close(b);
}

T(a_full_buffer_may_be_an_answer_instead_of_a_wait)
{
	struct bench *b = bench_open("sim:bd-r?full=busy&buffer=131072");

	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	ck_assert_uint_eq(bench_write(b, 32, 32), 0);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0x20408);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 64);
	bench_sleep(b, 4);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	bench_close(b);
}

T(a_flush_lasts_as_long_as_the_buffer_is_full)
{
	struct bench *b = bench_open("sim:bd-r?speed=2");

	for (uint32_t lba = 0; lba < 2048; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0x20408);
	ck_assert_uint_eq(bench_write(b, 2048, 32), 0x20408);
	ck_assert_uint_lt(buffer_free_bytes(b), 4 << 20);
	bench_wait(b);
	ck_assert_uint_eq(buffer_free_bytes(b), 4 << 20);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0); /* nothing to flush */
	bench_close(b);
}

T(close_takes_longer_at_a_lower_speed)
{
	struct bench *slow = about_to_close("sim:dvd+r?speed=2");
	struct bench *fast = about_to_close("sim:dvd+r?speed=16");

	ck_assert_uint_eq(bench_shut(slow, 6, 0, true), 0);
	ck_assert_uint_eq(bench_shut(fast, 6, 0, true), 0);
	/* 15 s and 40 MB at 2x and at 16x */
	ck_assert_double_ge(bench_wait(slow), 15 + 40 / 2.8);
	ck_assert_double_le(bench_wait(fast), 15 + 40 / 22.0 + 1);
	bench_close(slow);
	bench_close(fast);
}

T(commands_that_do_harm_while_closing_are_counted)
{
	struct bench *b = about_to_close("sim:bd-r?close=60");

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_none(b, READY);
	bench_in(b, DISC_INFO, 34);
	bench_in(b, "03 00 00 00 12 00", 18);
	buffer_free_bytes(b);
	ck_assert_uint_eq(b->drive->record.forbidden, 0);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0x20407);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0x20407);
	ck_assert_uint_eq(b->drive->record.forbidden, 2);
	ck_assert_uint_eq(b->drive->record.first_forbidden, 0x1b);
	ck_assert_uint_eq(b->drive->record.counts[0x51], 1);
	ck_assert_uint_eq(
		b->drive->record.log[(b->drive->record.total - 1) % RECORD_LOG].opcode, 0x28);
	bench_close(b);
}

T(reading_elsewhere_takes_a_seek)
{
	struct bench *b = bench_open("sim:bd-r");

	for (uint32_t lba = 0; lba < 4096; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_read(b, 0, 32), 0);
	ck_assert_uint_eq(bench_read(b, 32, 32), 0);
	ck_assert_uint_lt(b->x.duration_us, 10000);
	ck_assert_uint_eq(bench_read(b, 4000, 32), 0);
	ck_assert_uint_ge(b->x.duration_us, 150000);
	bench_close(b);
}

T(the_real_clock_is_the_wall_clock)
{
	struct bench *b = bench_open("sim:bd-r?clock=real&close=0");
	struct timespec t;
	usec_t wall, mine;

	clock_gettime(CLOCK_MONOTONIC, &t);
	wall = (usec_t)t.tv_sec * 1000000 + (usec_t)t.tv_nsec / 1000;
	mine = transport_now(b->transport);
	ck_assert_uint_lt(mine - wall, 1000000);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T_MAIN("work")
