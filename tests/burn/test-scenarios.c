/* SPDX-License-Identifier: MIT */
/* Drives with habits, discs with faults: what the user is told. */
#include "burn/rig.h"

#include "base/mem.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>
#include <sys/resource.h>

#define MIB (1u << 20)
#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

static uint8_t data[4 * MIB];

static struct rig *rig_with_data(const char *spec)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 3);
	return rig_new(spec);
}

static imapi_status burn_data(struct rig *rig, enum imapi_verification verification,
			      struct imapi_burn_result *ret_result)
{
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = verification };

	return rig_burn(rig, &burn, ret_result);
}

static const char *message(const struct rig *rig)
{
	return imapi_error_message(imapi_last_error(rig->context));
}

T(a_drive_that_closes_for_25_minutes_is_waited_for)
{
	struct rig *rig = rig_with_data("bd-r?model=slow-closer");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result), IMAPI_OK);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_uint_gt(result.close_ms, 1500 * 1000);
	rig_free(rig);
}

T(a_close_that_outlasts_the_callers_patience_is_still_closing_and_nothing_else)
{
	struct rig *rig = rig_with_data("bd-r?model=slow-closer");
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = IMAPI_VERIFICATION_FULL,
				 .max_wait_s = 300 };
	struct imapi_burn_result result;

	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_E_STILL_CLOSING);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_STILL_RUNNING);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_uint_eq(result.sectors_bad, 0);
	/* the drive is left to itself, and the disc comes out right */
	rig->drive->ops.sleep_us(rig->drive->self, SECONDS(3600));
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
	rig_free(rig);
}

T(a_drive_that_never_finishes_is_still_closing_too)
{
	struct rig *rig = rig_with_data("bd-r?close=600000");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_NONE, &result),
			 IMAPI_E_STILL_CLOSING);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_STILL_RUNNING);
	ck_assert_uint_lt(rig_now(rig), SECONDS(5 * 3600));
	rig_free(rig);
}

T(a_close_command_that_is_never_answered_ends_in_bounded_time)
{
	for (int i = 1; i <= 2; i++) {
		AUTOFREE char *spec = NULL;
		struct imapi_burn_result result;
		struct rig *rig;
		imapi_status status;

		ck_assert_int_gt(asprintf(&spec, "dvd+r?fault=close@%d:hang", i), 0);
		rig = rig_with_data(spec);
		status = burn_data(rig, IMAPI_VERIFICATION_FULL, &result);
		ck_assert_int_eq(status, IMAPI_E_CLOSE_NO_ANSWER);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_NO_ANSWER);
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
		ck_assert_uint_lt(rig_now(rig), SECONDS(1900));
		rig_free(rig);
	}
}

T(a_drive_that_takes_no_write_any_more_is_given_up_soon)
{
	struct rig *rig = rig_with_data("bd-r?fault=write@3:hangx9999");
	struct imapi_burn_result result;

	ck_assert(IMAPI_FAILED(burn_data(rig, IMAPI_VERIFICATION_NONE, &result)));
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_uint_lt(rig_now(rig), SECONDS(1200));
	rig_free(rig);
}

T(every_kind_of_drive_gets_its_disc_closed)
{
	static const char *const habits[] = {
		"bd-r?tur=lies",
		"bd-r?tur=honest&progress=smooth",
		"bd-r?progress=frozen",
		"bd-r?progress=back",
		"bd-r?progress=junk",
		"bd-r?immed=blocks",
		"bd-r?immed=rejected",
		"bd-r?full=busy",
		"bd-r?gesn=timeout",
		"cd-r?full=busy&tur=lies",
		"dvd+r?immed=rejected",
		"cd-r?immed=blocks",
		"bd-r?buffer=65536",
		"bd-r?speed=1&full=busy",
		"cd-r?fault=close@1:busy",
		"bd-r?fault=write@3:timeout",
		"bd-r?fault=write@3:reset",
		"dvd+r?fault=write@5:2/04/08x20",
		"dvd+r?fault=buffer@1:5/20/00",
		"cd-r?fault=mode-select@1:5/26/00",
		"bd-r?fault=streaming@1:5/20/00",
		"cd-r?fault=opc@1:5/20/00",
		"bd-r?fault=read@1:5/24/00",
		"bd-r?fault=sync@1:2/04/07x3",
	};

	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		struct rig *rig = rig_with_data(habits[i]);
		struct imapi_burn_result result;
		imapi_status status = burn_data(rig, IMAPI_VERIFICATION_FULL, &result);

		if (status != IMAPI_OK)
			ck_abort_msg("%s: %s: %s", habits[i], imapi_status_name(status),
				     message(rig));
		ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
		rig_free(rig);
	}
}

T(a_buffer_that_is_lost_in_a_reset_is_noticed)
{
	static const char *const specs[] = { "bd-r?fault=write@20:reset+lose",
					     "bd-r?fault=sync@1:reset+lose" };

	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		struct rig *rig = rig_with_data(specs[i]);
		struct imapi_burn_result result;
		imapi_status status = burn_data(rig, IMAPI_VERIFICATION_FULL, &result);

		if (status == IMAPI_OK)
			ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
		else
			ck_assert(status == IMAPI_E_DEVICE_RESET ||
				  status == IMAPI_E_DATA_SHORT ||
				  status == IMAPI_E_WRITE_NOT_PROVEN);
		rig_free(rig);
	}
}

T(a_drive_that_says_good_and_writes_nothing_is_not_believed)
{
	static const char *const lies[] = {
		"bd-r?fault=write@1:okx100000",
		"bd-r?fault=write@1:okx100000&fault=sync@1:okx9&fault=close@1:okx9",
		"cd-r?fault=write@1:okx100000",
		"dvd+r?fault=write@1:okx100000",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig = rig_with_data(lies[i]);
			struct imapi_burn_result result;

			ck_assert_int_eq(burn_data(rig, (enum imapi_verification)v, &result),
					 IMAPI_E_WRITE_NOT_PROVEN);
			rig_free(rig);
		}
	}
}

T(a_drive_that_never_flushes_or_closes_is_found_out)
{
	struct rig *rig = rig_with_data("bd-r?fault=close@1:okx9");
	struct imapi_burn_result result;
	imapi_status status = burn_data(rig, IMAPI_VERIFICATION_FULL, &result);

	/* the data is there, the end of the session is not */
	ck_assert_int_eq(status, IMAPI_S_CLOSED_UNCONFIRMED);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_UNCONFIRMED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	rig_free(rig);
}

T(data_that_is_not_the_sent_data_is_not_proven_even_without_verification)
{
	struct rig *rig = rig_with_data("bd-r?fault=write@1:corrupt");

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_NONE, NULL),
			 IMAPI_E_WRITE_NOT_PROVEN);
	ck_assert_ptr_nonnull(strstr(message(rig), "LBA 0"));
	rig_free(rig);
}

static int path_of(void *user, uint64_t sector, char *path, size_t room)
{
	(void)user;
	snprintf(path, room, "/file-%u", (unsigned)(sector / 100));
	return 1;
}

/* The job's bad ranges need the job, so this one does not go through the rig. */
static void check_bad_sector(struct rig *rig, bool unreadable)
{
	struct imapi_bad_range range = IMAPI_BAD_RANGE_INIT;
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	imapi_data_writer_new(rig->recorder, &writer);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_path_lookup(writer, path_of, NULL);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_ptr_nonnull(strstr(message(rig), "/file-3"));
	ck_assert_int_eq(imapi_job_result(job, &result), IMAPI_OK);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_FAILED);
	ck_assert_uint_eq(result.bad_range_count, 1);
	ck_assert_uint_eq(result.sectors_verified, sizeof(data) / 2048);
	ck_assert_int_eq(imapi_job_bad_range(job, 0, &range), IMAPI_OK);
	ck_assert_str_eq(range.path, "/file-3");
	ck_assert_int_eq(range.unreadable, unreadable);
	ck_assert(range.start_lba <= 333 && range.start_lba + (int64_t)range.sectors > 333);
	ck_assert_uint_eq(result.sectors_bad, range.sectors);
	ck_assert_uint_eq(range.sectors, 1);
	ck_assert_int_eq(imapi_job_bad_range(job, 1, &range), IMAPI_E_INVALIDARG);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	rig_free(rig);
}

T(a_sector_that_differs_is_named_with_its_file)
{
	check_bad_sector(rig_with_data("cd-r?fault=write@lba=333:corrupt"), false);
}

T(a_sector_that_cannot_be_read_is_named_with_its_file)
{
	check_bad_sector(rig_with_data("cd-r?fault=read@lba=333:3/11/05x1000"), true);
}

T(a_read_error_that_goes_away_is_no_bad_sector)
{
	struct rig *rig = rig_with_data("bd-r?fault=read@lba=640:3/11/05x2");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result), IMAPI_OK);
	ck_assert_uint_eq(result.sectors_bad, 0);
	rig_free(rig);
}

T(a_write_error_names_the_place_and_leaves_the_disc_in_order)
{
	struct rig *rig = rig_with_data("dvd+r?fault=write@lba=640:3/0c/00");
	struct imapi_burn_result result;
	struct imapi_medium *medium;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_E_MEDIUM_WRITE_FAILED);
	ck_assert_int_eq(imapi_error_lba(imapi_last_error(rig->context)), 640);
	ck_assert_uint_eq(result.sectors_written, 640);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	ck_assert_uint_eq(imapi_medium_state(medium), IMAPI_MEDIA_STATE_APPENDABLE);
	ck_assert(!sim_inspect(rig->drive)->prevented);
	imapi_medium_free(medium);
	rig_free(rig);
}

T(a_drive_that_is_pulled_out_is_gone)
{
	struct rig *rig = rig_with_data("bd-r?fault=write@20:gone");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_E_DEV_NOT_EXIST);
	rig_free(rig);
	rig = rig_with_data("bd-r?fault=tur@7:gone");
	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_E_CLOSE_MEDIUM_GONE);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_GONE);
	rig_free(rig);
}

T(a_stream_that_is_too_large_is_refused_before_anything_is_touched)
{
	struct rig *rig = rig_with_data("cd-r?size=20000");
	struct rig_burn burn = { 0 };

	ck_assert_int_eq(imapi_stream_zero(rig->context, 20000ull * 2048, &burn.stream),
			 IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert(!sim_inspect(rig->drive)->prevented);
	imapi_stream_free(burn.stream);
	rig_free(rig);
}

static imapi_status failing_read(void *self, uint64_t offset, void *to, size_t length)
{
	(void)self;
	if (offset + length > 2 * MIB)
		return IMAPI_E_SOURCE_CHANGED;
	memcpy(to, data + offset, length);
	return IMAPI_OK;
}

T(a_source_that_fails_ends_the_job_with_its_own_error_and_in_order)
{
	static const struct imapi_stream_ops ops = { .size = sizeof(ops),
						     .read = failing_read };
	static const char *const media[] = { "cd-r", "dvd+r", "bd-r" };

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_with_data(media[i]);
		struct rig_burn burn = { .verification = IMAPI_VERIFICATION_FULL };
		struct imapi_burn_result result;

		ck_assert_int_eq(
			imapi_stream_new(rig->context, &ops, NULL, sizeof(data), &burn.stream),
			IMAPI_OK);
		ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_E_SOURCE_CHANGED);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_uint_eq(result.sectors_written, 2 * MIB / 2048);
		ck_assert(rig_disc_holds(rig, 0, data, 2 * MIB));
		imapi_stream_free(burn.stream);
		rig_free(rig);
	}
}

T(a_source_that_goes_forward_only_can_be_verified)
{
	/* full verification works from digests: nothing reads the stream twice */
	struct rig *rig = rig_with_data("bd-r");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_FULL, &result), IMAPI_OK);
	rig_free(rig);
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void burn_zeros(uint64_t bytes)
{
	struct rig *rig = rig_new("bd-r?data=discard&size=48878592");
	struct rig_burn burn = { .verification = IMAPI_VERIFICATION_QUICK };
	struct imapi_burn_result result;

	ck_assert_int_eq(imapi_stream_zero(rig->context, bytes, &burn.stream), IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_uint_ge(result.sectors_written, bytes / 2048);
	imapi_stream_free(burn.stream);
	rig_free(rig);
}

T(memory_does_not_grow_with_the_job)
{
	long before;

	burn_zeros(64ull << 20);
	before = peak_kib();
	burn_zeros(8ull << 30);
	/* the digests of 8 GiB take 2 MiB; buffers stay what they are */
	ck_assert_int_lt(peak_kib() - before, 6 * 1024);
}

T(a_disc_is_compared_with_a_stream_without_writing)
{
	struct rig *rig = rig_with_data("bd-r");
	struct imapi_stream *stream;
	struct imapi_job *job;
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_bad_range range = IMAPI_BAD_RANGE_INIT;

	ck_assert_int_eq(burn_data(rig, IMAPI_VERIFICATION_NONE, NULL), IMAPI_OK);
	rig_reset(rig);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_verify_new(rig->recorder, 0, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_OK);
	imapi_job_free(job);
	data[100 * 2048 + 5] ^= 1;
	ck_assert_int_eq(imapi_verify_new(rig->recorder, 0, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_int_eq(imapi_job_result(job, &result), IMAPI_OK);
	ck_assert_uint_eq(result.sectors_bad, 1);
	ck_assert_int_eq(imapi_job_bad_range(job, 0, &range), IMAPI_OK);
	ck_assert_int_eq(range.start_lba, 100);
	for (unsigned i = 0; i < rig->count; i++)
		ck_assert(rig->log[i] != 0x2a && rig->log[i] != 0x5b && rig->log[i] != 0x35);
	imapi_job_free(job);
	imapi_stream_free(stream);
	rig_free(rig);
}

T(one_job_per_recorder_at_a_time)
{
	struct rig *rig = rig_with_data("bd-r");
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_medium *medium;
	struct imapi_job *job, *other;

	imapi_data_writer_new(rig->recorder, &writer);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &other),
			 IMAPI_E_DF2DATA_WRITE_IN_PROGRESS);
	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium),
			 IMAPI_E_DF2DATA_WRITE_IN_PROGRESS);
	imapi_job_free(job);
	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	imapi_medium_free(medium);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	rig_free(rig);
}

T(a_job_that_is_given_up_anywhere_leaves_nothing_behind)
{
	for (unsigned n = 0; n < 120; n++) {
		struct rig *rig = rig_with_data("cd-r?close=2");
		struct imapi_data_writer *writer;
		struct imapi_stream *stream;
		struct imapi_medium *medium;
		struct imapi_job *job;

		imapi_data_writer_new(rig->recorder, &writer);
		imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
		imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
		ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
		for (unsigned i = 0; i < n; i++)
			imapi_job_step(job, NULL);
		imapi_job_free(job);
		ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
		imapi_medium_free(medium);
		imapi_stream_free(stream);
		imapi_data_writer_free(writer);
		rig_free(rig);
	}
}

static int actions, most_gap_ms, last_ms;

static int watch(void *user, const struct imapi_progress *p)
{
	int ms = (int)p->elapsed_ms;

	(void)user;
	actions |= 1 << p->action;
	if (p->action == IMAPI_ACTION_WRITING_DATA && last_ms >= 0)
		most_gap_ms = MAX(most_gap_ms, ms - last_ms);
	last_ms = p->action == IMAPI_ACTION_WRITING_DATA ? ms : -1;
	return 0;
}

T(progress_comes_at_least_every_half_second_while_writing)
{
	struct rig *rig = rig_with_data("cd-r?speed=1");
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	imapi_data_writer_new(rig->recorder, &writer);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_QUICK);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	actions = most_gap_ms = 0;
	last_ms = -1;
	ck_assert_int_eq(imapi_job_run(job, watch, NULL), IMAPI_OK);
	ck_assert_int_le(most_gap_ms, 500);
	ck_assert_int_eq(actions & (1 << IMAPI_ACTION_WRITING_DATA |
				    1 << IMAPI_ACTION_FINALIZATION |
				    1 << IMAPI_ACTION_VERIFYING | 1 << IMAPI_ACTION_COMPLETED |
				    1 << IMAPI_ACTION_CALIBRATING_POWER),
			 1 << IMAPI_ACTION_WRITING_DATA | 1 << IMAPI_ACTION_FINALIZATION |
				 1 << IMAPI_ACTION_VERIFYING | 1 << IMAPI_ACTION_COMPLETED |
				 1 << IMAPI_ACTION_CALIBRATING_POWER);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	rig_free(rig);
}

T_MAIN("scenarios")
