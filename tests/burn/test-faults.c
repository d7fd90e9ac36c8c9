/* SPDX-License-Identifier: MIT */
/*
 * Any command of a burn may fail, with any sense, at any place. Whatever comes: the job ends
 * with a clear status in bounded time, the disc is looked at afterwards, and "verified" is only
 * said of a disc that holds the data.
 */
#include "burn/rig.h"

#include "base/mem.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>

#define SECTORS 384
#define COMMANDS_MAX 2000

static const char *const media[] = { "cd-r?size=30000",	    "dvd+r?size=65536",
				     "bd-r?size=65536",	    "dvd+rw?size=65536",
				     "dvd+r-dl?size=65536", "dvd-rw-ow?size=65536",
				     "dvd-r-dl?size=65536", "dvd-r?size=65536" };

static uint8_t data[SECTORS * 2048];

static struct rig *rig_with_data(const char *medium)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 7);
	return rig_new(medium);
}

/* The drive may still be at work. */
static bool may_stay_locked(imapi_status status)
{
	return status == IMAPI_E_STILL_CLOSING || status == IMAPI_E_CLOSE_NO_ANSWER ||
	       status == IMAPI_E_STILL_ERASING || status == IMAPI_E_ERASE_NO_ANSWER ||
	       status == IMAPI_E_RECORDER_COMMAND_TIMEOUT;
}

/* What must hold after a job that met a fault. */
static void check_truth(struct rig *rig, imapi_status status,
			const struct imapi_burn_result *result, const char *what)
{
	struct imapi_medium *medium;
	bool holds;

	rig_reset(rig);
	if (IMAPI_FAILED(imapi_medium_read(rig->recorder, &medium)))
		ck_abort_msg("%s: afterwards: %s", what,
			     imapi_error_message(imapi_last_error(rig->context)));
	holds = result->sectors_written >= SECTORS &&
		rig_disc_holds(rig, result->start_lba, data, sizeof(data));
	if (status == IMAPI_OK && !holds)
		ck_abort_msg("%s: success, but the disc does not hold the data", what);
	if (status == IMAPI_OK && result->close != IMAPI_CLOSE_CLOSED)
		ck_abort_msg("%s: success with close state %d", what, result->close);
	if (status == IMAPI_OK && imapi_medium_session_count(medium) != 1)
		ck_abort_msg("%s: success with %u sessions", what,
			     imapi_medium_session_count(medium));
	if (result->verify == IMAPI_VERIFY_PASSED && !holds)
		ck_abort_msg("%s: verified, but the disc does not hold the data", what);
	if (status == IMAPI_E_BURN_VERIFICATION_FAILED && holds)
		ck_abort_msg("%s: a good disc was called bad", what);
	if (sim_inspect(rig->drive)->prevented && !may_stay_locked(status))
		ck_abort_msg("%s: the medium stays locked (%s)", what,
			     imapi_status_name(status));
	imapi_medium_free(medium);
}

struct fault {
	struct scsi_sense sense;
	bool after;
};

/* Burns once for every command that a burn sends, with the fault at that command. */
static void sweep(const char *medium, const struct fault *fault, unsigned stride)
{
	bool struck = true;

	for (unsigned n = 1; struck && n < COMMANDS_MAX; n += stride) {
		struct rig *rig = rig_with_data(medium);
		struct rig_burn burn = { .data = data,
					 .length = sizeof(data),
					 .verification = IMAPI_VERIFICATION_FULL };
		struct imapi_burn_result result;
		imapi_status status;
		char what[160];

		rig->fault_at = n;
		rig->sense = fault->sense;
		rig->after = fault->after;
		status = rig_burn(rig, &burn, &result);
		struck = rig->struck;
		snprintf(what, sizeof(what), "%s, command %u (%02x)%s, sense %x/%02x/%02x: %s",
			 medium, n, rig->log[n - 1], fault->after ? " carried out" : "",
			 fault->sense.key, fault->sense.asc, fault->sense.ascq,
			 imapi_status_name(status));
		if (!struck)
			ck_assert_int_eq(status, IMAPI_OK);
		check_truth(rig, status, &result, what);
		rig_free(rig);
	}
	ck_assert(!struck || stride > 1);
}

#define SENSE_OF(k, a, q)                                                                      \
	{                                                                                      \
		.valid = true, .key = k, .asc = a, .ascq = q                                   \
	}
#define DEFERRED_OF(k, a, q)                                                                   \
	{                                                                                      \
		.valid = true, .deferred = true, .key = k, .asc = a, .ascq = q                 \
	}

static const struct fault faults[] = {
	{ SENSE_OF(3, 0x0c, 0x00), false },    { SENSE_OF(3, 0x11, 0x05), false },
	{ SENSE_OF(4, 0x44, 0x00), false },    { SENSE_OF(5, 0x24, 0x00), false },
	{ SENSE_OF(5, 0x2c, 0x00), false },    { SENSE_OF(6, 0x29, 0x00), false },
	{ SENSE_OF(6, 0x28, 0x00), false },    { SENSE_OF(2, 0x04, 0x07), false },
	{ SENSE_OF(2, 0x3a, 0x00), false },    { SENSE_OF(0xb, 0x00, 0x00), false },
	{ SENSE_OF(2, 0x04, 0x08), true },     { SENSE_OF(6, 0x29, 0x00), true },
	{ DEFERRED_OF(3, 0x0c, 0x00), false }, { { .valid = true }, false },
};

static void sweep_all(const char *medium)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		sweep(medium, &faults[i], 1);
}

T(any_command_of_a_cd_burn_may_fail)
{
	sweep_all(media[0]);
}

T(any_command_of_a_dvd_burn_may_fail)
{
	sweep_all(media[1]);
}

T(any_command_of_a_bd_burn_may_fail)
{
	sweep_all(media[2]);
}

T(any_command_of_a_burn_may_fail_that_formats_first)
{
	sweep_all(media[3]);
}

/* Every row of sense.tab, at the second command of each kind that a burn sends. */
static const uint8_t opcodes[] = { 0x04, 0x00, 0x1e, 0x2a, 0x28, 0x35, 0x46, 0x51, 0x52,
				   0x5b, 0x5c, 0x25, 0xac, 0xb6, 0xbb, 0x55, 0x5a, 0x54 };

static void check_row(const struct sense_row *row, const char *medium, uint8_t opcode,
		      unsigned nth)
{
	struct rig *rig = rig_with_data(medium);
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = IMAPI_VERIFICATION_FULL };
	struct imapi_burn_result result;
	uint8_t key = row->key == SENSE_KEY_ANY ? 3 : row->key;
	imapi_status status;
	char what[160];

	rig->fault_opcode = opcode;
	rig->fault_nth = nth;
	rig->sense = (struct scsi_sense){
		.valid = true, .key = key, .asc = row->asc, .ascq = row->ascq_first
	};
	/* what is no failure comes with the command having been carried out */
	rig->after = !IMAPI_FAILED(row->status);
	status = rig_burn(rig, &burn, &result);
	snprintf(what, sizeof(what), "%s, command %u of %02x, sense %x/%02x/%02x: %s", medium,
		 nth, opcode, key, row->asc, row->ascq_first, imapi_status_name(status));
	check_truth(rig, status, &result, what);
	rig_free(rig);
}

T(every_row_of_the_sense_table_may_strike_every_kind_of_command)
{
	size_t count;
	const struct sense_row *rows = sense_rows(&count);

	ck_assert_uint_gt(count, 100);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(opcodes); j++)
			check_row(&rows[i], media[(i + j) % ARRAY_SIZE(media)], opcodes[j],
				  1 + i % 2);
	}
}

/* How many commands an undisturbed burn takes. */
static unsigned count_commands(const char *medium)
{
	struct rig *rig = rig_with_data(medium);
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = IMAPI_VERIFICATION_FULL };
	unsigned count;

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	count = rig->count;
	rig_free(rig);
	return count;
}

static void check_drive_fault(const char *medium, const char *fault, unsigned n)
{
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = IMAPI_VERIFICATION_FULL };
	struct imapi_burn_result result;
	char spec[96], what[200];
	imapi_status status;
	struct rig *rig;

	snprintf(spec, sizeof(spec), "%s&fault=any@%u:%s", medium, n, fault);
	rig = rig_with_data(spec);
	status = rig_burn(rig, &burn, &result);
	snprintf(what, sizeof(what), "%s (%02x): %s", spec, rig->log[n - 1],
		 imapi_status_name(status));
	/* who says that it unlocks and does not cannot be helped */
	if (strcmp(fault, "ok") == 0)
		sim_inspect(rig->drive)->prevented = false;
	/* a drive that is gone cannot be asked any more; gone at the unlock is too late to
	 * matter */
	if (sim_inspect(rig->drive)->gone)
		ck_assert_msg(IMAPI_FAILED(status) || result.verify == IMAPI_VERIFY_PASSED,
			      "%s", what);
	else
		check_truth(rig, status, &result, what);
	rig_free(rig);
}

T(drive_and_bus_may_fail_at_any_command)
{
	static const char *const kinds[] = { "hang",  "timeout", "busy",
					     "reset", "gone",	 "reset+lose",
					     "ok",    "corrupt", "deferred=3/0c/00" };

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		unsigned count = count_commands(media[i]);

		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
			for (unsigned n = 1; n <= count; n++)
				check_drive_fault(media[i], kinds[k], n);
		}
	}
}

T(a_cancel_at_any_step_ends_in_order)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		imapi_status status = IMAPI_E_REQUEST_CANCELLED;

		for (unsigned n = 1; status != IMAPI_OK; n++) {
			struct rig *rig = rig_with_data(media[i]);
			struct rig_burn burn = { .data = data,
						 .length = sizeof(data),
						 .verification = IMAPI_VERIFICATION_FULL,
						 .cancel_at = n };
			struct imapi_burn_result result;
			char what[80];

			status = rig_burn(rig, &burn, &result);
			snprintf(what, sizeof(what), "%s, cancel at step %u", media[i], n);
			if (status != IMAPI_OK)
				ck_assert_int_eq(status, IMAPI_E_REQUEST_CANCELLED);
			if (result.sectors_written > 0)
				ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
			check_truth(rig, status, &result, what);
			rig_free(rig);
		}
	}
}

T_MAIN("faults")
