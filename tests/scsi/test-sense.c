/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"

#include <string.h>

static struct scsi_sense decode(const char *hex)
{
	uint8_t bytes[252];

	return sense_decode(bytes, hex_bytes(hex, bytes, sizeof(bytes)));
}

static void expect(const char *hex, uint8_t key, uint8_t asc, uint8_t ascq)
{
	struct scsi_sense s = decode(hex);

	ck_assert_msg(s.valid, "%s", hex);
	ck_assert_uint_eq(s.key, key);
	ck_assert_uint_eq(s.asc, asc);
	ck_assert_uint_eq(s.ascq, ascq);
}

/* From a libburn log: tray loaded, no medium. */
T(fixed_format_is_decoded)
{
	expect("70 00 02 00 00 00 00 0A 00 00 00 00 3A 01 00 00 00 00", 2, 0x3a, 1);
	ck_assert(
		!decode("70 00 02 00 00 00 00 0A 00 00 00 00 3A 01 00 00 00 00").has_progress);
}

/* From a DVD+RW drive that formats in the background (comments of cdrecord). */
T(the_valid_bit_does_not_hide_the_progress)
{
	struct scsi_sense s = decode("F0 00 00 00 00 00 00 0A 00 00 00 00 04 04 00 80 03 F6");

	ck_assert(s.valid);
	ck_assert(!s.deferred);
	ck_assert_uint_eq(s.asc, 4);
	ck_assert_uint_eq(s.ascq, 4);
	ck_assert(s.has_progress);
	ck_assert_uint_eq(s.progress, 1014);
	ck_assert(s.has_information);
}

/* libata makes this of a time-out (log of a burn on an hp TS-U633F). */
T(descriptor_format_from_libata_is_marked)
{
	struct scsi_sense s =
		decode("72 0B 00 00 00 00 00 0E 09 0C 00 00 00 03 00 00 00 00 00 00 "
		       "A0 50");

	ck_assert(s.valid);
	ck_assert(s.ata);
	ck_assert_uint_eq(s.key, 0xb);
	ck_assert_int_eq(sense_lookup(&s, STAGE_CLOSE)->action, SENSE_HOST);
}

T(descriptors_carry_information_and_progress)
{
	struct scsi_sense s = decode("72 02 04 04 00 00 00 14 "
				     "00 0a 80 00 00 00 00 01 00 00 00 02 "
				     "02 06 00 00 80 40 00 00");

	ck_assert(s.valid);
	ck_assert(s.has_information);
	ck_assert_uint_eq(s.information, 0x100000002);
	ck_assert(s.has_progress);
	ck_assert_uint_eq(s.progress, 0x4000);
}

T(deferred_errors_are_told_apart)
{
	ck_assert(decode("71 00 03 00 00 00 00 0A 00 00 00 00 73 04 00 00 00 00").deferred);
	ck_assert(decode("F1 00 03 00 00 00 00 0A 00 00 00 00 73 04 00 00 00 00").deferred);
	ck_assert(decode("73 03 73 04 00 00 00 00").deferred);
	ck_assert(!decode("72 03 73 04 00 00 00 00").deferred);
	expect("73 03 73 04 00 00 00 00", 3, 0x73, 4);
}

T(sense_key_specific_bytes_are_no_progress_under_other_keys)
{
	ck_assert(
		!decode("70 00 05 00 00 00 00 0A 00 00 00 00 24 00 00 C0 00 02").has_progress);
	ck_assert(
		!decode("70 00 03 00 00 00 00 0A 00 00 00 00 11 05 00 80 00 02").has_progress);
	ck_assert(!decode("72 05 24 00 00 00 00 08 02 06 00 00 C0 00 02 00").has_progress);
	ck_assert(decode("70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 00 02").has_progress);
	ck_assert(
		!decode("70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 00 00 02").has_progress);
}

T(what_is_no_sense_data_is_not_valid)
{
	ck_assert(!sense_decode(NULL, 0).valid);
	ck_assert(!decode("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00").valid);
	ck_assert(!decode("7f 00 02 00 00 00 00 0A 00 00 00 00 3A 01").valid);
	ck_assert(!decode("70").valid);
	ck_assert(!decode("70 00").valid);
	ck_assert(!decode("72 02 04").valid);
}

T(short_sense_gives_what_there_is)
{
	expect("70 00 02", 2, 0, 0);
	expect("70 00 02 00 00 00 00 00 00 00 00 00 3A 01", 2, 0, 0);
	expect("70 00 02 00 00 00 00 05 00 00 00 00 3A 01", 2, 0x3a, 0);
	expect("72 02 04 07", 2, 4, 7);
	expect("72 02 04 07 00 00 00 FF 02", 2, 4, 7);
	expect("72 02 04 07 00 00 00 FF 00 00 00 00 02 FF 00 00 80", 2, 4, 7);
}

T(every_length_of_any_sense_is_safe)
{
	uint8_t bytes[252];

	for (unsigned code = 0; code < 256; code++) {
		for (size_t n = 0; n <= sizeof(bytes); n++) {
			memset(bytes, (int)(n * 37 + code), sizeof(bytes));
			bytes[0] = (uint8_t)code;
			bytes[7] = (uint8_t)(n * 11);
			sense_decode(bytes, n);
		}
	}
}

T(encoded_sense_has_the_bytes_of_spc)
{
	struct scsi_sense s = {
		.key = 2, .asc = 4, .ascq = 4, .has_progress = true, .progress = 0x8001
	};
	uint8_t bytes[18], want[18];

	ck_assert_uint_eq(sense_encode(&s, bytes), 18);
	hex_bytes("70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 80 01", want, 18);
	ck_assert_mem_eq(bytes, want, 18);
	s = (struct scsi_sense){ .deferred = true,
				 .key = 3,
				 .asc = 0x0c,
				 .has_information = true,
				 .information = 0x12345 };
	sense_encode(&s, bytes);
	hex_bytes("F1 00 03 00 01 23 45 0A 00 00 00 00 0C 00 00 00 00 00", want, 18);
	ck_assert_mem_eq(bytes, want, 18);
}

/* A sense code for which the lookup finds this row, if there is one. */
static bool reachable(const struct sense_row *row)
{
	for (unsigned q = row->ascq_first; q <= row->ascq_last; q++) {
		for (unsigned key = 0; key < 16; key++) {
			for (unsigned stage = 1; stage <= STAGE_READ; stage <<= 1) {
				struct scsi_sense s = { .valid = true,
							.key = (uint8_t)key,
							.asc = row->asc,
							.ascq = (uint8_t)q };

				if (sense_lookup(&s, (enum scsi_stage)stage) == row)
					return true;
			}
		}
	}
	return false;
}

T(every_row_is_reachable_and_complete)
{
	size_t count;
	const struct sense_row *rows = sense_rows(&count);

	ck_assert_uint_ge(count, 150);
	for (size_t i = 0; i < count; i++) {
		const struct sense_row *r = &rows[i];

		ck_assert_msg(reachable(r), "row %zu: %X/%02X/%02X %s", i, r->key, r->asc,
			      r->ascq_first, r->text);
		ck_assert_str_ne(r->text, "");
		ck_assert_ptr_nonnull(imapi_status_name(r->status));
		ck_assert_msg((r->action == SENSE_OK) == (r->status == IMAPI_OK), "row %zu", i);
		ck_assert_msg(r->status == IMAPI_OK || r->advice[0], "row %zu has no advice",
			      i);
	}
}

T(every_code_has_a_row_at_every_stage)
{
	unsigned bad = 0;

	for (unsigned code = 0; code < 1u << 20; code++) {
		struct scsi_sense s = { .valid = true,
					.key = (uint8_t)(code >> 16),
					.asc = (uint8_t)(code >> 8),
					.ascq = (uint8_t)code };
		const struct sense_row *row = sense_lookup(&s, STAGE_WRITE);
		bool vendor = s.key >= 3 && s.key <= 5 && s.asc >= 0x80;

		bad += !row->text || (vendor && row->action != SENSE_DIAGNOSE);
	}
	ck_assert_uint_eq(bad, 0);
}

struct expected {
	uint8_t key, asc, ascq;
	enum scsi_stage stage;
	enum sense_action action;
	imapi_status status;
};

static const struct expected table[] = {
	{ 2, 0x04, 0x01, STAGE_PREPARE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BECOMING_READY },
	{ 2, 0x04, 0x07, STAGE_CLOSE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BUSY },
	{ 2, 0x04, 0x08, STAGE_WRITE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BUSY },
	{ 2, 0x04, 0x04, STAGE_ANY, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_FORMAT_IN_PROGRESS },
	{ 2, 0x3a, 0x00, STAGE_WRITE, SENSE_USER, IMAPI_E_RECORDER_MEDIA_NO_MEDIA },
	{ 2, 0x3a, 0x00, STAGE_CLOSE, SENSE_INQUIRE, IMAPI_E_RECORDER_MEDIA_NO_MEDIA },
	{ 3, 0x0c, 0x00, STAGE_WRITE, SENSE_MEDIUM, IMAPI_E_MEDIUM_WRITE_FAILED },
	{ 3, 0x0c, 0x00, STAGE_CLOSE, SENSE_DIAGNOSE, IMAPI_E_MEDIUM_WRITE_FAILED },
	{ 3, 0x0c, 0x09, STAGE_WRITE, SENSE_PROGRAM, IMAPI_E_LOSS_OF_STREAMING },
	{ 3, 0x11, 0x05, STAGE_READ, SENSE_RETRY, IMAPI_E_MEDIUM_READ_FAILED },
	{ 3, 0x73, 0x03, STAGE_WRITE, SENSE_RETRY, IMAPI_E_RECORDER_MEDIA_SPEED_MISMATCH },
	{ 3, 0x99, 0x00, STAGE_WRITE, SENSE_DIAGNOSE, IMAPI_E_UNEXPECTED_RESPONSE_FROM_DEVICE },
	{ 4, 0x44, 0xd9, STAGE_CLOSE, SENSE_DIAGNOSE, IMAPI_E_DRIVE_FAILED },
	{ 4, 0x3e, 0x01, STAGE_ANY, SENSE_DRIVE, IMAPI_E_DRIVE_FAILED },
	{ 5, 0x2c, 0x00, STAGE_CLOSE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BUSY },
	{ 5, 0x2c, 0x04, STAGE_CLOSE, SENSE_OK, IMAPI_OK },
	{ 5, 0x63, 0x00, STAGE_WRITE, SENSE_MEDIUM, IMAPI_E_MEDIUM_FULL },
	{ 5, 0x73, 0x03, STAGE_WRITE, SENSE_RETRY, IMAPI_E_RECORDER_MEDIA_SPEED_MISMATCH },
	{ 6, 0x28, 0x00, STAGE_WRITE, SENSE_INQUIRE, IMAPI_E_RECORDER_MEDIA_BECOMING_READY },
	{ 6, 0x29, 0x00, STAGE_CLOSE, SENSE_INQUIRE, IMAPI_E_DEVICE_RESET },
	{ 6, 0x2e, 0x00, STAGE_CLOSE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BUSY },
	{ 4, 0x2e, 0x02, STAGE_CLOSE, SENSE_INQUIRE, IMAPI_E_RECORDER_COMMAND_TIMEOUT },
	{ 7, 0x27, 0x00, STAGE_WRITE, SENSE_USER, IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED },
	{ 8, 0x00, 0x00, STAGE_READ, SENSE_INQUIRE, IMAPI_E_BLANK_CHECK },
	{ 0xb, 0x00, 0x00, STAGE_ANY, SENSE_HOST, IMAPI_E_TRANSPORT },
	{ 0xd, 0x21, 0x00, STAGE_WRITE, SENSE_MEDIUM, IMAPI_E_MEDIUM_FULL },
	{ 0, 0x04, 0x04, STAGE_ANY, SENSE_OK, IMAPI_OK },
	{ 0, 0x00, 0x16, STAGE_CLOSE, SENSE_WAIT, IMAPI_E_RECORDER_MEDIA_BUSY },
	{ 1, 0x17, 0x33, STAGE_READ, SENSE_OK, IMAPI_OK },
	{ 3, 0x02, 0x06, STAGE_PREPARE, SENSE_USER, IMAPI_E_RECORDER_MEDIA_UPSIDE_DOWN },
};

T(known_codes_lead_to_known_actions)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct expected *e = &table[i];
		struct scsi_sense s = {
			.valid = true, .key = e->key, .asc = e->asc, .ascq = e->ascq
		};
		const struct sense_row *row = sense_lookup(&s, e->stage);

		ck_assert_msg(row->action == e->action && row->status == e->status,
			      "%X/%02X/%02X", e->key, e->asc, e->ascq);
	}
}

T(sense_prints_with_its_meaning)
{
	struct scsi_sense s = { .valid = true, .key = 3, .asc = 0x0c };
	char text[64];

	sense_print(&s, text, sizeof(text));
	ck_assert_str_eq(text, "3/0C/00 (write error)");
	s.deferred = true;
	sense_print(&s, text, sizeof(text));
	ck_assert_str_eq(text, "deferred 3/0C/00 (write error)");
	sense_print(&s, text, 5);
	ck_assert_str_eq(text, "defe");
}

T_MAIN("sense")
