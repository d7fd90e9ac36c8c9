/* SPDX-License-Identifier: MIT */
/* What a data writer is set to, and what it tells about drives and media. */
#include "imapi/data-writer.h"
#include "imapi/stream.h"

#include "support/t.h"

#include <stdlib.h>
#include <string.h>

#define BYTES (400u * 2048)

static struct imapi_context *context;
static struct imapi_recorder *recorder;
static struct imapi_data_writer *writer;

static void begin(const char *address)
{
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	if (imapi_recorder_open(context, address, &recorder))
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(context)));
	ck_assert_int_eq(imapi_data_writer_new(recorder, &writer), IMAPI_OK);
}

static void done(void)
{
	imapi_data_writer_free(writer);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static imapi_status burn(struct imapi_burn_result *ret_result)
{
	void *data = calloc(1, BYTES);
	struct imapi_stream *stream = NULL;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_stream_from_memory(context, data, BYTES, &stream), IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	if (status == IMAPI_OK)
		status = imapi_job_run(job, NULL, NULL);
	if (job)
		ck_assert_int_eq(imapi_job_result(job, ret_result), IMAPI_OK);
	imapi_job_free(job);
	imapi_stream_free(stream);
	free(data);
	return status;
}

T(a_new_writer_has_the_defaults_of_imapi)
{
	begin("sim:cd-r");
	ck_assert_str_eq(imapi_data_writer_client_name(writer), "libimapi");
	ck_assert_int_eq(imapi_data_writer_verification(writer), IMAPI_VERIFICATION_NONE);
	ck_assert_int_eq(imapi_data_writer_write_method(writer), IMAPI_WRITE_METHOD_AUTO);
	ck_assert_int_eq(imapi_data_writer_force_close(writer), 0);
	ck_assert_int_eq(imapi_data_writer_force_overwrite(writer), 0);
	ck_assert_int_eq(imapi_data_writer_underrun_free_disabled(writer), 0);
	ck_assert_int_eq(imapi_data_writer_post_gap_in_image(writer), 0);
	ck_assert_int_eq(imapi_data_writer_speed(writer), -1);
	ck_assert_int_eq(imapi_data_writer_pure_cav(writer), 0);
	ck_assert_uint_eq(imapi_data_writer_max_wait(writer), 14400);
	ck_assert_int_eq(imapi_data_writer_ask_times(writer), 0);
	ck_assert_uint_eq(imapi_data_writer_buffer(writer), 16u << 20);
	done();
}

T(what_was_set_is_what_is_read)
{
	begin("sim:cd-r");
	imapi_data_writer_set_client_name(writer, "tester");
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_write_method(writer, IMAPI_WRITE_METHOD_AT_ONCE);
	imapi_data_writer_set_force_close(writer, 7);
	imapi_data_writer_set_force_overwrite(writer, 7);
	imapi_data_writer_set_underrun_free_disabled(writer, 7);
	imapi_data_writer_set_post_gap_in_image(writer, 7);
	imapi_data_writer_set_speed(writer, 1200);
	imapi_data_writer_set_pure_cav(writer, 7);
	imapi_data_writer_set_max_wait(writer, 60);
	imapi_data_writer_set_ask_times(writer, 7);
	imapi_data_writer_set_buffer(writer, 2u << 20);
	ck_assert_str_eq(imapi_data_writer_client_name(writer), "tester");
	ck_assert_int_eq(imapi_data_writer_verification(writer), IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_write_method(writer), IMAPI_WRITE_METHOD_AT_ONCE);
	ck_assert_int_eq(imapi_data_writer_force_close(writer), 1);
	ck_assert_int_eq(imapi_data_writer_force_overwrite(writer), 1);
	ck_assert_int_eq(imapi_data_writer_underrun_free_disabled(writer), 1);
	ck_assert_int_eq(imapi_data_writer_post_gap_in_image(writer), 1);
	ck_assert_int_eq(imapi_data_writer_speed(writer), 1200);
	ck_assert_int_eq(imapi_data_writer_pure_cav(writer), 1);
	ck_assert_uint_eq(imapi_data_writer_max_wait(writer), 60);
	ck_assert_int_eq(imapi_data_writer_ask_times(writer), 1);
	ck_assert_uint_eq(imapi_data_writer_buffer(writer), 2u << 20);
	done();
}

T(a_write_method_that_is_none_is_refused_and_changes_nothing)
{
	begin("sim:cd-r");
	ck_assert_int_eq(imapi_data_writer_set_write_method(writer, 4), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_data_writer_write_method(writer), IMAPI_WRITE_METHOD_AUTO);
	done();
}

T(a_writer_says_which_drives_and_media_it_takes)
{
	enum imapi_media_type types[32];
	size_t count = imapi_data_writer_media_types(types, 32);
	int supported = -1, has_cd = 0;

	ck_assert_uint_le(count, 32);
	for (size_t i = 0; i < count; i++) {
		has_cd += types[i] == IMAPI_MEDIA_TYPE_CDR;
		for (size_t k = 0; k < i; k++)
			ck_assert_int_ne(types[i], types[k]);
	}
	ck_assert_int_eq(has_cd, 1);
	ck_assert_uint_eq(imapi_data_writer_media_types(NULL, 0), count);
	begin("sim:cd-r");
	ck_assert_int_eq(imapi_data_writer_is_recorder_supported(recorder, &supported), 0);
	ck_assert_int_eq(supported, 1);
	ck_assert_int_eq(imapi_data_writer_is_current_medium_supported(recorder, &supported),
			 0);
	ck_assert_int_eq(supported, 1);
	done();
}

T(an_empty_drive_is_supported_but_nothing_is_in_it)
{
	int supported = -1;

	begin("sim:none");
	ck_assert_int_eq(imapi_data_writer_is_recorder_supported(recorder, &supported), 0);
	ck_assert_int_eq(supported, 1);
	ck_assert_int_eq(imapi_data_writer_is_current_medium_supported(recorder, &supported),
			 0);
	ck_assert_int_eq(supported, 0);
	done();
}

T(the_speed_that_the_drive_is_set_to_is_told_in_sectors)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	uint32_t speed = 0;
	int cav = -1;

	begin("sim:cd-r");
	ck_assert_int_eq(imapi_data_writer_set_speed(writer, 16 * 75), IMAPI_OK);
	ck_assert_int_eq(burn(&result), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_current_speed(writer, &speed, &cav), IMAPI_OK);
	ck_assert_uint_eq(result.write_speed, speed);
	ck_assert_int_eq(result.pure_cav, cav);
	ck_assert_uint_ge(speed, 16 * 75 - 5);
	ck_assert_uint_le(speed, 16 * 75 + 5);
	ck_assert_int_eq(result.adjusted, IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_current_speed(writer, NULL, NULL), IMAPI_OK);
	done();
}

T(a_speed_that_the_drive_does_not_have_is_told_as_adjusted)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

	begin("sim:cd-r");
	ck_assert_int_eq(imapi_data_writer_set_speed(writer, 5 * 75), IMAPI_OK);
	ck_assert_int_eq(burn(&result), IMAPI_OK);
	ck_assert_int_eq(result.adjusted, IMAPI_S_SPEEDADJUSTED);
	ck_assert_uint_gt(result.write_speed, 0);
	done();
}

T(each_speed_of_a_medium_comes_with_its_kind_and_rotation)
{
	struct imapi_write_speed speed = IMAPI_WRITE_SPEED_INIT;
	struct imapi_medium *medium;
	uint32_t speeds[64];
	size_t count;

	begin("sim:cd-r");
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	count = imapi_medium_write_speeds(medium, speeds, 64);
	ck_assert_uint_gt(count, 1);
	for (unsigned i = 0; i < count; i++) {
		ck_assert_int_eq(imapi_medium_write_speed(medium, i, &speed), IMAPI_OK);
		ck_assert_uint_eq(speed.sectors_per_second, speeds[i]);
		ck_assert_int_eq(speed.media_type, IMAPI_MEDIA_TYPE_CDR);
		ck_assert_int_eq(speed.pure_cav, 1);
		ck_assert(i == 0 || speeds[i] < speeds[i - 1]);
	}
	ck_assert_int_eq(imapi_medium_write_speed(medium, (unsigned)count, &speed),
			 IMAPI_E_INVALIDARG);
	imapi_medium_free(medium);
	done();
}

T(what_keeps_a_medium_from_being_written_is_told_as_far_as_the_drive_does)
{
	static const struct {
		const char *address;
		unsigned protection;
		int blank;
	} cases[] = { { "sim:cd-r", 0, 1 }, { "sim:bd-r", 0, 1 }, { "sim:bd-re", 0, 1 } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imapi_medium *medium;

		begin(cases[i].address);
		ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
		ck_assert_uint_eq(imapi_medium_write_protection(medium), cases[i].protection);
		ck_assert_int_eq(imapi_medium_is_heuristically_blank(medium), cases[i].blank);
		imapi_medium_free(medium);
		done();
	}
}

T_MAIN("data-writer")
