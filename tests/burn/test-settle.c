/* SPDX-License-Identifier: MIT */
/*
 * Between the close and the verification: drives that need a moment, a reload, or a hand. None
 * of them makes a good disc a bad one.
 */
#include "burn/rig.h"

#include "imapi/wait.h"

#include "base/mem.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>

#define SECTORS 700
#define START_STOP 0x1b
#define PREVENT 0x1e
#define READ_10 0x28
#define MINUTES(n) ((usec_t)(n)*60 * USEC_PER_SEC)

static uint8_t data[SECTORS * 2048];

static struct rig *rig_with_data(const char *spec)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 11);
	return rig_new(spec);
}

static imapi_status burn(struct rig *rig, enum imapi_verification verification,
			 unsigned cancel_at, struct imapi_burn_result *ret_result)
{
	struct rig_burn settings = { .data = data,
				     .length = sizeof(data),
				     .verification = verification,
				     .cancel_at = cancel_at };

	return rig_burn(rig, &settings, ret_result);
}

static imapi_status burn_on(const char *spec, enum imapi_verification verification,
			    struct imapi_burn_result *ret_result)
{
	struct rig *rig = rig_with_data(spec);
	imapi_status status = burn(rig, verification, 0, ret_result);

	ck_assert_msg(!sim_inspect(rig->drive)->prevented || IMAPI_FAILED(status),
		      "%s: the medium stays locked", spec);
	rig_free(rig);
	return status;
}

T(a_reload_is_sent_where_the_medium_needs_it_and_nowhere_else)
{
	static const struct {
		const char *spec;
		unsigned start_stops;
	} rows[] = {
		{ "bd-r", 0 },
		{ "cd-r", 0 },
		{ "dvd+r", 0 },
		{ "bd-r?model=becomes-ready", 0 },
		{ "dvd+r?model=ready-late", 0 },
		{ "bd-r?model=busy-late", 0 },
		{ "cd-r?model=track-lingers", 0 },
		{ "bd-r?model=stale-table", 2 },
		{ "dvd+r?model=stale-table", 2 },
		{ "cd-r?model=stale-table", 2 },
		{ "bd-r?model=stale-tray", 4 },
		{ "cd-r?model=stale-tray", 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig = rig_with_data(rows[i].spec);
			struct imapi_burn_result result;
			imapi_status status = burn(rig, (enum imapi_verification)v, 0, &result);

			ck_assert_msg(status == IMAPI_OK, "%s: %s", rows[i].spec,
				      imapi_error_message(imapi_last_error(rig->context)));
			ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
			ck_assert_int_eq(result.verify,
					 v ? IMAPI_VERIFY_PASSED : IMAPI_VERIFY_NOT_RUN);
			ck_assert_msg(rig_count(rig, START_STOP) == rows[i].start_stops, "%s",
				      rows[i].spec);
			ck_assert(!sim_inspect(rig->drive)->tray_open);
			ck_assert(!sim_inspect(rig->drive)->prevented);
			rig_free(rig);
		}
	}
}

T(the_account_has_the_waits_for_a_reload)
{
	static const enum imapi_operation operations[] = { IMAPI_OPERATION_SPIN_UP,
							   IMAPI_OPERATION_LOAD };
	struct rig *rig = rig_with_data("bd-r?model=stale-tray");
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	unsigned count;

	imapi_data_writer_new(rig->recorder, &writer);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_OK);
	count = imapi_job_wait_count(job);
	ck_assert_uint_ge(count, 2);
	for (unsigned i = 0; i < 2; i++) {
		struct imapi_wait wait = IMAPI_WAIT_INIT;

		ck_assert_int_eq(imapi_job_wait(job, count - 2 + i, &wait), IMAPI_OK);
		ck_assert_int_eq(wait.operation, operations[i]);
		ck_assert_int_eq(wait.end, IMAPI_WAIT_CONFIRMED);
		ck_assert_uint_ge(wait.poll_count, 1);
		ck_assert_uint_ge(wait.start_ms, 60000);
	}
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	rig_free(rig);
}

T(the_lock_is_open_only_while_the_tray_is_out)
{
	struct rig *rig = rig_with_data("bd-r?model=stale-tray");
	unsigned prevents = 0, reads = 0;

	ck_assert_int_eq(burn(rig, IMAPI_VERIFICATION_FULL, 0, NULL), IMAPI_OK);
	/* locked, opened for the tray, locked again, opened at the end */
	ck_assert_uint_eq(rig_count(rig, PREVENT), 4);
	for (unsigned i = 0; i < rig->count; i++) {
		prevents += rig->log[i] == PREVENT;
		reads += rig->log[i] == READ_10 && prevents == 3;
		if (rig->log[i] == READ_10)
			ck_assert_uint_ne(prevents, 2);
	}
	ck_assert_uint_gt(reads, 3);
	rig_free(rig);
}

T(a_drive_that_only_a_hand_can_reload_ends_written_closed_and_not_verified)
{
	static const char *const specs[] = { "bd-r?model=stale-slot", "cd-r?model=stale-slot",
					     "dvd+r?model=stale-slim" };

	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig = rig_with_data(specs[i]);
			struct imapi_burn_result result;

			ck_assert_int_eq(burn(rig, (enum imapi_verification)v, 0, &result),
					 IMAPI_S_RELOAD_NEEDED);
			ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
			ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
			ck_assert_uint_eq(result.sectors_bad, 0);
			ck_assert_uint_eq(result.proof, IMAPI_PROOF_STATE);
			/* the disc was not put out for nobody to push it in */
			ck_assert(!sim_inspect(rig->drive)->tray_open);
			ck_assert(!sim_inspect(rig->drive)->prevented);
			rig_free(rig);
		}
	}
}

T(a_drive_that_cannot_stop_has_its_tray_moved)
{
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_on("bd-r?model=stale-tray&fault=start-stop@1:5/24/00",
				 IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_OK);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(burn_on("bd-r?model=stale-table&fault=start-stop@1:5/24/00x99",
				 IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_S_RELOAD_NEEDED);
}

/* What a drive says in the first seconds after a close, at each of the three test reads. */
static const char *const passing[] = { "2/04/00", "2/04/01", "2/04/07", "2/04/08", "6/28/00",
				       "6/29/00", "3/11/05", "5/64/00", "5/21/00", "5/30/01",
				       "b/00/00", "8/00/00", "4/44/00", "hang",	   "timeout",
				       "busy",	  "reset",   "5/24/00" };

T(whatever_a_test_read_says_is_forgotten_when_it_goes_away)
{
	for (size_t i = 0; i < ARRAY_SIZE(passing); i++) {
		for (int read = 1; read <= 3; read++) {
			for (int times = 1; times <= 3; times += 2) {
				struct imapi_burn_result result;
				char spec[80];

				snprintf(spec, sizeof(spec), "bd-r?fault=read@%d:%sx%d", read,
					 passing[i], times);
				ck_assert_msg(burn_on(spec, IMAPI_VERIFICATION_FULL, &result) ==
						      IMAPI_OK,
					      "%s", spec);
				ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
			}
		}
	}
}

static const char *const lasting[] = { "2/04/00", "2/04/01", "2/04/07", "6/28/00",
				       "6/29/00", "5/64/00", "5/21/00", "5/30/01",
				       "5/2c/00", "b/00/00", "4/44/00", "busy" };

T(a_test_read_that_never_works_is_no_bad_disc)
{
	for (size_t i = 0; i < ARRAY_SIZE(lasting); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig;
			struct imapi_burn_result result;
			imapi_status status;
			char spec[80];

			snprintf(spec, sizeof(spec), "bd-r?fault=read@1:%sx999999", lasting[i]);
			rig = rig_with_data(spec);
			status = burn(rig, (enum imapi_verification)v, 0, &result);
			ck_assert_msg(status == IMAPI_S_RELOAD_NEEDED, "%s: %s", spec,
				      imapi_status_name(status));
			ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
			ck_assert_uint_eq(result.sectors_bad, 0);
			ck_assert(rig_count(rig, START_STOP) == 4);
			ck_assert_uint_lt(rig_now(rig), MINUTES(30));
			rig_free(rig);
		}
	}
}

T(data_that_cannot_be_read_on_a_ready_disc_is_the_verifications_business)
{
	struct imapi_burn_result result;

	ck_assert_int_eq(
		burn_on("bd-r?fault=read@lba=0:3/11/05x9999", IMAPI_VERIFICATION_FULL, &result),
		IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_FAILED);
	ck_assert_uint_eq(result.sectors_bad, 1);
	ck_assert_int_eq(
		burn_on("bd-r?fault=read@lba=0:3/11/05x9999", IMAPI_VERIFICATION_NONE, &result),
		IMAPI_E_WRITE_NOT_PROVEN);
}

/* LBA 640 is read by the verification only. */
T(a_drive_that_stops_being_ready_in_the_verification_says_nothing_about_the_disc)
{
	static const char *const more[] = { "hang", "timeout", "reset" };

	for (size_t i = 0; i < ARRAY_SIZE(lasting) + ARRAY_SIZE(more); i++) {
		const char *what =
			i < ARRAY_SIZE(lasting) ? lasting[i] : more[i - ARRAY_SIZE(lasting)];
		struct imapi_burn_result result;
		struct rig *rig;
		imapi_status status;
		char spec[80];

		snprintf(spec, sizeof(spec), "bd-r?fault=read@lba=640:%sx999999", what);
		rig = rig_with_data(spec);
		status = burn(rig, IMAPI_VERIFICATION_FULL, 0, &result);
		ck_assert_msg(status == IMAPI_E_VERIFICATION_NOT_RUN, "%s: %s", spec,
			      imapi_status_name(status));
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_uint_eq(result.sectors_bad, 0);
		ck_assert_uint_eq(result.proof & IMAPI_PROOF_ALL_READ, 0);
		ck_assert_ptr_nonnull(strstr(imapi_error_advice(imapi_last_error(rig->context)),
					     "imapi verify"));
		ck_assert_uint_lt(rig_now(rig), MINUTES(45));
		rig_free(rig);
	}
}

T(a_disturbance_of_the_verification_is_sat_out)
{
	for (size_t i = 0; i < ARRAY_SIZE(passing); i++) {
		for (int times = 1; times <= 3; times += 2) {
			struct imapi_burn_result result;
			char spec[80];

			snprintf(spec, sizeof(spec), "bd-r?fault=read@lba=640:%sx%d",
				 passing[i], times);
			ck_assert_msg(burn_on(spec, IMAPI_VERIFICATION_FULL, &result) ==
					      IMAPI_OK,
				      "%s", spec);
			ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
		}
	}
}

T(a_drive_or_a_disc_that_goes_away_after_the_close_is_gone)
{
	struct imapi_burn_result result;

	ck_assert_int_eq(burn_on("bd-r?fault=read@1:gone", IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_E_DEV_NOT_EXIST);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_int_eq(
		burn_on("bd-r?fault=read@1:2/3a/00x99999", IMAPI_VERIFICATION_FULL, &result),
		IMAPI_E_RECORDER_MEDIA_NO_MEDIA);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_int_eq(burn_on("bd-r?fault=read@lba=640:2/3a/02x9999",
				 IMAPI_VERIFICATION_FULL, &result),
			 IMAPI_E_RECORDER_MEDIA_NO_MEDIA);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_NOT_RUN);
}

/* A fault at every command of a burn that reloads, one after the other. */
static void sweep_fault(const char *model, const struct scsi_sense *sense, unsigned first)
{
	bool struck = true;

	for (unsigned n = first; struck; n += 3) {
		struct rig *rig = rig_with_data(model);
		struct imapi_burn_result result;
		imapi_status status;

		rig->fault_at = n;
		rig->sense = *sense;
		status = burn(rig, IMAPI_VERIFICATION_FULL, 0, &result);
		struck = rig->struck;
		ck_assert_msg(status != IMAPI_E_BURN_VERIFICATION_FAILED &&
				      result.verify != IMAPI_VERIFY_FAILED,
			      "%s, %x/%02x/%02x at command %u (%02x)", model, sense->key,
			      sense->asc, sense->ascq, n, rig->log[n - 1]);
		ck_assert_msg(!IMAPI_FAILED(status) || result.verify == IMAPI_VERIFY_NOT_RUN,
			      "%u", n);
		ck_assert_msg(!sim_inspect(rig->drive)->prevented, "%s, command %u", model, n);
		rig_free(rig);
	}
}

T(any_command_of_a_reload_may_fail_and_no_disc_is_called_bad)
{
	static const struct scsi_sense senses[] = {
		{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x01 },
		{ .valid = true, .key = 2, .asc = 0x3a, .ascq = 0x00 },
		{ .valid = true, .key = 3, .asc = 0x11, .ascq = 0x05 },
		{ .valid = true, .key = 4, .asc = 0x44, .ascq = 0x00 },
		{ .valid = true, .key = 5, .asc = 0x21, .ascq = 0x00 },
		{ .valid = true, .key = 5, .asc = 0x24, .ascq = 0x00 },
		{ .valid = true, .key = 5, .asc = 0x64, .ascq = 0x00 },
		{ .valid = true, .key = 6, .asc = 0x28, .ascq = 0x00 },
		{ .valid = true, .key = 6, .asc = 0x29, .ascq = 0x00 },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(senses); i++) {
		sweep_fault("bd-r?model=stale-tray&close=2", &senses[i], 1 + i % 3);
		sweep_fault("cd-r?model=stale-slot&size=30000&close=2", &senses[i],
			    1 + (i + 1) % 3);
	}
}

T(a_cancel_at_any_step_of_a_reload_ends_in_order)
{
	static const char *const models[] = { "bd-r?model=stale-tray&close=2",
					      "bd-r?model=stale-slot&close=2",
					      "bd-r?model=becomes-ready&close=2" };

	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		imapi_status status = IMAPI_E_REQUEST_CANCELLED;

		for (unsigned n = 1; status == IMAPI_E_REQUEST_CANCELLED; n++) {
			struct rig *rig = rig_with_data(models[i]);
			struct imapi_burn_result result;

			status = burn(rig, IMAPI_VERIFICATION_FULL, n, &result);
			ck_assert_msg(
				status == IMAPI_E_REQUEST_CANCELLED || !IMAPI_FAILED(status),
				"%s, step %u: %s", models[i], n, imapi_status_name(status));
			ck_assert_int_ne(result.verify, IMAPI_VERIFY_FAILED);
			ck_assert(!sim_inspect(rig->drive)->prevented);
			rig_free(rig);
		}
	}
}

T_MAIN("settle")
