/* SPDX-License-Identifier: MIT */
/* A host that looks away from a command while the drive carries it out. */
#include "base/mem.h"
#include "sim/bench.h"

#include <time.h>

#define READY "00 00 00 00 00 00"
#define S ((usec_t)USEC_PER_SEC)

static double clock_of(const struct bench *b)
{
	return (double)transport_now(b->transport) / USEC_PER_SEC;
}

/* CLOSE SESSION without IMMED. */
static void start_close(struct bench *b, usec_t patience)
{
	b->x = (struct imapi_exchange){ .cdb = { 0x5b, 0, 6 },
					.cdb_length = 10,
					.timeout_ms = b->x.timeout_ms };
	ck_assert_int_eq(transport_start(b->transport, &b->x, patience), IMAPI_OK);
}

static void resume(struct bench *b, usec_t patience)
{
	ck_assert_int_eq(transport_resume(b->transport, &b->x, patience), IMAPI_OK);
}

T(the_host_sees_only_its_patience_of_a_long_command)
{
	struct bench *b = bench_written("sim:bd-r?close=300", 64);
	double start = clock_of(b);

	start_close(b, S / 2);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	ck_assert_double_eq_tol(clock_of(b) - start, 0.5, 1e-6);
	resume(b, 99 * S);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	ck_assert_double_eq_tol(clock_of(b) - start, 99.5, 1e-6);
	resume(b, 0);
	ck_assert_double_eq_tol(clock_of(b) - start, 99.5, 1e-6);
	resume(b, UINT64_MAX);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(b->x.scsi_status, 0);
	ck_assert_double_eq_tol(clock_of(b) - start, 300, 0.1);
	ck_assert_double_eq_tol((double)b->x.duration_us / USEC_PER_SEC, 300, 0.1);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T(an_answer_that_came_while_the_host_slept_is_there_at_once)
{
	struct bench *b = bench_written("sim:bd-r?close=300", 64);
	double start = clock_of(b);

	start_close(b, S / 2);
	bench_sleep(b, 299);
	resume(b, 0);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	bench_sleep(b, 700.5);
	resume(b, 5 * S);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	ck_assert_double_eq_tol(clock_of(b) - start, 1000, 1e-3);
	ck_assert_double_lt((double)b->x.duration_us / USEC_PER_SEC, 301);
	bench_sleep(b, 1);
	ck_assert_double_eq_tol(clock_of(b) - start, 1001, 1e-3);
	bench_close(b);
}

T(a_quick_answer_needs_no_second_look)
{
	struct bench *b = bench_open("sim:bd-r");

	b->x = (struct imapi_exchange){ .cdb_length = 6 };
	ck_assert_int_eq(transport_start(b->transport, &b->x, S), IMAPI_OK);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	ck_assert_uint_lt(b->x.duration_us, 1000);
	ck_assert_int_eq(transport_resume(b->transport, &b->x, S), IMAPI_E_INVALIDARG);
	bench_close(b);
}

T(nothing_goes_out_beside_a_pending_command)
{
	struct bench *b = bench_written("sim:bd-r?close=300", 64);
	struct imapi_exchange other = { .cdb_length = 6 };
	uint64_t total;

	start_close(b, S);
	total = b->drive->record.total;
	ck_assert_int_eq(transport_execute(b->transport, &other), IMAPI_OK);
	ck_assert_int_eq(other.host, IMAPI_HOST_BUSY);
	ck_assert_int_eq(transport_start(b->transport, &other, S), IMAPI_OK);
	ck_assert_int_eq(other.host, IMAPI_HOST_BUSY);
	ck_assert_int_eq(transport_resume(b->transport, &other, S), IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(b->drive->record.total, total);
	bench_close(b);
}

T(data_of_a_read_come_with_the_late_answer)
{
	struct bench *b = bench_written("sim:bd-r", 64);
	uint8_t want[2048];

	b->x = (struct imapi_exchange){ .cdb = { 0x28, [5] = 7, [8] = 1 },
					.cdb_length = 10,
					.direction = IMAPI_DIRECTION_IN,
					.data = b->data,
					.data_length = 2048 };
	ck_assert_int_eq(transport_start(b->transport, &b->x, 1), IMAPI_OK);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	resume(b, 60 * S);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(b->x.residual, 0);
	bench_pattern(7, want);
	ck_assert_mem_eq(b->data, want, sizeof(want));
	bench_close(b);
}

T(a_drive_that_never_answers_is_pending_until_the_time_out)
{
	struct bench *b = bench_open_raw("sim:bd-r?fault=tur@1:hang");

	b->x = (struct imapi_exchange){ .cdb_length = 6, .timeout_ms = 100000 };
	ck_assert_int_eq(transport_start(b->transport, &b->x, S), IMAPI_OK);
	for (int i = 0; i < 99; i++) {
		ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
		resume(b, S);
	}
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_double_eq_tol(clock_of(b), 100, 0.1);
	bench_close(b);
}

T(a_time_out_in_mid_close_resets_the_drive_also_when_nobody_looks)
{
	struct bench *b = bench_written("sim:bd-r?close=300", 64);

	b->x.timeout_ms = 100000;
	start_close(b, S);
	bench_sleep(b, 99.5);
	resume(b, 0);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_TIMEOUT);
	ck_assert_uint_eq(bench_none(b, READY), 0x62900);
	ck_assert(!sim_truth(b->drive).closed);
	bench_close(b);
}

T(a_drive_can_be_left_with_a_command_pending)
{
	struct bench *b = bench_written("sim:bd-r?close=300", 64);

	start_close(b, S);
	ck_assert(sim_truth(b->drive).closed);
	bench_close(b);
}

T(on_the_real_clock_only_the_patience_is_spent)
{
	struct bench *b = bench_written("sim:bd-r?close=300&clock=real", 1);
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	start_close(b, 2000);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	resume(b, 2000);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_PENDING);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ck_assert_int_lt(after.tv_sec - before.tv_sec, 100);
	bench_close(b);
}

T(on_the_real_clock_the_answer_comes_in_its_own_time)
{
	struct bench *b = bench_open("sim:bd-r?clock=real");

	b->x = (struct imapi_exchange){ .cdb_length = 6 };
	ck_assert_int_eq(transport_start(b->transport, &b->x, 1), IMAPI_OK);
	if (b->x.host == IMAPI_HOST_PENDING) /* else the machine was held up for so long */
		resume(b, UINT64_MAX);
	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	bench_close(b);
}

T(a_silent_drive_answers_once_it_can)
{
	struct bench *b = bench_written("sim:bd-r?model=silent", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 100);
	b->x.timeout_ms = 3600 * 1000;
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	ck_assert_double_eq_tol((double)b->x.duration_us / USEC_PER_SEC, 200, 0.1);
	ck_assert(sim_truth(b->drive).closed);
	bench_close(b);
}

T(a_host_that_gives_up_on_a_silent_drive_ruins_the_close)
{
	struct bench *b = bench_written("sim:bd-r?model=silent", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	b->x.timeout_ms = 100 * 1000;
	ck_assert_uint_eq(bench_ask(b, READY, 0), BENCH_SILENT);
	ck_assert(!sim_truth(b->drive).closed);
	bench_close(b);
}

T(one_silent_witness_is_held_until_the_work_is_over)
{
	struct bench *b = bench_written("sim:bd-r?model=events-hang", 64);

	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	bench_sleep(b, 60);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0x20407);
	b->x.timeout_ms = 3600 * 1000;
	ck_assert_uint_eq(bench_ask(b, "4a 01 00 00 40 00 00 00 08 00", 8), 0);
	ck_assert_double_eq_tol((double)b->x.duration_us / USEC_PER_SEC, 540, 0.1);
	ck_assert_uint_eq(bench_ask(b, READY, 0), 0);
	bench_close(b);
}

T_MAIN("sim-pending")
