/* SPDX-License-Identifier: MIT */
/* Commands of a program's own. */
#include "imapi/recorder-ex.h"

#include "support/t.h"

#include <string.h>

static struct imapi_context *context;
static struct imapi_recorder *recorder;

static void begin(const char *address)
{
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	if (imapi_recorder_open(context, address, &recorder))
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(context)));
}

/* Takes the news that a drive has after it was switched on. */
static void begin_awake(const char *address)
{
	struct imapi_raw_command command = IMAPI_RAW_COMMAND_INIT;

	begin(address);
	command.cdb_length = 6;
	for (unsigned i = 0; i < 5; i++)
		if (imapi_recorder_send_no_data(recorder, &command) == IMAPI_OK)
			return;
	ck_abort_msg("the drive is not ready");
}

static void done(void)
{
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static struct imapi_raw_command make(uint8_t opcode, uint8_t length)
{
	struct imapi_raw_command command = IMAPI_RAW_COMMAND_INIT;

	command.cdb[0] = opcode;
	command.cdb_length = length;
	return command;
}

T(data_come_from_the_drive_as_many_as_there_are)
{
	struct imapi_raw_command inquiry = make(0x12, 6);
	uint32_t fetched = 0;
	uint8_t data[36];

	begin("sim:bd-r");
	inquiry.cdb[4] = 20;
	ck_assert_int_eq(imapi_recorder_get_data(recorder, &inquiry, data, 36, &fetched),
			 IMAPI_OK);
	ck_assert_uint_eq(fetched, 20);
	ck_assert_uint_eq(data[0], 5);
	ck_assert_mem_eq(data + 8, "IMAPI   ", 8);
	ck_assert_uint_eq(inquiry.sense_length, 0);
	done();
}

T(data_go_to_the_drive)
{
	struct imapi_raw_command sense = make(0x5a, 10), select = make(0x55, 10);
	uint32_t fetched = 0;
	uint8_t data[64] = { 0 };

	begin_awake("sim:cd-r");
	sense.cdb[2] = 0x05;
	sense.cdb[8] = 60;
	ck_assert_int_eq(imapi_recorder_get_data(recorder, &sense, data, 60, &fetched),
			 IMAPI_OK);
	ck_assert_uint_eq(fetched, 60);
	data[10] ^= 0x40; /* BUFE of the write parameters */
	data[0] = data[1] = 0;
	data[8] &= 0x3f;
	select.cdb[1] = 0x10;
	select.cdb[8] = 60;
	ck_assert_int_eq(imapi_recorder_send_data(recorder, &select, data, 60), IMAPI_OK);
	done();
}

T(sense_data_are_a_success_that_says_so)
{
	struct imapi_raw_command command = make(0x00, 6);

	begin_awake("sim:bd-r?fault=tur@3:2/3a/01");
	while (imapi_recorder_send_no_data(recorder, &command) == IMAPI_OK)
		;
	ck_assert_uint_eq(command.sense_length, 18);
	ck_assert_uint_eq(command.sense[0] & 0x7f, 0x70);
	ck_assert_uint_eq(command.sense[2] & 0x0f, 2);
	ck_assert_uint_eq(command.sense[12], 0x3a);
	ck_assert_uint_eq(command.sense[13], 0x01);
	ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command), IMAPI_OK);
	ck_assert_uint_eq(command.sense_length, 0);
	done();
}

T(a_command_is_sent_once_as_it_is)
{
	struct imapi_raw_command command = make(0x00, 6);

	begin("sim:bd-r?fault=tur@1:2/04/01");
	ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command),
			 IMAPI_S_COMMAND_HAS_SENSE_DATA);
	ck_assert_uint_eq(command.sense[12], 0x04);
	done();
}

T(a_drive_that_does_not_answer_in_time_is_left_alone_until_it_does)
{
	struct imapi_raw_command command = make(0x00, 6);

	begin("sim:bd-r?fault=tur@1:hang");
	command.timeout_s = 3;
	ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command),
			 IMAPI_E_RECORDER_COMMAND_TIMEOUT);
	ck_assert_uint_ge(command.duration_us, 3000000);
	ck_assert_uint_lt(command.duration_us, 4000000);
	ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command),
			 IMAPI_E_COMMAND_PENDING);
	done();
}

T(a_length_that_the_operation_code_does_not_have_is_refused)
{
	static const struct {
		uint8_t opcode, length;
		imapi_status status;
	} rows[] = {
		{ 0x00, 10, IMAPI_E_INVALIDARG },
		{ 0x1e, 12, IMAPI_E_INVALIDARG },
		{ 0x35, 6, IMAPI_E_INVALIDARG },
		{ 0x5b, 12, IMAPI_E_INVALIDARG },
		{ 0x91, 10, IMAPI_E_INVALIDARG },
		{ 0xa1, 10, IMAPI_E_INVALIDARG },
		{ 0xff, 5, IMAPI_E_INVALIDARG },
		{ 0xff, 17, IMAPI_E_INVALIDARG },
		{ 0x00, 6, IMAPI_OK },
		{ 0x35, 10, IMAPI_OK },
		{ 0xff, 7, IMAPI_S_COMMAND_HAS_SENSE_DATA },
		{ 0x02, 8, IMAPI_S_COMMAND_HAS_SENSE_DATA },
		{ 0x7f, 16, IMAPI_S_COMMAND_HAS_SENSE_DATA },
	};

	begin_awake("sim:bd-r");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct imapi_raw_command command = make(rows[i].opcode, rows[i].length);

		ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command),
				 rows[i].status);
	}
	done();
}

T(missing_or_too_much_data_are_refused)
{
	struct imapi_raw_command command = make(0x12, 6);
	uint32_t fetched = 7;
	uint8_t data[4];

	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_get_data(recorder, &command, NULL, 4, &fetched),
			 IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_get_data(recorder, &command, data, 0, &fetched),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(
		imapi_recorder_get_data(recorder, &command, data, UINT32_MAX, &fetched),
		IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_recorder_send_data(recorder, &command, data, 0),
			 IMAPI_E_INVALIDARG);
	command.size = 8;
	ck_assert_int_eq(imapi_recorder_get_data(recorder, &command, data, 4, &fetched),
			 IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(fetched, 7);
	done();
}

T(a_drive_that_is_gone_says_so)
{
	struct imapi_raw_command command = make(0x00, 6);

	begin("sim:bd-r?fault=tur@1:gone");
	ck_assert_int_eq(imapi_recorder_send_no_data(recorder, &command),
			 IMAPI_E_DEV_NOT_EXIST);
	done();
}

T_MAIN("recorder-command")
