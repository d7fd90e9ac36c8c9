/* SPDX-License-Identifier: MIT */
/* What an interrupted or refused close left open is closed, and nothing on the disc is lost. */
#include "burn/rig.h"

#include "base/mem.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>

#define SECTORS 700
#define STEPS_MAX 100000

/* A small buffer makes the drive take the data little by little. */
static const char *const media[] = {
	"cd-r?size=30000&buffer=131072",
	"dvd+r?size=65536&buffer=131072",
	"bd-r?size=65536&buffer=131072",
};

static uint8_t data[SECTORS * 2048], first[300 * 2048];

static struct rig *new_rig(const char *spec)
{
	struct rig *rig = rig_new(spec);
	struct rig_burn burn = { .data = first, .length = sizeof(first) };

	rig_fill(data, sizeof(data), 5);
	rig_fill(first, sizeof(first), 6);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	return rig;
}

/* Runs a job for @steps or until @sectors are written, 0: to its end, and leaves it there. */
static imapi_status run(struct imapi_job *job, unsigned steps, uint64_t sectors,
			struct imapi_burn_result *ret_result)
{
	imapi_status status = IMAPI_OK;
	unsigned n = 0;

	*ret_result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	while (!imapi_job_done(job) && (!steps || n < steps) &&
	       (!sectors || ret_result->sectors_written < sectors)) {
		ck_assert_uint_lt(++n, STEPS_MAX);
		status = imapi_job_step(job, NULL);
		ck_assert_int_eq(imapi_job_result(job, ret_result), IMAPI_OK);
	}
	return status;
}

/* A burn that is left after so many steps, or sectors; false if it was done by then. */
static bool burn_until(struct rig *rig, unsigned steps, uint64_t sectors)
{
	struct imapi_burn_result result;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	bool done;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_buffer(writer, 1u << 20), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, sizeof(data), &stream),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	run(job, steps, sectors, &result);
	done = imapi_job_done(job);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return !done;
}

struct outcome {
	struct imapi_burn_result result;
	unsigned sessions_before, sessions_after; /* as the job saw them; 99: not looked at */
};

static imapi_status close_disc(struct rig *rig, bool finalise, struct outcome *ret)
{
	const struct imapi_medium *before, *after;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_force_close(writer, finalise), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_close(writer, &job), IMAPI_OK);
	ck_assert_ptr_null(imapi_job_medium_before(job));
	status = run(job, 0, 0, &ret->result);
	before = imapi_job_medium_before(job);
	after = imapi_job_medium_after(job);
	ret->sessions_before = before ? imapi_medium_session_count(before) : 99;
	ret->sessions_after = after ? imapi_medium_session_count(after) : 99;
	if (IMAPI_FAILED(status)) {
		const struct imapi_error *error = imapi_last_error(rig->context);

		ck_assert_int_eq(imapi_error_status(error), status);
		ck_assert_str_ne(imapi_error_message(error), "");
	}
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	return status;
}

static struct sim_truth truth_of(struct rig *rig)
{
	return sim_truth(sim_inspect(rig->drive));
}

T(a_disc_without_an_open_session_needs_nothing)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *blank = rig_new(media[i]), *closed = new_rig(media[i]);
		struct outcome out;

		ck_assert_int_eq(close_disc(blank, false, &out), IMAPI_S_NOTHING_TO_CLOSE);
		ck_assert_int_eq(close_disc(blank, true, &out), IMAPI_S_NOTHING_TO_CLOSE);
		ck_assert(truth_of(blank).blank);
		rig_reset(closed);
		ck_assert_int_eq(close_disc(closed, false, &out), IMAPI_S_NOTHING_TO_CLOSE);
		ck_assert_int_eq(out.result.close, IMAPI_CLOSE_NOT_RUN);
		for (unsigned n = 0; n < MIN(closed->count, RIG_LOG); n++)
			ck_assert(closed->log[n] != 0x5b && closed->log[n] != 0x35);
		ck_assert_uint_eq(truth_of(closed).sessions, 1);
		rig_free(blank);
		rig_free(closed);
	}
}

T(a_closed_disc_can_be_finalised_later)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct outcome out;

		ck_assert_int_eq(close_disc(rig, true, &out), IMAPI_OK);
		ck_assert_int_eq(out.result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_int_eq(out.result.is_finalised, 1);
		ck_assert(truth_of(rig).final);
		ck_assert(rig_disc_holds(rig, 0, first, sizeof(first)));
		ck_assert_int_eq(close_disc(rig, true, &out), IMAPI_S_NOTHING_TO_CLOSE);
		rig_free(rig);
	}
}

/* After the close: nothing is open, nothing is lost, more can be added unless it is final. */
static void check_closed(struct rig *rig, bool final, const char *what)
{
	struct rig_burn burn = { .data = first, .length = sizeof(first) };
	struct sim_truth truth = truth_of(rig);

	ck_assert_msg(truth.closed && !truth.damaged && truth.final == final,
		      "%s: closed %d, damaged %d, final %d", what, truth.closed, truth.damaged,
		      truth.final);
	ck_assert_msg(!sim_inspect(rig->drive)->prevented, "%s: locked", what);
	ck_assert_msg(rig_disc_holds(rig, 0, first, sizeof(first)), "%s: old data", what);
	if (!final)
		ck_assert_msg(rig_burn(rig, &burn, NULL) == IMAPI_OK, "%s: appending", what);
}

static bool stop_and_close(const char *medium, unsigned steps, bool finalise)
{
	struct rig *rig = new_rig(medium);
	bool stopped = burn_until(rig, steps, 0), open;
	struct outcome out;
	imapi_status status;
	uint32_t complete;
	char what[80];

	snprintf(what, sizeof(what), "%s, %u steps", medium, steps);
	open = truth_of(rig).complete > 300 && !truth_of(rig).closed;
	complete = truth_of(rig).complete;
	rig_reset(rig);
	status = close_disc(rig, finalise, &out);
	if (status != IMAPI_OK && (finalise || status != IMAPI_S_NOTHING_TO_CLOSE))
		ck_abort_msg("%s: %s: %s", what, imapi_status_name(status),
			     imapi_error_message(imapi_last_error(rig->context)));
	if (open && !truth_of(rig).closed)
		ck_abort_msg("%s: stays open", what);
	ck_assert_uint_ge(truth_of(rig).complete, complete);
	if (status == IMAPI_OK && !finalise)
		ck_assert_uint_eq(out.sessions_after, out.sessions_before + 1);
	if (status == IMAPI_OK)
		ck_assert_uint_eq(out.sessions_after, truth_of(rig).sessions);
	check_closed(rig, finalise, what);
	rig_free(rig);
	return stopped;
}

T(a_burn_that_was_left_at_any_step_can_be_closed)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		unsigned steps = 1;

		while (stop_and_close(media[i], steps, false))
			steps++;
		ck_assert_uint_gt(steps, 20);
	}
}

T(a_burn_that_was_left_can_be_closed_for_good)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		for (unsigned steps = 8; steps < 40 && stop_and_close(media[i], steps, true);)
			steps += 3;
}

T(a_damaged_track_is_closed_with_what_it_has)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct outcome out;
		uint32_t complete;

		ck_assert(burn_until(rig, 0, 400));
		disc_interrupt(sim_inspect(rig->drive)->disc, 32);
		sim_inspect(rig->drive)->buffer.level = 0;
		complete = truth_of(rig).complete;
		ck_assert(truth_of(rig).damaged);
		ck_assert_int_eq(close_disc(rig, false, &out), IMAPI_OK);
		ck_assert_uint_ge(truth_of(rig).complete, complete);
		check_closed(rig, false, media[i]);
		rig_free(rig);
	}
}

/* A fault at each command; afterwards a second attempt closes the disc. */
static unsigned sweep(const char *medium, const struct scsi_sense *sense, bool after)
{
	unsigned n = 0;
	bool struck = true;

	while (struck) {
		struct rig *rig = new_rig(medium);
		struct outcome out;
		imapi_status status;
		char what[120];

		ck_assert(burn_until(rig, 0, 400));
		rig_reset(rig);
		rig->fault_at = ++n;
		rig->sense = *sense;
		rig->after = after;
		status = close_disc(rig, false, &out);
		struck = rig->struck;
		snprintf(what, sizeof(what), "%s, command %u, %x/%02x/%02x: %s", medium, n,
			 sense->key, sense->asc, sense->ascq, imapi_status_name(status));
		if (status == IMAPI_OK && !truth_of(rig).closed)
			ck_abort_msg("%s: but it is open", what);
		if (sim_inspect(rig->drive)->prevented && status != IMAPI_E_STILL_CLOSING)
			ck_abort_msg("%s: locked", what);
		rig_reset(rig);
		status = close_disc(rig, false, &out);
		if (IMAPI_FAILED(status))
			ck_abort_msg("%s: then %s: %s", what, imapi_status_name(status),
				     imapi_error_message(imapi_last_error(rig->context)));
		check_closed(rig, false, what);
		rig_free(rig);
	}
	return n;
}

T(any_command_of_a_repair_may_fail)
{
	static const struct {
		struct scsi_sense sense;
		bool after;
	} faults[] = {
		{ { .valid = true, .key = 6, .asc = 0x29 }, false },
		{ { .valid = true, .key = 6, .asc = 0x29 }, true },
		{ { .valid = true, .key = 2, .asc = 0x04, .ascq = 0x07 }, false },
		{ { .valid = true, .key = 4, .asc = 0x44 }, false },
		{ { .valid = true, .key = 3, .asc = 0x0c }, false },
		{ { .valid = true, .key = 5, .asc = 0x24 }, false },
		{ { .valid = true, .key = 5, .asc = 0x72, .ascq = 3 }, false },
	};
	unsigned runs = 0;

	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		for (size_t k = 0; k < ARRAY_SIZE(faults); k++)
			runs += sweep(media[i], &faults[k].sense, faults[k].after);
	printf("# %u repairs with a fault\n", runs);
}

T(a_drive_that_still_closes_is_waited_for)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		AUTOFREE char *spec = NULL;
		struct outcome out;
		struct rig *rig;
		usec_t start;
		unsigned n = 1;

		ck_assert_int_gt(asprintf(&spec, "%s&close=1500", media[i]), 0);
		rig = new_rig(spec);
		/* leave it as soon as the session is being closed */
		while (!truth_of(rig).working ||
		       sim_inspect(rig->drive)->work.kind < WORK_SESSION) {
			rig_free(rig);
			rig = new_rig(spec);
			ck_assert(burn_until(rig, n++, 0));
		}
		start = rig_now(rig);
		rig_reset(rig);
		ck_assert_int_eq(close_disc(rig, false, &out), IMAPI_S_NOTHING_TO_CLOSE);
		ck_assert_uint_gt(rig_now(rig) - start, 600 * USEC_PER_SEC);
		ck_assert_uint_eq(out.sessions_before, 2);
		check_closed(rig, false, media[i]);
		rig_free(rig);
	}
}

T(a_closed_disc_has_as_many_sessions_once_it_is_final)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct rig_burn burn = { .data = data, .length = sizeof(data) };
		struct outcome out;

		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
		rig_reset(rig);
		ck_assert_int_eq(close_disc(rig, true, &out), IMAPI_OK);
		ck_assert_uint_eq(out.sessions_before, out.sessions_after);
		ck_assert(truth_of(rig).final);
		rig_free(rig);
	}
}

T_MAIN("repair")
