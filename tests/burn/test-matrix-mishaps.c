/* SPDX-License-Identifier: MIT */
/* Every medium, with a fault at each command, a cancel at each step, an end at each step. */
#include "burn/matrix.h"

#include "base/mem.h"
#include "support/t.h"

#include <stdio.h>
#include <unistd.h>

#define SIZE (512u * 2048)
#define COMMANDS_MAX 2000
#define STEPS_MAX 2000

static uint8_t data[SIZE];

static const struct scsi_sense senses[] = {
	{ .valid = true, .key = 3, .asc = 0x0c },		/* write error */
	{ .valid = true, .key = 5, .asc = 0x24 },		/* invalid field */
	{ .valid = true, .key = 6, .asc = 0x29 },		/* reset */
	{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x08 }, /* busy */
	{ .valid = true, .key = 4, .asc = 0x44 },		/* the drive is broken */
};

/* With sanitizers only some places, other ones for each medium: TEST_STRIDE says how many. */
static unsigned stride(void)
{
	const char *text = getenv("TEST_STRIDE");
	unsigned n = text ? (unsigned)strtoul(text, NULL, 10) : 1;

	return n ? n : 1;
}

/* Returns whether what was said to be good is on the disc; the rig tests that it has a name. */
static void check_truth(int row, struct rig *rig, imapi_status status,
			const struct imapi_burn_result *result, const char *what)
{
	if (IMAPI_FAILED(status) && result->verify != IMAPI_VERIFY_PASSED)
		return;
	ck_assert_msg(rig_disc_holds(rig, result->start_lba, data, SIZE), "%s, %s: %s",
		      matrix_name(row), what, imapi_status_name(status));
}

/* False once the burn has fewer commands. */
static bool survives_fault(int row, unsigned at, size_t sense)
{
	const struct rig_burn burn = { .data = data,
				       .length = SIZE,
				       .verification = IMAPI_VERIFICATION_FULL };
	struct rig *rig = matrix_rig(row, "");
	struct imapi_burn_result result;
	imapi_status status;
	bool struck;
	char what[64];

	snprintf(what, sizeof(what), "sense %zu at command %u", sense, at);
	rig->count = 0;
	rig->sense = senses[sense];
	rig->fault_at = at;
	status = rig_burn(rig, &burn, &result);
	struck = rig->struck;
	rig_reset(rig);
	check_truth(row, rig, status, &result, what);
	matrix_check_usable(row, rig, what);
	rig_free(rig);
	return struck;
}

T_EACH(a_fault_at_any_command_ends_with_the_truth_and_a_disc_of_use, matrix_count)
{
	unsigned at = 1 + (unsigned)row % stride();

	rig_fill(data, SIZE, 1);
	for (; survives_fault(row, at, at / stride() % ARRAY_SIZE(senses)); at += stride())
		ck_assert_uint_lt(at, COMMANDS_MAX);
	ck_assert_uint_gt(at, 20);
}

static bool survives_cancel(int row, unsigned at)
{
	const struct rig_burn burn = { .data = data,
				       .length = SIZE,
				       .verification = IMAPI_VERIFICATION_FULL,
				       .cancel_at = at };
	struct rig *rig = matrix_rig(row, "?speed=4");
	struct imapi_burn_result result;
	imapi_status status = rig_burn(rig, &burn, &result);
	char what[64];

	snprintf(what, sizeof(what), "cancel at step %u", at);
	ck_assert_msg(status == IMAPI_OK || status == IMAPI_E_REQUEST_CANCELLED, "%s, %s: %s",
		      matrix_name(row), what, imapi_status_name(status));
	rig_reset(rig);
	check_truth(row, rig, status, &result, what);
	matrix_check_usable(row, rig, what);
	rig_free(rig);
	return status != IMAPI_OK;
}

T_EACH(a_cancel_at_any_step_ends_in_order, matrix_count)
{
	unsigned last = 0;

	rig_fill(data, SIZE, 1);
	for (unsigned at = 1 + (unsigned)row % stride(); at < last + 20; at += stride())
		if (survives_cancel(row, at))
			last = at;
	ck_assert_uint_gt(last, 5);
}

static char path[96];

typedef imapi_status start_fn(struct imapi_data_writer *writer, struct imapi_stream *stream,
			      struct imapi_job **ret_job);

/* So many steps of a job with a journal, 0: all. */
static imapi_status go(struct rig *rig, start_fn *start, unsigned steps, bool *ret_done,
		       struct imapi_burn_result *ret_result)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	*ret_result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_set_journal(writer, path), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, SIZE, &stream), IMAPI_OK);
	status = start(writer, stream, &job);
	for (unsigned n = 0; job && !imapi_job_done(job) && (!steps || n < steps); n++) {
		ck_assert_uint_lt(n, steps ? STEPS_MAX : 1000000);
		status = imapi_job_step(job, NULL);
	}
	if (job)
		imapi_job_result(job, ret_result);
	*ret_done = job && imapi_job_done(job);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

/* A track or disc at once cannot go on once its drive has another master. */
static bool can_refuse(imapi_status status)
{
	return status == IMAPI_E_FILE_OPEN_FAILURE || status == IMAPI_E_RESUME_NOT_POSSIBLE;
}

/* False once the burn is over by then. */
static bool survives_kill(int row, unsigned steps, unsigned *resumed)
{
	struct rig *rig = matrix_rig(row, "?buffer=131072");
	struct imapi_burn_result result;
	imapi_status status;
	bool over, done;
	char what[64];

	snprintf(what, sizeof(what), "an end after step %u", steps);
	go(rig, imapi_data_writer_write, steps, &over, &result);
	rig_reset(rig);
	status = go(rig, imapi_data_writer_resume, 0, &done, &result);
	ck_assert_msg(!IMAPI_FAILED(status) || can_refuse(status), "%s, %s: %s: %s",
		      matrix_name(row), what, imapi_status_name(status),
		      imapi_error_message(imapi_last_error(rig->context)));
	rig_reset(rig);
	if (!IMAPI_FAILED(status))
		check_truth(row, rig, status, &result, what);
	*resumed += !IMAPI_FAILED(status);
	matrix_check_usable(row, rig, what);
	unlink(path);
	rig_free(rig);
	return !over;
}

T_EACH(a_burn_that_was_killed_is_resumed_or_refused, matrix_count)
{
	char fast[] = "/dev/shm/imapi-matrix-XXXXXX", slow[] = "/tmp/imapi-matrix-XXXXXX";
	const char *folder = mkdtemp(fast) ? fast : mkdtemp(slow);
	unsigned steps = 1 + (unsigned)row % stride(), resumed = 0;

	ck_assert_ptr_nonnull(folder);
	snprintf(path, sizeof(path), "%s/journal", folder);
	rig_fill(data, SIZE, 1);
	for (; survives_kill(row, steps, &resumed); steps += stride())
		ck_assert_uint_lt(steps, STEPS_MAX);
	ck_assert_msg(resumed > 5 / stride(), "%s: resumed %u times", matrix_name(row),
		      resumed);
	ck_assert_int_eq(rmdir(folder), 0);
}

T_MAIN("matrix mishaps")
