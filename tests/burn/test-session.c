/* SPDX-License-Identifier: MIT */
/* Sessions at once on CD: cue sheet, pre-gap, the close by the flush, faults and cancels. */
#include "base/mem.h"
#include "burn/rig.h"
#include "support/t.h"

#include <stdio.h>

#define SIZE (1u << 20)
#define SECTORS (SIZE / 2048)
#define GAP 150
#define FIRST_GAP 11400
#define LATER_GAP 6900
#define RUN_OUT 2
#define ROOM 20000 /* sectors of the smallest disc */
#define CUE 0x5d
#define CLOSE 0x5b
#define WRITE_10 0x2a
#define OPC 0x54

static uint8_t data[SIZE], large[ROOM * 2048];
static const char *const media[] = { "cd-r", "cd-rw" };

struct wish {
	enum imapi_write_method method;
	int force_close;
	const uint8_t *bytes;
	size_t length;
	unsigned cancel_at;
	int test;
};

static imapi_status burn(struct rig *rig, const struct wish *wish,
			 struct imapi_burn_result *ret_result)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	rig_fill(data, sizeof(data), 1);
	*ret_result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	ck_assert_int_eq(imapi_stream_from_memory(rig->context,
						  wish->bytes ? wish->bytes : data,
						  wish->bytes ? wish->length : SIZE, &stream),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_write_method(writer, wish->method);
	imapi_data_writer_set_force_close(writer, wish->force_close);
	imapi_data_writer_set_test_write(writer, wish->test);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, wish->cancel_at);
		imapi_job_result(job, ret_result);
	}
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	return status;
}

static const struct wish at_once = { .method = IMAPI_WRITE_METHOD_AT_ONCE };

static void check_session(struct rig *rig, const struct wish *wish, int64_t start)
{
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, wish, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, start);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, wish->force_close);
	ck_assert_uint_eq(result.sectors_written, SECTORS + GAP);
	ck_assert(rig_disc_holds(rig, start, data, SIZE));
}

T(a_session_at_once_begins_with_its_pre_gap_and_ends_with_the_flush)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		unsigned first = 0;

		check_session(rig, &at_once, 0);
		ck_assert_uint_eq(rig_count(rig, CUE), 1);
		ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
		while (rig->log[first] != WRITE_10)
			first++;
		ck_assert_int_eq((int32_t)rig->lbas[first], -GAP);
		rig_free(rig);
	}
}

T(sessions_and_tracks_at_once_follow_each_other_in_any_order)
{
	static const struct wish track = { .method = IMAPI_WRITE_METHOD_INCREMENTAL };
	static const struct wish last = { .method = IMAPI_WRITE_METHOD_AT_ONCE,
					  .force_close = 1 };
	int64_t second = SECTORS + GAP + FIRST_GAP;
	int64_t third = second + SECTORS + GAP + LATER_GAP;
	int64_t fourth = third + SECTORS + GAP + RUN_OUT + LATER_GAP;
	struct imapi_burn_result result;
	struct rig *rig = rig_new("cd-r");

	check_session(rig, &at_once, 0);
	check_session(rig, &at_once, second);
	check_session(rig, &track, third);
	check_session(rig, &last, fourth);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	ck_assert(rig_disc_holds(rig, second, data, SIZE));
	ck_assert_int_eq(burn(rig, &at_once, &result), IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	rig_free(rig);
}

T(a_session_at_once_fills_the_disc_to_its_last_sector)
{
	struct wish wish = { .method = IMAPI_WRITE_METHOD_AT_ONCE, .bytes = large };
	struct rig *rig = rig_new("cd-r?size=20000");
	struct imapi_burn_result result;

	rig_fill(large, sizeof(large), 5);
	wish.length = (ROOM - GAP + 1) * 2048;
	ck_assert_int_eq(burn(rig, &wish, &result),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, WRITE_10) + rig_count(rig, CUE), 0);
	wish.length -= 2048;
	ck_assert_int_eq(burn(rig, &wish, &result), IMAPI_OK);
	ck_assert_uint_eq(result.sectors_written, ROOM);
	ck_assert_int_eq(result.is_finalised, 1);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	rig_free(rig);
}

/* A cancel has the rest of what was announced filled with zeros: the disc can be added to. */
T(a_cancel_at_any_step_leaves_a_disc_that_takes_the_next_session)
{
	struct wish wish = at_once;
	unsigned cancelled = 0;

	for (wish.cancel_at = 1; wish.cancel_at < 60; wish.cancel_at++) {
		struct rig *rig = rig_new("cd-r?close=0&speed=4");
		struct imapi_burn_result result;
		imapi_status status = burn(rig, &wish, &result);

		ck_assert_msg(status == IMAPI_OK || status == IMAPI_E_REQUEST_CANCELLED,
			      "step %u: %s", wish.cancel_at, imapi_status_name(status));
		cancelled += status == IMAPI_E_REQUEST_CANCELLED;
		rig_reset(rig);
		status = burn(rig, &at_once, &result);
		ck_assert_msg(status == IMAPI_OK, "after a cancel at step %u: %s",
			      wish.cancel_at, imapi_status_name(status));
		rig_free(rig);
	}
	ck_assert_uint_gt(cancelled, 10);
}

/* What is said to be on the disc is on it; what is not is told by a status with a name. */
T(a_fault_at_any_command_ends_with_the_truth)
{
	static const struct scsi_sense senses[] = {
		{ .valid = true, .key = 3, .asc = 0x0c },
		{ .valid = true, .key = 6, .asc = 0x29 },
		{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x08 },
		{ .valid = true, .key = 5, .asc = 0x24 },
		{ .valid = true, .key = 4, .asc = 0x44 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(senses); i++)
		for (unsigned at = 1; at < 80; at++) {
			struct rig *rig = rig_new("cd-r?close=0");
			struct imapi_burn_result result;
			imapi_status status;

			rig->sense = senses[i];
			rig->fault_at = at;
			status = burn(rig, &at_once, &result);
			rig_reset(rig);
			if (status == IMAPI_OK)
				ck_assert_msg(rig_disc_holds(rig, 0, data, SIZE),
					      "sense %zu at command %u", i, at);
			ck_assert_msg(!IMAPI_FAILED(status) || imapi_status_name(status),
				      "sense %zu at command %u", i, at);
			rig_free(rig);
		}
}

/* The medium is blank, and the drive writes for good again. */
static void check_untouched(struct rig *rig, imapi_status status, unsigned at)
{
	struct imapi_burn_result result;
	struct imapi_medium *medium;

	rig_reset(rig);
	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	ck_assert_msg(imapi_medium_is_blank(medium), "%u: %s", at, imapi_status_name(status));
	imapi_medium_free(medium);
	ck_assert_int_eq(burn(rig, &at_once, &result), IMAPI_OK);
}

static const enum imapi_write_method methods[] = { IMAPI_WRITE_METHOD_INCREMENTAL,
						   IMAPI_WRITE_METHOD_AT_ONCE };

T(a_test_write_does_all_but_change_the_disc)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		struct wish wish = { .method = methods[i], .test = 1 };
		struct rig *rig = rig_new("cd-r");
		struct imapi_burn_result result;
		imapi_status status = burn(rig, &wish, &result);

		ck_assert_int_eq(status, IMAPI_OK);
		ck_assert_int_eq(result.is_test, 1);
		ck_assert_uint_eq(result.sectors_written, SECTORS + GAP);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_NOT_RUN);
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
		ck_assert_uint_gt(rig_count(rig, WRITE_10), 10);
		ck_assert_uint_eq(rig_count(rig, OPC), 0);
		check_untouched(rig, status, 0);
		rig_free(rig);
	}
}

T(a_test_write_that_is_cancelled_or_disturbed_changes_nothing_either)
{
	static const struct scsi_sense senses[] = {
		{ .valid = true, .key = 3, .asc = 0x0c },
		{ .valid = true, .key = 6, .asc = 0x29 },
		{ .valid = true, .key = 5, .asc = 0x24 },
	};

	for (unsigned at = 1; at < 4 * 2 * 60; at++) {
		struct wish wish = { .method = methods[at / 4 % 2], .test = 1 };
		struct rig *rig = rig_new("cd-r?speed=4");
		struct imapi_burn_result result;
		unsigned place = at / 8 + 1;

		if (at % 4 == 3) {
			wish.cancel_at = place;
		} else {
			rig->sense = senses[at % 4];
			rig->fault_at = place;
		}
		check_untouched(rig, burn(rig, &wish, &result), at);
		rig_free(rig);
	}
}

T(a_dvd_r_is_tested_in_sequence)
{
	static const char *const names[] = { "dvd-r", "dvd-rw" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct wish wish = { .test = 1 };
		struct rig *rig = rig_new(names[i]);
		struct imapi_burn_result result;
		imapi_status status = burn(rig, &wish, &result);

		ck_assert_int_eq(status, IMAPI_OK);
		ck_assert_uint_eq(result.sectors_written, SECTORS);
		ck_assert_uint_gt(rig_count(rig, WRITE_10), 10);
		check_untouched(rig, status, 0);
		rig_free(rig);
	}
}

T(a_medium_without_a_test_mode_is_refused)
{
	struct wish wish = { .test = 1 };
	struct rig *rig = rig_new("bd-r");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, &wish, &result), IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
}

T_MAIN("session")
