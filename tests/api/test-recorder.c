/* SPDX-License-Identifier: MIT */
#include "imapi/data-writer.h"

#include "api/recorder.h"
#include "base/mem.h"
#include "scsi/spc.h"
#include "support/t.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static struct imapi_context *context;

static struct imapi_recorder *open_recorder(const char *address)
{
	struct imapi_recorder *recorder;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	if (imapi_recorder_open(context, address, &recorder))
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(context)));
	return recorder;
}

static void close_recorder(struct imapi_recorder *recorder)
{
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static const char *last_message(void)
{
	return imapi_error_message(imapi_last_error(context));
}

T(an_address_that_is_none_is_refused_with_advice)
{
	static const char *const bad[] = { "",	   "x",	    "ftp://h/t/0", "iscsi:", "sim",
					   "sim:", "tape:", "/dev/",	   "dev/sr0" };
	struct imapi_recorder *recorder;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_int_eq(imapi_recorder_open(context, bad[i], &recorder),
				 IMAPI_E_ADDRESS_INVALID);
		ck_assert_ptr_nonnull(strstr(last_message(), bad[i]));
		ck_assert_str_ne(imapi_error_advice(imapi_last_error(context)), "");
	}
	imapi_context_free(context);
}

/* Nothing listens on port 1, and without libiscsi nothing is tried. */
T(the_secret_of_an_address_is_in_no_message)
{
	static const char *const secret[] = { "iscsi://bob%s3cret@127.0.0.1:1/iqn.x/0",
					      "iscsi://bob%s3cret@127.0.0.1:1/iqn.x/zero",
					      "iscsi://bob%s3cret", "iscsi:bob%s3cret@h/t/1",
					      "iscs://bob:s3cret@h/t/1" };
	struct imapi_recorder *recorder;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	for (size_t i = 0; i < ARRAY_SIZE(secret); i++) {
		ck_assert(IMAPI_FAILED(imapi_recorder_open(context, secret[i], &recorder)));
		ck_assert_ptr_null(strstr(last_message(), "s3cret"));
		ck_assert_ptr_null(
			strstr(imapi_error_advice(imapi_last_error(context)), "s3cret"));
	}
	imapi_context_free(context);
}

T(an_address_can_be_shown_without_its_secret)
{
	static const char *const rows[][2] = {
		{ "iscsi://bob%s3cret@h/t/1", "iscsi://bob@h/t/1" },
		{ "iscsi://h/t/1?timeout=3", "iscsi://h/t/1?timeout=3" },
		{ "iscs://bob%s3cret@h/t/1", "..." },
		{ "/dev/sr0", "/dev/sr0" },
		{ "/dev/disk/by-path/a@b%c", "/dev/disk/by-path/a@b%c" },
		{ "sim:disc 100%.sim", "sim:disc 100%.sim" },
		{ "nonsense", "nonsense" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *shown = imapi_address_redact(rows[i][0]);

		ck_assert_str_eq(shown, rows[i][1]);
		free(shown);
	}
	ck_assert_ptr_null(imapi_address_redact(NULL));
}

T(a_device_that_is_not_there_says_so)
{
	struct imapi_recorder *recorder;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_open(context, "/dev/sr999", &recorder),
			 IMAPI_E_DEV_NOT_EXIST);
	ck_assert_ptr_nonnull(strstr(last_message(), "/dev/sr999"));
	imapi_context_free(context);
}

T(missing_arguments_are_refused)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_recorder_identity id = { .size = 0 };
	uint16_t code;
	size_t count;

	ck_assert_int_eq(imapi_recorder_open(context, NULL, &recorder), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_open(NULL, "sim:bd-r", &recorder), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_new(NULL, &recorder), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_identify(recorder, NULL), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_identify(recorder, &id), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_recorder_features(recorder, 0, &code, 1, NULL), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_features(recorder, 0, NULL, 0, &count), IMAPI_OK);
	ck_assert_ptr_null(imapi_recorder_free(NULL));
	close_recorder(recorder);
}

T(a_drive_tells_who_it_is_without_padding)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_recorder_identity id = IMAPI_RECORDER_IDENTITY_INIT;

	ck_assert_str_eq(imapi_recorder_address(recorder), "sim:bd-r");
	ck_assert_int_eq(imapi_recorder_identify(recorder, &id), IMAPI_OK);
	ck_assert_str_eq(id.vendor_id, "IMAPI");
	ck_assert_str_ne(id.product_id, "");
	ck_assert_str_ne(id.serial_number, "");
	ck_assert_int_eq(id.can_load_media, 1);
	ck_assert_uint_ge(id.buffer_bytes, 65536);
	close_recorder(recorder);
}

T(a_program_with_an_older_struct_gets_what_it_has_room_for)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_recorder_identity id = IMAPI_RECORDER_IDENTITY_INIT;

	id.size = offsetof(struct imapi_recorder_identity, product_revision);
	memset(id.product_revision, 'x', sizeof(id.product_revision));
	ck_assert_int_eq(imapi_recorder_identify(recorder, &id), IMAPI_OK);
	ck_assert_str_eq(id.vendor_id, "IMAPI");
	ck_assert_int_eq(id.product_revision[0], 'x');
	ck_assert_uint_eq(id.size, offsetof(struct imapi_recorder_identity, product_revision));
	close_recorder(recorder);
}

static bool has(const uint16_t *codes, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++) {
		if (codes[i] == code)
			return true;
	}
	return false;
}

T(features_and_profiles_are_listed)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	uint16_t codes[64];
	size_t count, one;

	ck_assert_int_eq(imapi_recorder_features(recorder, 0, codes, 64, &count), IMAPI_OK);
	ck_assert(has(codes, count, 0x0000) && has(codes, count, 0x0001));
	ck_assert_int_eq(imapi_recorder_features(recorder, 0, codes, 1, &one), IMAPI_OK);
	ck_assert_uint_eq(one, count);
	ck_assert_int_eq(imapi_recorder_profiles(recorder, 0, codes, 64, &count), IMAPI_OK);
	ck_assert(has(codes, count, 0x0041) && has(codes, count, 0x0009));
	ck_assert_int_eq(imapi_recorder_profiles(recorder, 1, codes, 64, &count), IMAPI_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(codes[0], 0x0041);
	close_recorder(recorder);
}

T(a_blank_medium_is_described)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_track track = IMAPI_TRACK_INIT;
	struct imapi_medium *medium;
	uint32_t speeds[8];

	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	close_recorder(recorder);
	ck_assert_uint_eq(imapi_medium_profile(medium), 0x0041);
	ck_assert_str_eq(imapi_medium_profile_name(medium), "BD-R");
	ck_assert_int_eq(imapi_medium_type(medium), IMAPI_MEDIA_TYPE_BDR);
	ck_assert_uint_eq(imapi_medium_state(medium), IMAPI_MEDIA_STATE_BLANK);
	ck_assert(imapi_medium_is_blank(medium));
	ck_assert_uint_eq(imapi_medium_total_sectors(medium), 12219392);
	ck_assert_uint_eq(imapi_medium_free_sectors(medium), 12219392);
	ck_assert_int_eq(imapi_medium_next_writable(medium), 0);
	ck_assert_int_eq(imapi_medium_previous_session(medium), -1);
	ck_assert_uint_eq(imapi_medium_write_unit(medium), 32);
	ck_assert_uint_eq(imapi_medium_session_count(medium), 0);
	ck_assert_uint_eq(imapi_medium_track_count(medium), 1);
	ck_assert_int_eq(imapi_medium_track(medium, 0, &track), IMAPI_OK);
	ck_assert(track.is_blank && track.number == 1);
	ck_assert_int_eq(imapi_medium_track(medium, 1, &track), IMAPI_E_INVALIDARG);
	ck_assert_uint_ge(imapi_medium_write_speeds(medium, speeds, 8), 1);
	ck_assert_uint_eq(imapi_medium_single_speed(medium), 2195);
	imapi_medium_free(medium);
}

T(an_empty_drive_has_no_medium)
{
	struct imapi_recorder *recorder = open_recorder("sim:none");
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_E_RECORDER_MEDIA_NO_MEDIA);
	close_recorder(recorder);
}

T(the_tray_opens_and_closes)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_recorder_eject(recorder), IMAPI_OK);
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_E_RECORDER_MEDIA_NO_MEDIA);
	ck_assert_int_eq(imapi_recorder_close_tray(recorder), IMAPI_OK);
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	imapi_medium_free(medium);
	close_recorder(recorder);
}

static imapi_status burn(struct imapi_recorder *recorder, const void *data, size_t length)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	imapi_data_writer_new(recorder, &writer);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_stream_from_memory(context, data, length, &stream);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!status)
		status = imapi_job_run(job, NULL, NULL);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

static uint8_t data[640 * 2048];

T(a_stream_over_the_disc_starts_and_ends_anywhere)
{
	struct imapi_recorder *recorder = open_recorder("sim:cd-r");
	struct imapi_stream *stream;
	static uint8_t have[sizeof(data)];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i / 2048 + i * 31);
	ck_assert_int_eq(burn(recorder, data, sizeof(data)), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_read_stream(recorder, 10, 600, &stream), IMAPI_OK);
	ck_assert_uint_eq(imapi_stream_length(stream), 600 * 2048);
	ck_assert_int_eq(imapi_stream_read(stream, 0, have, 600 * 2048), IMAPI_OK);
	ck_assert_int_eq(memcmp(have, data + 10 * 2048, 600 * 2048), 0);
	ck_assert_int_eq(imapi_stream_read(stream, 1000, have, 100000), IMAPI_OK);
	ck_assert_int_eq(memcmp(have, data + 10 * 2048 + 1000, 100000), 0);
	ck_assert_int_eq(imapi_stream_read(stream, 599 * 2048 + 2000, have, 49),
			 IMAPI_E_INVALIDARG);
	imapi_stream_free(stream);
	ck_assert_int_eq(imapi_recorder_read_stream(recorder, UINT32_MAX, 2, &stream),
			 IMAPI_E_INVALIDARG);
	close_recorder(recorder);
}

T(a_trace_tells_every_exchange_and_a_tape_replays_the_burn)
{
	char path[] = "/tmp/imapi-tape-XXXXXX", address[64];
	struct imapi_recorder *recorder = open_recorder("sim:dvd+r");
	FILE *trace = tmpfile();
	int fd = mkstemp(path);

	ck_assert(fd >= 0);
	close(fd);
	ck_assert_int_eq(imapi_recorder_set_trace(recorder, trace), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_set_tape(recorder, path), IMAPI_OK);
	ck_assert_int_eq(burn(recorder, data, sizeof(data)), IMAPI_OK);
	close_recorder(recorder);
	ck_assert_int_gt(ftell(trace), 2000);
	fclose(trace);
	snprintf(address, sizeof(address), "tape:%s", path);
	recorder = open_recorder(address);
	if (burn(recorder, data, sizeof(data)))
		ck_abort_msg("%s", last_message());
	close_recorder(recorder);
	unlink(path);
}

T(settings_out_of_range_are_refused)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_data_writer *w;
	char name[65] = "";

	ck_assert_int_eq(imapi_data_writer_new(recorder, &w), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_client_name(w, ""),
			 IMAPI_E_DF2DATA_CLIENT_NAME_IS_NOT_VALID);
	ck_assert_int_eq(imapi_data_writer_set_client_name(w, "a/b"),
			 IMAPI_E_DF2DATA_CLIENT_NAME_IS_NOT_VALID);
	memset(name, 'a', 64);
	ck_assert_int_eq(imapi_data_writer_set_client_name(w, name),
			 IMAPI_E_DF2DATA_CLIENT_NAME_IS_NOT_VALID);
	name[63] = '\0';
	ck_assert_int_eq(imapi_data_writer_set_client_name(w, name), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_client_name(w, "Back-up 2.0: disc_1; all"),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_verification(w, (enum imapi_verification)3),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_data_writer_set_speed(w, 0), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_data_writer_set_speed(w, -1), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_buffer(w, 1000), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_data_writer_set_max_wait(w, 0), IMAPI_OK);
	imapi_data_writer_free(w);
	close_recorder(recorder);
}

T(a_dry_run_prints_the_plan_and_leaves_the_disc_alone)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r");
	struct imapi_data_writer *w;
	struct imapi_stream *stream;
	struct imapi_medium *medium;
	char *text;

	ck_assert_int_eq(imapi_data_writer_new(recorder, &w), IMAPI_OK);
	imapi_stream_from_memory(context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_plan(w, stream, &text), IMAPI_OK);
	ck_assert_ptr_nonnull(strstr(text, "write 640 sectors at LBA 0"));
	free(text);
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	ck_assert(imapi_medium_is_blank(medium));
	imapi_medium_free(medium);
	imapi_stream_free(stream);
	imapi_data_writer_free(w);
	close_recorder(recorder);
}

T(a_recorder_whose_drive_does_not_answer_is_not_wrapped_and_closes_at_once)
{
	struct imapi_recorder *recorder = open_recorder("sim:bd-r?fault=tur@1:hang");

	recorder->device.patience = 1000;
	ck_assert_int_eq(spc_test_unit_ready(&recorder->device, NULL), IMAPI_E_COMMAND_PENDING);
	recorder->device.patience = 0;
	ck_assert_int_eq(imapi_recorder_set_trace(recorder, stdout), IMAPI_E_COMMAND_PENDING);
	ck_assert_int_eq(imapi_recorder_set_tape(recorder, "/dev/null"),
			 IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_lt(transport_now(recorder->device.transport), USEC_PER_SEC);
	close_recorder(recorder);
}

T_MAIN("recorder")
