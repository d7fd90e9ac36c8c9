/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"

#include "scsi/spc.h"

#include <string.h>

#define SECOND ((usec_t)USEC_PER_SEC)
#define NO_SENSE "000000000000000000000000000000000000"
#define DEFERRED_PMA "71 00 03 00 00 00 00 0A 00 00 00 00 73 04 00 00 00 00"
#define DEFERRED_PARAMETER "71 00 05 00 00 00 00 0A 00 00 00 00 26 00 00 00 00 00"

static const struct scsi_command write_10 = { .name = "WRITE(10)",
					      .opcode = 0x2a,
					      .length = 10,
					      .direction = IMAPI_DIRECTION_OUT,
					      .time = TIME_ACCESS };
static const struct scsi_command close_it = {
	.name = "CLOSE TRACK/SESSION", .opcode = 0x5b, .length = 10, .time = TIME_LONG
};
static const struct scsi_command quick_in = { .name = "READ DISC INFORMATION",
					      .opcode = 0x51,
					      .length = 10,
					      .direction = IMAPI_DIRECTION_IN,
					      .alloc_first = 7,
					      .alloc_last = 8,
					      .time = TIME_QUICK };

static imapi_status run_quick(struct mock *mock)
{
	struct cdb cdb = cdb_new(&quick_in);
	uint8_t data[34];

	return scsi_run(&mock->device, &cdb, data, sizeof(data));
}

static imapi_status run_close(struct mock *mock)
{
	struct cdb cdb = cdb_new(&close_it);

	return scsi_run(&mock->device, &cdb, NULL, 0);
}

static const struct imapi_error *error_of(const struct mock *mock)
{
	return imapi_last_error(mock->context);
}

T(good_is_good_and_the_length_field_is_filled)
{
	MOCK(mock, { .cdb = "51 00 00 00 00 00 00 00 22 00", .reply = "0020", .took = 7 });

	ck_assert_int_eq(run_quick(&mock), IMAPI_OK);
	ck_assert_uint_eq(mock.device.last.transferred, 2);
	ck_assert_int_eq(mock.device.last.action, SENSE_OK);
	ck_assert_uint_eq(mock.device.last.duration, 7);
	mock_end(&mock);
}

T(an_error_tells_command_address_sense_and_advice)
{
	struct cdb cdb = cdb_new(&write_10);
	uint8_t data[2048] = { 0 }, key, asc, ascq;
	struct scsi_outcome o;
	const uint8_t *bytes;

	MOCK(mock, { .status = 2, .sense = "3/0c/00", .took = 1234000 });

	mock.device.stage = STAGE_WRITE;
	cdb_put(&cdb, CDB_BYTES(2, 5), 12345);
	ck_assert_int_eq(scsi_try(&mock.device, &cdb, data, sizeof(data), &o),
			 IMAPI_E_MEDIUM_WRITE_FAILED);
	ck_assert_str_eq(imapi_error_message(error_of(&mock)),
			 "WRITE(10) at LBA 12345: medium error 3/0C/00 (write error)");
	ck_assert_int_eq(imapi_error_lba(error_of(&mock)), 12345);
	ck_assert_int_eq(imapi_error_sense(error_of(&mock), &key, &asc, &ascq), 1);
	ck_assert_uint_eq(key, 3);
	ck_assert_uint_eq(asc, 0x0c);
	ck_assert_uint_eq(imapi_error_sense_bytes(error_of(&mock), &bytes), 18);
	ck_assert_uint_eq(imapi_error_cdb(error_of(&mock), &bytes), 10);
	ck_assert_uint_eq(bytes[0], 0x2a);
	ck_assert_uint_eq(imapi_error_elapsed_ms(error_of(&mock)), 1234);
	ck_assert_str_ne(imapi_error_advice(error_of(&mock)), "");
	ck_assert_int_eq(o.action, SENSE_MEDIUM);
	ck_assert_ptr_nonnull(o.row);
	mock_end(&mock);
}

T(a_negative_address_is_shown_as_such)
{
	struct cdb cdb = cdb_new(&write_10);
	uint8_t data[2048] = { 0 };

	MOCK(mock, { .status = 2, .sense = "5/24/00" });

	cdb_put(&cdb, CDB_BYTES(2, 5), (uint32_t)-150);
	scsi_try(&mock.device, &cdb, data, sizeof(data), NULL);
	ck_assert_int_eq(imapi_error_lba(error_of(&mock)), -150);
	mock_end(&mock);
}

T(a_busy_drive_is_waited_for)
{
	MOCK(mock, { .status = 2, .sense = "2/04/07" }, { .status = 2, .sense = "2/04/08" },
	     { .status = 8 }, { .status = 0x28 }, { .host = IMAPI_HOST_BUSY },
	     { .reply = "00" });

	ck_assert_int_eq(run_quick(&mock), IMAPI_OK);
	ck_assert_uint_gt(mock.slept, 0);
	mock_end(&mock);
}

T(the_wait_ends_in_time)
{
	MOCK(mock, { .status = 2, .sense = "2/04/07", .took = 1000, .repeat = true });

	ck_assert_int_eq(run_quick(&mock), IMAPI_E_RECORDER_MEDIA_BUSY);
	ck_assert_uint_le(mock.clock, 10 * SECOND);
	ck_assert_uint_ge(mock.clock, 8 * SECOND);
	mock_end(&mock);
}

T(becoming_ready_is_waited_for_longer)
{
	MOCK(mock, { .status = 2, .sense = "2/04/01", .repeat = true });

	ck_assert_int_eq(run_quick(&mock), IMAPI_E_RECORDER_MEDIA_BECOMING_READY);
	ck_assert_uint_le(mock.clock, 240 * SECOND);
	ck_assert_uint_ge(mock.clock, 230 * SECOND);
	mock_end(&mock);
}

static uint64_t frozen(void *self)
{
	(void)self;
	return 5;
}

T(a_clock_that_stands_still_does_not_hang_the_loop)
{
	MOCK(mock, { .status = 8, .repeat = true });

	mock.transport->ops.now_us = frozen;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_DRIVE_BUSY);
	ck_assert_uint_le(mock.sent, 5000);
	mock_end(&mock);
}

T(read_errors_are_tried_again_twice)
{
	MOCK(mock, { .status = 2, .sense = "3/11/05", .repeat = true });

	mock.device.stage = STAGE_READ;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_MEDIUM_READ_FAILED);
	ck_assert_uint_eq(mock.sent, 3);
	mock_end(&mock);
}

T(a_refusal_is_reported_at_once)
{
	MOCK(mock, { .status = 2, .sense = "5/24/00" });

	ck_assert_int_eq(run_quick(&mock), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(mock.slept, 0);
	mock_end(&mock);
}

T(a_wait_can_be_cancelled)
{
	atomic_bool cancel = false;

	MOCK(mock, { .status = 2, .sense = "2/04/01", .repeat = true });

	mock.device.cancel = &cancel;
	mock.cancel_after = &cancel;
	mock.cancel_at = 3 * SECOND;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_REQUEST_CANCELLED);
	ck_assert_uint_le(mock.clock, 3 * SECOND + SECOND / 5);
	mock_end(&mock);
}

T(sense_that_got_lost_is_asked_for)
{
	MOCK(mock, { .status = 2 },
	     { .cdb = "03 00 00 00 12 00",
	       .reply = "70 00 05 00 00 00 00 0A 00 00 00 00 20 00 00 00 00 00" });

	ck_assert_int_eq(run_quick(&mock), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(mock.device.last.sense.asc, 0x20);
	mock_end(&mock);
}

T(sense_that_says_nothing_is_never_ready)
{
	MOCK(mock, { .status = 2, .sense = NO_SENSE },
	     { .cdb = "03 00 00 00 12 00", .reply = NO_SENSE },
	     { .status = 2, .sense = "0/00/00" },
	     { .cdb = "03 00 00 00 12 00", .host = IMAPI_HOST_ERROR }, { .status = 2 },
	     { .cdb = "03 00 00 00 12 00", .failed = IMAPI_E_FAIL }, { .status = 2 },
	     { .cdb = "03 00 00 00 12 00", .status = 2 });

	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(run_quick(&mock),
				 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
		ck_assert_int_eq(mock.device.last.action, SENSE_INQUIRE);
		ck_assert(!mock.device.last.sense.valid);
	}
	mock_end(&mock);
}

T(a_request_sense_that_fails_does_not_ask_itself)
{
	struct scsi_sense sense;

	MOCK(mock, { .cdb = "03 00 00 00 12 00", .status = 2 });

	ck_assert_int_eq(spc_request_sense(&mock.device, &sense),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T(good_from_an_adapter_that_failed_is_no_success)
{
	static const struct {
		enum imapi_host_result host;
		imapi_status status;
	} rows[] = {
		{ IMAPI_HOST_TIMEOUT, IMAPI_E_RECORDER_COMMAND_TIMEOUT },
		{ IMAPI_HOST_RESET, IMAPI_E_DEVICE_RESET },
		{ IMAPI_HOST_GONE, IMAPI_E_DEV_NOT_EXIST },
		{ IMAPI_HOST_ERROR, IMAPI_E_TRANSPORT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		MOCK(mock, { .host = rows[i].host, .took = SECOND });

		ck_assert_int_eq(run_close(&mock), rows[i].status);
		ck_assert_int_eq(mock.device.last.action, SENSE_HOST);
		ck_assert_ptr_null(mock.device.last.row);
		ck_assert_str_ne(imapi_error_advice(error_of(&mock)), "");
		mock_end(&mock);
	}
}

static imapi_status lost_facts(void *self, struct imapi_transport_facts *ret_facts)
{
	(void)self;
	strcpy(ret_facts->lost, "the connection to h:1 was lost: h:1 closed it");
	return IMAPI_OK;
}

T(a_lost_connection_is_not_a_drive_that_was_unplugged)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_TEST_UNIT_READY]);
	const struct imapi_error *err;

	MOCK(m, { .host = IMAPI_HOST_GONE });
	m.transport->ops.facts = lost_facts;
	ck_assert_int_eq(scsi_run(&m.device, &cdb, NULL, 0), IMAPI_E_CONNECTION_LOST);
	err = imapi_last_error(m.context);
	ck_assert_str_eq(imapi_error_message(err),
			 "TEST UNIT READY: the connection to h:1 was lost: h:1 closed it");
	ck_assert_ptr_nonnull(strstr(imapi_error_advice(err), "Open the drive again"));
	mock_end(&m);
}

T(good_with_an_error_in_its_sense_is_no_success)
{
	MOCK(mock, { .status = 0, .sense = "3/0c/00" });

	ck_assert_int_eq(run_close(&mock), IMAPI_E_MEDIUM_WRITE_FAILED);
	mock_end(&mock);
}

T(recovered_errors_are_success)
{
	MOCK(mock, { .status = 2, .sense = "1/17/01" });

	ck_assert_int_eq(run_close(&mock), IMAPI_OK);
	ck_assert_uint_eq(mock.device.last.sense.key, 1);
	mock_end(&mock);
}

T(a_deferred_error_of_the_medium_is_reported)
{
	MOCK(mock, { .status = 2, .sense = DEFERRED_PMA });

	mock.device.stage = STAGE_CLOSE;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_MEDIUM_WRITE_FAILED);
	ck_assert(mock.device.last.sense.deferred);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(error_of(&mock)), "deferred 3/73/04"));
	mock_end(&mock);
}

T(another_deferred_error_means_send_again_once)
{
	MOCK(mock, { .status = 2, .sense = DEFERRED_PARAMETER }, { .reply = "00" },
	     { .status = 2, .sense = DEFERRED_PARAMETER },
	     { .status = 2, .sense = DEFERRED_PARAMETER });

	ck_assert_int_eq(run_quick(&mock), IMAPI_OK);
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_COMMAND_REJECTED);
	mock_end(&mock);
}

T(a_deferred_recovered_error_does_not_make_a_success)
{
	struct scsi_outcome o;
	struct cdb cdb = cdb_new(&close_it);

	MOCK(mock,
	     { .status = 2, .sense = "71 00 01 00 00 00 00 0A 00 00 00 00 17 00 00 00 00 00" });

	ck_assert_int_eq(scsi_try(&mock.device, &cdb, NULL, 0, &o),
			 IMAPI_E_UNEXPECTED_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(o.action, SENSE_RETRY);
	mock_end(&mock);
}

T(a_changed_medium_is_no_news_unless_something_is_written)
{
	MOCK(mock, { .status = 2, .sense = "6/28/00" }, { .reply = "00" },
	     { .status = 2, .sense = "6/28/00" }, { .status = 2, .sense = "6/28/00" },
	     { .status = 2, .sense = "6/28/00" }, { .status = 2, .sense = "6/29/00" });

	ck_assert_int_eq(run_quick(&mock), IMAPI_OK);
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_RECORDER_MEDIA_BECOMING_READY);
	mock.device.stage = STAGE_WRITE;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_RECORDER_MEDIA_BECOMING_READY);
	mock.device.stage = STAGE_PREPARE;
	ck_assert_int_eq(run_quick(&mock), IMAPI_E_DEVICE_RESET);
	mock_end(&mock);
}

T(a_transport_that_cannot_send_is_reported_with_the_command)
{
	MOCK(mock, { .failed = IMAPI_E_ACCESSDENIED });

	ck_assert_int_eq(run_close(&mock), IMAPI_E_ACCESSDENIED);
	ck_assert_int_eq(mock.device.last.action, SENSE_HOST);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(error_of(&mock)), "CLOSE TRACK/SESSION: "));
	mock_end(&mock);
}

T(other_status_bytes_have_their_status)
{
	MOCK(mock, { .status = 0x18 }, { .status = 0x40 }, { .status = 0x66 }, { .status = 4 });

	ck_assert_int_eq(run_close(&mock), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(run_close(&mock), IMAPI_E_TRANSPORT);
	ck_assert_int_eq(run_close(&mock), IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(run_close(&mock), IMAPI_OK);
	mock_end(&mock);
}

T(the_systems_time_out_is_far_behind_every_patience)
{
	MOCK(mock, { .repeat = true });

	run_quick(&mock);
	ck_assert_uint_eq(mock.timeout_ms, 120000);
	run_close(&mock);
	ck_assert_uint_eq(mock.timeout_ms, 250 * 60 * 1000);
	mock.device.stage = STAGE_CLOSE;
	run_quick(&mock);
	ck_assert_uint_eq(mock.timeout_ms, 250 * 60 * 1000);
	mock.device.transport_limit = 3600 * SECOND;
	run_close(&mock);
	ck_assert_uint_eq(mock.timeout_ms, 3600 * 1000);
	mock.device.transport_limit = UINT64_MAX;
	run_close(&mock);
	ck_assert_uint_eq(mock.timeout_ms, UINT32_MAX);
	mock_end(&mock);
}

T_MAIN("command")
