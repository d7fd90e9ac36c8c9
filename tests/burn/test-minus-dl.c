/* SPDX-License-Identifier: MIT */
/* DVD-R DL: one session, incremental or at once, and where its layers meet. */
#include "base/mem.h"
#include "burn/rig.h"
#include "support/t.h"

#include <string.h>

#define SIZE (1u << 20)
#define SECTORS (SIZE / 2048)
#define RESERVE 0x53
#define SEND_STRUCTURE 0xbf
#define WRITE_10 0x2a
#define CLOSE 0x5b
#define SMALL "sim:dvd-r-dl?size=65536"

static uint8_t data[(65536 + 1) * 2048];

static imapi_status burn(struct rig *rig, size_t length, enum imapi_write_method method,
			 int64_t layer_break, struct imapi_burn_result *ret)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, length, &stream),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_write_method(writer, method);
	imapi_data_writer_set_layer_break(writer, layer_break);
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

static struct rig *burned(const char *spec, size_t length, enum imapi_write_method method,
			  int64_t layer_break)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new(spec);

	rig_fill(data, length, 1);
	ck_assert_int_eq(burn(rig, length, method, layer_break, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, 0);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, 1);
	ck_assert(rig_disc_holds(rig, 0, data, length));
	return rig;
}

/* Where the first command with this opcode is in the log. */
static unsigned place(const struct rig *rig, uint8_t opcode)
{
	unsigned i = 0;

	while (i < rig->count && rig->log[i] != opcode)
		i++;
	return i;
}

T(the_first_session_is_the_last)
{
	struct rig *rig = burned(SMALL, SIZE, IMAPI_WRITE_METHOD_AUTO, IMAPI_LAYER_BREAK_AUTO);
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

	ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 1);
	ck_assert_uint_eq(rig_count(rig, RESERVE), 0);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 2);
	ck_assert_int_eq(
		burn(rig, SIZE, IMAPI_WRITE_METHOD_AUTO, IMAPI_LAYER_BREAK_AUTO, &result),
		IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	rig_free(rig);
}

T(at_once_the_layers_are_set_before_the_room_is_reserved)
{
	struct rig *rig =
		burned(SMALL, SIZE, IMAPI_WRITE_METHOD_AT_ONCE, IMAPI_LAYER_BREAK_AUTO);

	ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 1);
	ck_assert_uint_eq(rig_count(rig, RESERVE), 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
	ck_assert_uint_lt(place(rig, SEND_STRUCTURE), place(rig, RESERVE));
	ck_assert_uint_lt(place(rig, RESERVE), place(rig, WRITE_10));
	rig_free(rig);
}

T(a_chosen_break_holds_and_one_that_is_too_early_is_refused)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = burned(SMALL, SIZE, IMAPI_WRITE_METHOD_AUTO, 4096);

	ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 1);
	rig_free(rig);
	rig = rig_new(SMALL);
	ck_assert_int_eq(burn(rig, SIZE, IMAPI_WRITE_METHOD_AUTO, SECTORS / 2 - 16, &result),
			 IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
}

T(it_is_written_to_the_last_sector_and_one_more_is_refused)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new(SMALL);

	ck_assert_int_eq(burn(rig, sizeof(data), IMAPI_WRITE_METHOD_AUTO,
			      IMAPI_LAYER_BREAK_AUTO, &result),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
	rig_free(
		burned(SMALL, 65536ul * 2048, IMAPI_WRITE_METHOD_AUTO, IMAPI_LAYER_BREAK_AUTO));
	rig_free(burned(SMALL, 65536ul * 2048, IMAPI_WRITE_METHOD_AT_ONCE,
			IMAPI_LAYER_BREAK_AUTO));
}

T(a_disc_tells_its_kind_layers_and_size)
{
	struct rig *rig = rig_new("sim:dvd-r-dl");
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	ck_assert_int_eq(imapi_medium_type(medium), IMAPI_MEDIA_TYPE_DVDDASHR_DUALLAYER);
	ck_assert_uint_eq(imapi_medium_free_sectors(medium), 4171712);
	ck_assert_uint_eq(imapi_medium_state(medium), IMAPI_MEDIA_STATE_BLANK);
	imapi_medium_free(medium);
	rig_free(rig);
}

/* Sessions on layer 0, whatever the drive showed the blank disc as. */
T(by_layer_jump_sessions_are_added)
{
	static const char *const specs[] = { SMALL, "sim:dvd-r-dl-lj?size=65536" };

	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
		struct rig *rig = rig_new(specs[i]);

		rig_fill(data, SIZE, 1);
		ck_assert_int_eq(burn(rig, SIZE, IMAPI_WRITE_METHOD_LAYER_JUMP,
				      IMAPI_LAYER_BREAK_AUTO, &result),
				 IMAPI_OK);
		ck_assert_int_eq(result.is_finalised, 0);
		ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 1);
		rig_free(rig);
		rig = rig_new(i ? "sim:dvd-r-dl-lj" : "sim:dvd-r-dl");
		for (unsigned n = 0; n < 3; n++) {
			rig_fill(data, SIZE, n);
			ck_assert_int_eq(burn(rig, SIZE,
					      n ? IMAPI_WRITE_METHOD_AUTO
						: IMAPI_WRITE_METHOD_LAYER_JUMP,
					      IMAPI_LAYER_BREAK_AUTO, &result),
					 IMAPI_OK);
			ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
			ck_assert(rig_disc_holds(rig, result.start_lba, data, SIZE));
		}
		ck_assert_int_eq(burn(rig, SIZE, IMAPI_WRITE_METHOD_INCREMENTAL,
				      IMAPI_LAYER_BREAK_AUTO, &result),
				 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
		rig_free(rig);
	}
}

T(a_disc_shown_for_layer_jumps_is_written_in_sequence_if_that_is_asked_for)
{
	static const enum imapi_write_method methods[] = { IMAPI_WRITE_METHOD_INCREMENTAL,
							   IMAPI_WRITE_METHOD_AT_ONCE };

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		rig_free(burned("sim:dvd-r-dl-lj?size=65536", SIZE, methods[i],
				IMAPI_LAYER_BREAK_AUTO));
}

T(layer_jump_is_refused_by_what_has_one_layer)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new("sim:dvd-r");

	ck_assert_int_eq(
		burn(rig, SIZE, IMAPI_WRITE_METHOD_LAYER_JUMP, IMAPI_LAYER_BREAK_AUTO, &result),
		IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	rig_free(rig);
}

T_MAIN("minus-dl")
