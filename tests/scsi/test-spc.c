/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"

#include "scsi/spc.h"

#include <string.h>

#define SECOND ((usec_t)USEC_PER_SEC)

/* What sg_turs, sg_requests, sg_inq, sg_start and sg_prevent of sg3_utils 1.46 send. */
T(commands_have_the_bytes_that_sg3_utils_sends)
{
	struct inquiry inquiry;
	struct scsi_sense sense;

	MOCK(mock, { .cdb = "00 00 00 00 00 00" },
	     { .cdb = "12 00 00 00 24 00", .reply = "05 80 00 32 5b" },
	     { .cdb = "1b 01 00 00 01 00" }, { .cdb = "1b 00 00 00 02 00" },
	     { .cdb = "1b 00 00 00 03 00" }, { .cdb = "1b 00 00 00 00 00" },
	     { .cdb = "1e 00 00 00 01 00" }, { .cdb = "1e 00 00 00 00 00" },
	     { .cdb = "03 00 00 00 12 00", .reply = "70 00 00" });

	ck_assert_int_eq(spc_test_unit_ready(&mock.device, NULL), IMAPI_OK);
	ck_assert_int_eq(spc_inquiry(&mock.device, &inquiry), IMAPI_OK);
	ck_assert_int_eq(spc_start_stop(&mock.device, true, false, true), IMAPI_OK);
	ck_assert_int_eq(spc_start_stop(&mock.device, false, true, false), IMAPI_OK);
	ck_assert_int_eq(spc_start_stop(&mock.device, true, true, false), IMAPI_OK);
	ck_assert_int_eq(spc_start_stop(&mock.device, false, false, false), IMAPI_OK);
	ck_assert_int_eq(spc_prevent_removal(&mock.device, true), IMAPI_OK);
	ck_assert_int_eq(spc_prevent_removal(&mock.device, false), IMAPI_OK);
	ck_assert_int_eq(spc_request_sense(&mock.device, &sense), IMAPI_OK);
	ck_assert(sense.valid);
	mock_end(&mock);
}

T(fields_of_a_command_are_put_and_got_where_the_standard_has_them)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_MODE_SENSE_10]);
	int64_t lba = 7;

	cdb_put(&cdb, MODE_SENSE_PC, 2);
	cdb_put(&cdb, MODE_SENSE_PAGE, 0xff);
	ck_assert_uint_eq(cdb.bytes[2], 0xbf);
	cdb_put(&cdb, MODE_SENSE_PAGE, 5);
	ck_assert_uint_eq(cdb.bytes[2], 0x85);
	cdb_put(&cdb, CDB_BYTES(2, 5), 0x12345678);
	ck_assert_uint_eq(cdb.bytes[2], 0x12);
	ck_assert_uint_eq(cdb.bytes[5], 0x78);
	ck_assert_uint_eq(cdb_get(cdb.bytes, CDB_BYTES(2, 5)), 0x12345678);
	ck_assert_uint_eq(cdb_get(cdb.bytes, CDB_BITS(2, 6, 4)), 1);
	ck_assert(!cdb_lba(cdb.bytes, &lba));
	ck_assert_int_eq(lba, 7);
}

/* Standard INQUIRY data as a drive report on a TSSTcorp SH-S223F shows it. */
T(inquiry_gives_names_and_type)
{
	struct inquiry i;

	MOCK(mock,
	     { .reply = "05 80 00 32 5b 00 00 00 54 53 53 54 63 6f 72 70 43 44 44 56 44 57 20 "
			"53 48 2d 53 32 32 33 46 20 53 42 30 33" },
	     { .reply = "05 80 00 32" });

	ck_assert_int_eq(spc_inquiry(&mock.device, &i), IMAPI_OK);
	ck_assert_uint_eq(i.device_type, 5);
	ck_assert_uint_eq(i.removable, 1);
	ck_assert_mem_eq(i.vendor, "TSSTcorp", 8);
	ck_assert_mem_eq(i.product, "CDDVDW SH-S223F ", 16);
	ck_assert_mem_eq(i.revision, "SB03", 4);
	ck_assert_int_eq(spc_inquiry(&mock.device, &i),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

static imapi_status sense_page(struct mock *mock, uint8_t *page, size_t room, size_t *size)
{
	return spc_mode_sense(&mock->device, 0x1d, 0, page, room, size);
}

T(a_mode_page_comes_without_its_headers)
{
	uint8_t page[12];
	size_t size = 0;

	MOCK(mock,
	     { .cdb = "5a 00 1d 00 00 00 00 01 0a 00",
	       .reply = "0012 41 00 0000 0000 1d0a 0000 0000 0009 2a30 0000" },
	     { .reply =
		       "001a 41 00 0000 0008 0000000000000800 1d0a 0000 0000 0009 2a30 0000" });

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(sense_page(&mock, page, sizeof(page), &size), IMAPI_OK);
		ck_assert_uint_eq(size, 12);
		ck_assert_uint_eq(page[7], 9);
		ck_assert_uint_eq(page[8], 0x2a);
	}
	mock_end(&mock);
}

T(a_page_cut_short_reads_as_zero)
{
	uint8_t page[64];
	size_t size = 0;

	MOCK(mock, { .reply = "0012 41 00 0000 0000 1d0a 0000" },
	     { .reply = "000a 41 00 0000 0000 1d0a 0000 ffff ffff" });

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(sense_page(&mock, page, sizeof(page), &size), IMAPI_OK);
		ck_assert_uint_eq(size, 4);
		ck_assert_uint_eq(page[5], 0);
	}
	mock_end(&mock);
}

T(a_missing_page_has_its_own_status)
{
	uint8_t page[12];
	size_t size = 99;

	MOCK(mock, { .status = 2, .sense = "5/24/00" }, { .reply = "0006 41 00 0000 0000" });

	ck_assert_int_eq(sense_page(&mock, page, 12, &size),
			 IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	ck_assert_int_eq(sense_page(&mock, page, 12, &size),
			 IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	ck_assert_uint_eq(size, 99);
	mock_end(&mock);
}

T(mode_data_that_contradict_themselves_are_the_drives_fault)
{
	uint8_t page[12];
	size_t size;

	MOCK(mock, { .reply = "00" }, { .reply = "0012 41 00 0000 ffff 1d0a" },
	     { .reply = "0012 41 00 0000 0000 2a0a 0000" },
	     { .reply = "0007 41 00 0000 0000 1d" });

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(sense_page(&mock, page, 12, &size),
				 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T(mode_select_sends_a_header_and_clears_ps)
{
	uint8_t page[4] = { 0x9d, 2, 3, 4 };

	MOCK(mock,
	     { .cdb = "55 10 00 00 00 00 00 00 0c 00", .out = "0000000000000000 1d020304" },
	     { .status = 2, .sense = "5/26/00" });

	ck_assert_int_eq(spc_mode_select(&mock.device, page, 4, false), IMAPI_OK);
	ck_assert_int_eq(spc_mode_select(&mock.device, page, 4, false),
			 IMAPI_E_RECORDER_INVALID_MODE_PARAMETERS);
	ck_assert_int_eq(spc_mode_select(&mock.device, page, 1, false), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(spc_mode_select(&mock.device, page, 300, false), IMAPI_E_INVALIDARG);
	mock_end(&mock);
}

T(unit_attentions_are_drained_until_ready)
{
	MOCK(mock, { .status = 2, .sense = "6/29/00" }, { .status = 2, .sense = "6/28/00" },
	     { .status = 2, .sense = "2/04/01" }, { .status = 2, .sense = "2/04/01" }, { 0 });

	ck_assert_int_eq(spc_wait_ready(&mock.device, 60 * SECOND), IMAPI_OK);
	ck_assert_uint_gt(mock.slept, 0);
	mock_end(&mock);
}

T(an_endless_row_of_attentions_ends)
{
	MOCK(mock, { .status = 2, .sense = "6/29/00", .repeat = true });

	ck_assert_int_eq(spc_wait_ready(&mock.device, 60 * SECOND), IMAPI_E_DEVICE_RESET);
	ck_assert_uint_eq(mock.sent, 6);
	mock_end(&mock);
}

T(a_drive_that_waits_to_be_started_is_started_once)
{
	MOCK(mock, { .status = 2, .sense = "2/04/02" }, { .cdb = "1b 01 00 00 01 00" },
	     { .status = 2, .sense = "2/04/02" }, { .status = 2, .sense = "2/04/01" }, { 0 });

	ck_assert_int_eq(spc_wait_ready(&mock.device, 60 * SECOND), IMAPI_OK);
	mock_end(&mock);
}

T(no_medium_and_other_errors_end_the_wait_at_once)
{
	MOCK(mock, { .status = 2, .sense = "2/3a/01" }, { .status = 2, .sense = "4/3e/01" },
	     { .host = IMAPI_HOST_GONE }, { .status = 0x18 });

	ck_assert_int_eq(spc_wait_ready(&mock.device, SECOND), IMAPI_E_RECORDER_MEDIA_NO_MEDIA);
	ck_assert_int_eq(spc_wait_ready(&mock.device, SECOND), IMAPI_E_DRIVE_FAILED);
	ck_assert_int_eq(spc_wait_ready(&mock.device, SECOND), IMAPI_E_DEV_NOT_EXIST);
	ck_assert_int_eq(spc_wait_ready(&mock.device, SECOND), IMAPI_E_RECORDER_LOCKED);
	mock_end(&mock);
}

T(the_wait_for_ready_ends_in_time_and_by_cancel)
{
	atomic_bool cancel = false;

	MOCK(mock, { .status = 2, .sense = "2/04/01", .repeat = true });

	ck_assert_int_eq(spc_wait_ready(&mock.device, 20 * SECOND),
			 IMAPI_E_RECORDER_MEDIA_BECOMING_READY);
	ck_assert_uint_ge(mock.clock, 20 * SECOND);
	ck_assert_uint_le(mock.clock, 21 * SECOND);
	mock.device.cancel = &cancel;
	atomic_store(&cancel, true);
	ck_assert_int_eq(spc_wait_ready(&mock.device, 20 * SECOND), IMAPI_E_REQUEST_CANCELLED);
	mock_end(&mock);
}

T_MAIN("spc")
