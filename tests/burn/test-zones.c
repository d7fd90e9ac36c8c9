/* SPDX-License-Identifier: MIT */
/* DVD-R and DVD-RW: incremental, at once, appended, blanked. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "support/t.h"

#include <stdio.h>
#include <stdlib.h>

#define SIZE (1u << 20)
#define SECTORS (SIZE / 2048)
#define SHORT 65536u
#define RESERVE 0x53
#define CLOSE 0x5b
#define WRITE_10 0x2a
#define FIRST_BORDER 28672
#define LATER_BORDER 6144
#define ROOM 65536 /* sectors of the smallest disc */

static uint8_t data[SIZE], more[ROOM * 2048];
static const char *const media[] = { "dvd-r", "dvd-rw" };

static struct rig_burn burn_of(const uint8_t *bytes, size_t length)
{
	rig_fill(data, sizeof(data), 1);
	return (struct rig_burn){ .data = bytes,
				  .length = length,
				  .verification = IMAPI_VERIFICATION_FULL };
}

static imapi_status burn_by(struct rig *rig, enum imapi_write_method method,
			    struct imapi_burn_result *ret)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	imapi_status status;

	rig_fill(data, sizeof(data), 1);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, SIZE, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_set_write_method(writer, method), IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_result(job, ret);
		imapi_job_free(job);
	}
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	return status;
}

static void erase(struct rig *rig, int full)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, full);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
}

static void check_session(struct rig *rig, int64_t start, int close)
{
	struct rig_burn burn = burn_of(data, SIZE);
	struct imapi_burn_result result;

	burn.force_close = close;
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, start);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, close);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, start, data, SIZE));
}

T(sessions_follow_each_other_behind_their_borders)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		struct rig_burn burn = burn_of(data, SIZE);
		int64_t second = SECTORS + FIRST_BORDER,
			third = second + SECTORS + LATER_BORDER;

		check_session(rig, 0, 0);
		check_session(rig, second, 0);
		check_session(rig, third, 0);
		check_session(rig, third + SECTORS + LATER_BORDER, 1);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
		ck_assert(rig_disc_holds(rig, second, data, SIZE));
		ck_assert_int_eq(rig_burn(rig, &burn, NULL),
				 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
		rig_free(rig);
	}
}

T(at_once_the_room_is_reserved_and_the_flush_ends_the_disc)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
		struct rig *rig = rig_new(media[i]);

		ck_assert_int_eq(burn_by(rig, IMAPI_WRITE_METHOD_AT_ONCE, &result), IMAPI_OK);
		ck_assert_int_eq(result.is_finalised, 1);
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
		ck_assert_uint_eq(rig_count(rig, RESERVE), 1);
		ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
		rig_free(rig);
	}
}

T(only_a_blank_disc_is_written_at_once)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new("dvd-r");

	check_session(rig, 0, 0);
	ck_assert_int_eq(burn_by(rig, IMAPI_WRITE_METHOD_AT_ONCE, &result),
			 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
	rig = rig_new("bd-r");
	ck_assert_int_eq(burn_by(rig, IMAPI_WRITE_METHOD_AT_ONCE, &result),
			 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	rig_free(rig);
}

T(a_dvd_rw_that_was_blanked_quickly_is_written_at_once)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new("dvd-rw");

	check_session(rig, 0, 0);
	erase(rig, 0);
	rig_reset(rig);
	ck_assert_int_eq(burn_by(rig, IMAPI_WRITE_METHOD_INCREMENTAL, &result),
			 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_advice(imapi_last_error(rig->context)), "Erase it in full"));
	check_session(rig, 0, 1);
	erase(rig, 1);
	rig_reset(rig);
	check_session(rig, 0, 0);
	rig_free(rig);
}

T(the_last_sector_is_written_and_one_more_is_refused)
{
	struct rig *rig = rig_new("dvd-r?size=65536");
	struct rig_burn burn = burn_of(more, sizeof(more));
	struct imapi_burn_result result;

	rig_fill(more, sizeof(more), 3);
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_uint_eq(result.sectors_written, ROOM);
	ck_assert_int_eq(result.is_finalised, 1);
	rig_free(rig);
	rig = rig_new("dvd-r?size=65536");
	check_session(rig, 0, 0);
	burn.length = (ROOM - SECTORS - FIRST_BORDER + 1) * 2048u;
	ck_assert_int_eq(rig_burn(rig, &burn, &result),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	burn.length -= 2048;
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	rig_free(rig);
}

/* The end is one with a name, and what it says is so; a disc that is written at once and was
 * cut off is lost. */
static void check_end(struct rig *rig, imapi_status status,
		      const struct imapi_burn_result *result)
{
	rig_reset(rig);
	if (status == IMAPI_OK && result->verify == IMAPI_VERIFY_PASSED)
		ck_assert_msg(rig_disc_holds(rig, 0, data, SHORT), "%s",
			      imapi_status_name(status));
	if (IMAPI_FAILED(status))
		ck_assert_ptr_nonnull(imapi_status_name(status));
}

T(a_fault_or_a_cancel_at_any_command_ends_in_order)
{
	static const char *const specs[] = { "dvd-r?close=0", "dvd-rw?close=0" };
	static const struct scsi_sense senses[] = {
		{ .valid = true, .key = 3, .asc = 0x0c },
		{ .valid = true, .key = 6, .asc = 0x29 },
		{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x08 },
		{ .valid = true, .key = 5, .asc = 0x24 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(specs) * ARRAY_SIZE(senses); i++)
		for (unsigned at = 1; at < 60; at++) {
			struct rig *rig = rig_new(specs[i / ARRAY_SIZE(senses)]);
			struct rig_burn burn = burn_of(data, SHORT);
			struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

			if (i >= ARRAY_SIZE(senses))
				erase(rig, 0);
			rig_reset(rig);
			rig->sense = senses[i % ARRAY_SIZE(senses)];
			rig->fault_at = at;
			burn.cancel_at = i == 0 ? at : 0;
			check_end(rig, rig_burn(rig, &burn, &result), &result);
			rig_free(rig);
		}
}

T_MAIN("zones")
