/* SPDX-License-Identifier: MIT */
/* Commands that the caller looks away from, comes back to and leaves behind. */
#include "support/mock.h"
#include "support/t.h"

#include "base/mem.h"
#include "scsi/spc.h"

#define SECOND ((usec_t)USEC_PER_SEC)
#define READY "000000000000"
#define ASK_SENSE "03 00 00 00 12 00"

static const struct scsi_command close_it = {
	.name = "CLOSE TRACK/SESSION", .opcode = 0x5b, .length = 10, .time = TIME_LONG
};
static const struct scsi_command write_10 = { .name = "WRITE(10)",
					      .opcode = 0x2a,
					      .length = 10,
					      .direction = IMAPI_DIRECTION_OUT,
					      .time = TIME_ACCESS };
static const struct scsi_command read_info = { .name = "READ DISC INFORMATION",
					       .opcode = 0x51,
					       .length = 10,
					       .direction = IMAPI_DIRECTION_IN,
					       .alloc_first = 7,
					       .alloc_last = 8,
					       .time = TIME_QUICK };

static imapi_status try_close(struct mock *mock, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&close_it);

	return scsi_try(&mock->device, &cdb, NULL, 0, ret_outcome);
}

static const char *message(const struct mock *mock)
{
	return imapi_error_message(imapi_last_error(mock->context));
}

T(an_answer_within_the_patience_is_as_ever)
{
	struct cdb cdb = cdb_new(&read_info);
	uint8_t data[34] = { 0 };

	MOCK(mock, { .reply = "00200e", .took = SECOND / 2 });

	mock.device.patience = SECOND / 2;
	ck_assert_int_eq(scsi_try(&mock.device, &cdb, data, sizeof(data), NULL), IMAPI_OK);
	ck_assert_uint_eq(data[1], 0x20);
	ck_assert_uint_eq(mock.device.last.transferred, 3);
	ck_assert_uint_eq(mock.device.last.duration, SECOND / 2);
	ck_assert(!scsi_outstanding(&mock.device));
	mock_end(&mock);
}

T(a_command_that_is_not_answered_does_not_hold_the_caller)
{
	struct scsi_outcome o;

	MOCK(mock, { .took = 10 * SECOND });

	mock.device.patience = SECOND / 2;
	ck_assert_int_eq(try_close(&mock, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(mock.clock, SECOND / 2);
	ck_assert_int_eq(o.host, IMAPI_HOST_PENDING);
	ck_assert_int_eq(o.action, SENSE_WAIT);
	ck_assert_uint_eq(o.duration, SECOND / 2);
	ck_assert(scsi_outstanding(&mock.device));
	ck_assert_str_eq(message(&mock), "CLOSE TRACK/SESSION: the drive has not answered yet "
					 "after 0.5 s");
	ck_assert_str_ne(imapi_error_advice(imapi_last_error(mock.context)), "");
	mock_end(&mock);
}

T(the_answer_is_collected_later_and_judged_as_if_it_came_at_once)
{
	struct scsi_outcome o;

	MOCK(mock, { .took = 3 * SECOND, .status = 2, .sense = "5/30/05" });

	mock.device.patience = SECOND;
	mock.device.stage = STAGE_CLOSE;
	ck_assert_int_eq(try_close(&mock, NULL), IMAPI_E_COMMAND_PENDING);
	mock.device.stage = STAGE_READ;
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(o.duration, 2 * SECOND);
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_CLOSE_REJECTED);
	ck_assert_int_eq(o.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(o.sense.asc, 0x30);
	ck_assert_ptr_nonnull(o.row);
	ck_assert_uint_eq(o.duration, 3 * SECOND);
	ck_assert_int_eq(mock.device.last.status, o.status);
	ck_assert_ptr_nonnull(strstr(message(&mock), "5/30/05"));
	ck_assert_int_eq(mock.device.stage, STAGE_READ);
	ck_assert(!scsi_outstanding(&mock.device));
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_INVALIDARG);
	mock_end(&mock);
}

T(nothing_is_sent_while_a_command_is_outstanding)
{
	struct scsi_outcome o;

	MOCK(mock, { .cdb = "5b000000000000000000", .took = 3 * SECOND }, { .cdb = READY });

	mock.device.patience = SECOND;
	try_close(&mock, NULL);
	ck_assert_int_eq(spc_test_unit_ready(&mock.device, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_int_eq(o.host, IMAPI_HOST_BUSY);
	ck_assert_int_eq(o.action, SENSE_WAIT);
	ck_assert_str_eq(message(&mock), "TEST UNIT READY: the drive still works on "
					 "CLOSE TRACK/SESSION, since 1.0 s");
	transport_sleep(mock.transport, 9 * SECOND);
	ck_assert_int_eq(spc_test_unit_ready(&mock.device, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_int_eq(scsi_collect(&mock.device, NULL), IMAPI_OK);
	ck_assert_int_eq(spc_test_unit_ready(&mock.device, &o), IMAPI_OK);
	mock_end(&mock);
}

T(data_on_the_way_are_a_copy_and_late_ones_are_thrown_away)
{
	struct cdb read = cdb_new(&read_info), write = cdb_new(&write_10);
	uint8_t *data = malloc(2048);

	MOCK(mock, { .reply = "0020", .took = 2 * SECOND },
	     { .out = "0102", .took = 2 * SECOND });

	mock.device.patience = SECOND;
	memset(data, 0x77, 34);
	scsi_try(&mock.device, &read, data, 34, NULL);
	ck_assert_uint_eq(data[0], 0x77);
	free(data);
	ck_assert_int_eq(scsi_collect(&mock.device, NULL), IMAPI_OK);
	ck_assert_uint_eq(mock.device.last.transferred, 2);
	data = malloc(2);
	memcpy(data, "\1\2", 2);
	scsi_try(&mock.device, &write, data, 2, NULL);
	free(data);
	ck_assert_int_eq(scsi_collect(&mock.device, NULL), IMAPI_OK);
	mock_end(&mock);
}

T(asking_for_missing_sense_does_not_hold_the_caller_either)
{
	struct scsi_outcome o;

	MOCK(mock, { .status = 2, .took = 2 * SECOND },
	     { .cdb = ASK_SENSE,
	       .took = 2 * SECOND,
	       .reply = "70 00 05 00 00 00 00 0A 00 00 00 00 20 00 00 00 00 00" },
	     { .status = 2 },
	     { .cdb = ASK_SENSE,
	       .reply = "70 00 05 00 00 00 00 0A 00 00 00 00 24 00 00 00 00 00" },
	     { .status = 2 }, { .cdb = ASK_SENSE, .failed = IMAPI_E_FAIL, .took = 2 * SECOND });

	mock.device.patience = SECOND;
	ck_assert_int_eq(try_close(&mock, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(mock.sent, 2);
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(o.sense.asc, 0x20);
	ck_assert_int_eq(try_close(&mock, &o), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(o.sense.asc, 0x24);
	ck_assert_int_eq(try_close(&mock, &o), IMAPI_E_COMMAND_PENDING);
	ck_assert_int_eq(scsi_collect(&mock.device, &o),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T(a_failure_that_comes_late_is_reported)
{
	struct scsi_outcome o;

	MOCK(mock, { .failed = IMAPI_E_ACCESSDENIED, .took = 2 * SECOND },
	     { .host = IMAPI_HOST_TIMEOUT, .took = 2 * SECOND });

	mock.device.patience = SECOND;
	try_close(&mock, &o);
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_ACCESSDENIED);
	ck_assert_int_eq(o.host, IMAPI_HOST_ERROR);
	ck_assert_ptr_nonnull(strstr(message(&mock), "CLOSE TRACK/SESSION"));
	try_close(&mock, &o);
	ck_assert_int_eq(scsi_collect(&mock.device, &o), IMAPI_E_RECORDER_COMMAND_TIMEOUT);
	mock_end(&mock);
}

T(no_time_out_undercuts_a_caller_with_patience)
{
	MOCK(mock, { .repeat = true });

	spc_test_unit_ready(&mock.device, NULL);
	ck_assert_uint_eq(mock.timeout_ms, 120000);
	mock.device.patience = SECOND;
	spc_test_unit_ready(&mock.device, NULL);
	ck_assert_uint_ge(mock.timeout_ms, 4u * 3600 * 1000);
	mock.device.transport_limit = 20 * 3600 * SECOND;
	spc_test_unit_ready(&mock.device, NULL);
	ck_assert_uint_eq(mock.timeout_ms, 20u * 3600 * 1000);
	mock_end(&mock);
}

T(running_a_command_ends_with_the_patience)
{
	struct cdb cdb = cdb_new(&close_it);

	MOCK(mock, { .took = 100 * SECOND });

	mock.device.patience = SECOND;
	ck_assert_int_eq(scsi_run(&mock.device, &cdb, NULL, 0), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(mock.clock, SECOND);
	ck_assert_int_eq(scsi_run(&mock.device, &cdb, NULL, 0), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(mock.clock, SECOND);
	mock_end(&mock);
}

T(a_command_left_behind_is_forgotten_once_it_is_answered)
{
	struct cdb cdb = cdb_new(&write_10);

	MOCK(mock, { .took = 10 * SECOND, .status = 2, .sense = "3/0c/00" }, { .cdb = READY },
	     { .took = 10 * SECOND }, { .cdb = NULL });

	mock.device.patience = SECOND;
	try_close(&mock, NULL);
	mock.device.patience = 0;
	ck_assert_int_eq(spc_test_unit_ready(&mock.device, NULL), IMAPI_E_COMMAND_PENDING);
	ck_assert_uint_eq(mock.clock, SECOND);
	transport_sleep(mock.transport, 9 * SECOND);
	ck_assert_int_eq(spc_test_unit_ready(&mock.device, NULL), IMAPI_OK);
	mock.device.patience = SECOND;
	try_close(&mock, NULL);
	mock.device.patience = 0;
	ck_assert_int_eq(scsi_run(&mock.device, &cdb, NULL, 0), IMAPI_OK);
	ck_assert_uint_ge(mock.clock, 20 * SECOND);
	mock_end(&mock);
}

T(without_patience_collecting_waits_for_the_answer)
{
	MOCK(mock, { .took = 5000 * SECOND });

	mock.device.patience = SECOND;
	try_close(&mock, NULL);
	mock.device.patience = 0;
	ck_assert_int_eq(scsi_collect(&mock.device, NULL), IMAPI_OK);
	ck_assert_uint_eq(mock.clock, 5000 * SECOND);
	mock_end(&mock);
}

T(a_device_with_a_command_outstanding_goes_away_at_once)
{
	uint8_t data[2048] = { 0 };
	struct cdb cdb = cdb_new(&write_10);

	MOCK(mock, { .took = 5000 * SECOND });

	mock.device.patience = SECOND;
	scsi_try(&mock.device, &cdb, data, sizeof(data), NULL);
	mock_end(&mock);
	ck_assert_uint_eq(mock.clock, SECOND);
	ck_assert(!scsi_outstanding(&mock.device));
}

T_MAIN("outstanding")
