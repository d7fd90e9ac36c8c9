/* SPDX-License-Identifier: MIT */
/* Blanking and formatting at drives of all kinds: what the job says, and what the disc is. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "imapi/wait.h"
#include "sim/inspect.h"
#include "sim/model.h"
#include "support/t.h"

#include <stdio.h>

#define SIZE (256u << 10)
#define BLANK 0xa1
#define FORMAT_UNIT 0x04
#define FAULTS_TRIED 80u

static uint8_t data[SIZE];

/* How a medium is to be erased, and what was said. */
struct erase {
	int full, format;
	uint32_t max_wait_s;
	unsigned cancel_at;
	struct imapi_burn_result result;
	struct imapi_wait wait; /* the last one */
};

static imapi_status prepare(struct rig *rig, const struct erase *erase, struct imapi_job **job)
{
	struct imapi_eraser *eraser;
	imapi_status status;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, erase->full);
	if (erase->max_wait_s)
		imapi_eraser_set_max_wait(eraser, erase->max_wait_s);
	status = erase->format ? imapi_eraser_format(eraser, job)
			       : imapi_eraser_erase(eraser, job);
	imapi_eraser_free(eraser);
	return status;
}

static imapi_status run(struct rig *rig, struct erase *erase)
{
	struct imapi_job *job = NULL;
	imapi_status status = prepare(rig, erase, &job);

	erase->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	erase->wait = (struct imapi_wait)IMAPI_WAIT_INIT;
	if (!IMAPI_FAILED(status)) {
		unsigned waits;

		status = rig_step_through(rig, job, erase->cancel_at);
		imapi_job_result(job, &erase->result);
		waits = imapi_job_wait_count(job);
		for (unsigned i = 0; i < waits && erase->wait.operation < IMAPI_OPERATION_BLANK;
		     i++)
			ck_assert_int_eq(imapi_job_wait(job, i, &erase->wait), 0);
		imapi_job_free(job);
	}
	if (IMAPI_FAILED(status))
		ck_assert_int_eq(imapi_error_status(imapi_last_error(rig->context)), status);
	return status;
}

static struct sim_truth truth(const struct rig *rig)
{
	return sim_truth(sim_inspect(rig->drive));
}

static unsigned sent(const struct rig *rig, uint8_t opcode)
{
	unsigned n = 0;

	for (unsigned i = 0; i < MIN(rig->count, RIG_LOG); i++)
		n += rig->log[i] == opcode;
	return n;
}

/* A drive with a CD-RW that has a final session, whatever the model does when it closes. */
static struct rig *written(const char *options)
{
	const struct rig_burn burn = { .data = data, .length = SIZE, .force_close = 1 };
	char spec[160];
	struct rig *rig;

	snprintf(spec, sizeof(spec), "sim:cd-rw%s", options);
	rig_fill(data, SIZE, 1);
	rig = rig_new(spec);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert(truth(rig).final && !truth(rig).blank);
	rig_reset(rig);
	return rig;
}

T(a_final_cd_rw_is_blanked_and_burned_again)
{
	const struct rig_burn burn = { .data = data,
				       .length = SIZE,
				       .verification = IMAPI_VERIFICATION_FULL };
	struct rig *rig = written("");
	struct imapi_burn_result result;
	struct erase erase = { 0 };
	char log[1024];

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).blank && !truth(rig).working);
	ck_assert_uint_eq(erase.result.proof, IMAPI_PROOF_STATE);
	ck_assert_int_eq(erase.wait.operation, IMAPI_OPERATION_BLANK);
	ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_CONFIRMED);
	ck_assert_uint_ge(erase.result.close_ms, 30000);
	ck_assert_uint_le(erase.result.close_ms, 36000);
	ck_assert_uint_eq(sent(rig, BLANK), 1);
	rig_print_log(rig, log, sizeof(log));
	ck_assert_ptr_nonnull(strstr(log, "PREVENT ALLOW MEDIUM REMOVAL, BLANK"));
	ck_assert(!sim_inspect(rig->drive)->prevented);
	rig_reset(rig);
	rig_fill(data, SIZE, 2);
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.start_lba, 0);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(what_the_drive_tells_about_its_times_is_in_the_account)
{
	struct rig *rig = rig_new("sim:bd-re");
	struct erase erase = { 0 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert_uint_ge(erase.wait.source_count, 2);
	ck_assert_uint_ge(erase.wait.poll_count, 10);
	ck_assert_uint_ge(erase.wait.expected_ms, 60000);
	ck_assert_uint_eq(erase.wait.limit_ms, 12ull * 3600000);
	rig_free(rig);
}

T(progress_is_that_of_the_drive_and_never_goes_back)
{
	struct rig *rig = rig_new("sim:cd-rw?lasts=blank:600");
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;
	struct imapi_job *job = NULL;
	uint32_t last = 0;

	ck_assert_int_eq(prepare(rig, &(struct erase){ 0 }, &job), IMAPI_OK);
	while (!imapi_job_done(job)) {
		imapi_job_step(job, &progress);
		if (progress.action != IMAPI_ACTION_FORMATTING_MEDIA ||
		    progress.fraction > 65536)
			continue;
		ck_assert_uint_ge(progress.fraction, last);
		last = progress.fraction;
	}
	ck_assert_uint_ge(last, 60000);
	imapi_job_free(job);
	rig_free(rig);
}

T(a_full_blank_takes_its_time_and_is_waited_for)
{
	struct rig *rig = written("?speed=4&progress=none");
	struct erase erase = { .full = 1 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).blank);
	ck_assert_uint_ge(erase.result.close_ms, 1200000);
	ck_assert_uint_le(erase.result.close_ms, 1300000);
	rig_free(rig);
}

T(a_new_bd_re_is_formatted)
{
	struct rig *rig = rig_new("sim:bd-re");
	struct erase erase = { .format = 1 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).formatted);
	ck_assert_int_eq(erase.wait.operation, IMAPI_OPERATION_FORMAT);
	ck_assert_uint_eq(erase.result.proof, IMAPI_PROOF_STATE);
	ck_assert_uint_le(erase.result.close_ms, 60000);
	ck_assert_uint_eq(sent(rig, FORMAT_UNIT), 1);
	rig_free(rig);
}

T(a_full_format_certifies_the_medium_for_an_hour_and_a_half)
{
	struct rig *rig = rig_new("sim:bd-re?progress=none");
	struct erase erase = { .full = 1 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).formatted);
	ck_assert_uint_ge(erase.result.close_ms, 90 * 60000);
	ck_assert_uint_le(erase.result.close_ms, 100 * 60000);
	rig_free(rig);
}

T(what_cannot_be_erased_is_refused_before_anything_is_sent)
{
	static const struct {
		const char *spec;
		int format;
		imapi_status status;
	} rows[] = {
		{ "sim:cd-r", 0, IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE },
		{ "sim:dvd+r", 0, IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE },
		{ "sim:bd-r", 0, IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE },
		{ "sim:bd-r", 1, IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE },
		{ "sim:cd-rw", 1, IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED },
		{ "sim:none", 0, IMAPI_E_RECORDER_MEDIA_NO_MEDIA },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig *rig = rig_new(rows[i].spec);
		struct erase erase = { .format = rows[i].format };
		const struct imapi_error *error;

		ck_assert_int_eq(run(rig, &erase), rows[i].status);
		error = imapi_last_error(rig->context);
		ck_assert_str_ne(imapi_error_message(error), "");
		ck_assert_uint_eq(sent(rig, BLANK) + sent(rig, FORMAT_UNIT), 0);
		ck_assert_uint_eq(sent(rig, 0x1e), 0);
		rig_free(rig);
	}
}

T(a_recorder_that_is_at_work_is_in_use)
{
	struct rig *rig = rig_new("sim:cd-rw");
	struct imapi_job *job = NULL, *other = NULL;
	struct erase erase = { 0 };

	ck_assert_int_eq(prepare(rig, &erase, &job), IMAPI_OK);
	ck_assert_int_eq(prepare(rig, &erase, &other), IMAPI_E_ERASE_RECORDER_IN_USE);
	imapi_job_free(job);
	ck_assert_int_eq(prepare(rig, &erase, &job), IMAPI_OK);
	imapi_job_free(job);
	ck_assert_uint_eq(sent(rig, BLANK), 0);
	rig_free(rig);
}

/* Drives that say no leave the medium as it was, and the job says that. */
T(a_refusal_says_that_the_medium_is_as_it_was)
{
	static const char *const faults[] = { "?fault=blank@1:5/30/05",
					      "?fault=blank@1:7/27/00",
					      "?fault=blank@1:5/24/00x2",
					      "?fault=blank@1:5/20/00" };

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		struct rig *rig = written(faults[i]);
		struct erase erase = { 0 };

		ck_assert_int_eq(run(rig, &erase), IMAPI_E_ERASE_REJECTED);
		ck_assert(truth(rig).final && !truth(rig).spoiled);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
		ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_REFUSED);
		ck_assert(!sim_inspect(rig->drive)->prevented);
		rig_free(rig);
	}
}

T(a_drive_that_takes_no_immed_is_asked_without)
{
	struct rig *rig = written("?model=immed-refused");
	struct erase erase = { 0 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).blank);
	ck_assert_uint_eq(sent(rig, BLANK), 2);
	rig_free(rig);
}

T(a_drive_that_takes_no_options_formats_without)
{
	struct rig *rig = rig_new("sim:bd-re?fault=format@1:5/26/00x2");
	struct erase erase = { .format = 1 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert(truth(rig).formatted);
	ck_assert_uint_eq(sent(rig, FORMAT_UNIT), 3);
	rig_free(rig);
}

/* What a model is known for decides what may come out; most come to a good end. */
static bool may_fail(const struct sim_model *model)
{
	const struct sim_habit *habit = NULL;

	for (size_t i = 0; i < MODEL_HABITS && !habit; i++)
		if (model->habits[i].works & IN_ERASE)
			habit = &model->habits[i];
	return (habit && (habit->mishap.kind || habit->refuse.key)) || model->honesty != HONEST;
}

static void check_end(const struct rig *rig, imapi_status status, const char *spec, bool format)
{
	struct sim_truth t = truth(rig);
	bool renewed = format ? t.formatted : t.blank;

	if (status == IMAPI_OK)
		ck_assert_msg(renewed && !t.working, "%s: says that it is done", spec);
	else if (status == IMAPI_E_ERASE_REJECTED)
		ck_assert_msg(!t.spoiled && !t.working, "%s: as it was", spec);
	else
		ck_assert_msg(!renewed, "%s: %s, and it is done", spec,
			      imapi_status_name(status));
}

/* Every model, from a blank CD-RW or BD-RE on that holds nothing worth keeping. */
T(every_model_blanks_and_formats_or_says_why_not)
{
	unsigned good = 0, bad = 0;

	for (size_t i = 0; sim_models[i]; i++) {
		for (int format = 0; format < 2; format++) {
			const char *name = sim_models[i]->name;
			struct erase erase = { .format = format };
			imapi_status status;
			char spec[96];
			struct rig *rig;

			snprintf(spec, sizeof(spec), "sim:%s?model=%s",
				 format ? "bd-re" : "cd-rw", name);
			rig = rig_new(spec);
			status = run(rig, &erase);
			ck_assert_msg(!IMAPI_FAILED(status) || may_fail(sim_models[i]),
				      "%s: %s", spec, imapi_status_name(status));
			check_end(rig, status, spec, format);
			good += !IMAPI_FAILED(status);
			bad += IMAPI_FAILED(status);
			rig_free(rig);
		}
	}
	ck_assert_uint_ge(good, 85);
	ck_assert_uint_ge(bad, 10);
}

T(a_drive_that_fails_at_it_says_so_and_the_medium_is_not_called_blank)
{
	struct rig *rig = rig_new("sim:cd-rw?model=fails");
	struct erase erase = { 0 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND);
	ck_assert(truth(rig).spoiled);
	ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_FAILED);
	rig_free(rig);
}

T(a_drive_that_dies_is_given_up_and_nothing_more_is_sent_to_it)
{
	struct rig *rig = rig_new("sim:bd-re?model=dies");
	struct erase erase = { 0 };
	imapi_status status = run(rig, &erase);

	ck_assert_int_eq(status, IMAPI_E_ERASE_NO_ANSWER);
	ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_NO_ANSWER);
	ck_assert(truth(rig).spoiled && !truth(rig).formatted);
	ck_assert_uint_le(rig_now(rig), 40ull * 60 * USEC_PER_SEC);
	rig_free(rig);
}

T(a_medium_that_is_taken_out_and_a_drive_that_is_unplugged_are_gone)
{
	static const char *const specs[] = { "sim:cd-rw?model=removed",
					     "sim:cd-rw?model=unplugged" };

	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		struct rig *rig = rig_new(specs[i]);
		struct erase erase = { 0 };

		ck_assert_int_eq(run(rig, &erase), IMAPI_E_ERASE_GONE);
		ck_assert(truth(rig).spoiled);
		ck_assert_uint_le(erase.result.close_ms, 240000);
		rig_free(rig);
	}
}

T(a_wait_that_ends_says_that_the_drive_works_on_and_keeps_the_lock)
{
	struct rig *rig = written("?lasts=blank:3600");
	struct erase erase = { .max_wait_s = 600 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_E_STILL_ERASING);
	ck_assert(truth(rig).working && !truth(rig).blank);
	ck_assert(sim_inspect(rig->drive)->prevented);
	ck_assert_uint_ge(erase.result.close_ms, 600000);
	ck_assert_uint_le(erase.result.close_ms, 610000);
	ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_EXPIRED);
	transport_sleep(rig->drive, 3600ull * USEC_PER_SEC);
	rig_reset(rig);
	ck_assert_int_eq(run(rig, &(struct erase){ 0 }), IMAPI_OK);
	rig_free(rig);
}

/* Somebody ruins the disc once the wait has come so far; the outcome of the job. */
static imapi_status ruined_at(struct rig *rig, enum imapi_wait_end end)
{
	struct imapi_wait wait = IMAPI_WAIT_INIT;
	struct imapi_job *job = NULL;
	bool ruined = false;
	imapi_status status;

	ck_assert_int_eq(prepare(rig, &(struct erase){ 0 }, &job), IMAPI_OK);
	while (!imapi_job_done(job)) {
		imapi_job_step(job, NULL);
		if (ruined || IMAPI_FAILED(imapi_job_wait(job, 0, &wait)) || wait.end != end ||
		    !sent(rig, BLANK))
			continue;
		ruined = true;
		disc_spoil(sim_inspect(rig->drive)->disc);
	}
	status = imapi_job_status(job);
	imapi_job_free(job);
	return status;
}

T(what_the_medium_shows_afterwards_decides)
{
	struct rig *rig = written("");

	ck_assert_int_eq(ruined_at(rig, IMAPI_WAIT_CONFIRMED), IMAPI_E_WRITE_NOT_PROVEN);
	rig_free(rig);
}

T(a_drive_that_never_begins_is_a_refusal_only_if_nothing_has_changed)
{
	struct rig *rig = written("?fault=blank@1:2/04/07x9");

	ck_assert_int_eq(run(rig, &(struct erase){ 0 }), IMAPI_E_ERASE_REJECTED);
	ck_assert_uint_eq(sent(rig, BLANK), 9);
	ck_assert(truth(rig).final);
	rig_free(rig);
	rig = written("?fault=blank@1:2/04/07x9");
	ck_assert_int_eq(ruined_at(rig, IMAPI_WAIT_RUNNING),
			 IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND);
	rig_free(rig);
}

T(a_liar_is_found_out)
{
	struct rig *rig = rig_new("sim:bd-re?model=liar");
	struct erase erase = { 0 };

	ck_assert_int_eq(run(rig, &erase), IMAPI_E_WRITE_NOT_PROVEN);
	ck_assert(!truth(rig).formatted);
	ck_assert_int_eq(erase.wait.end, IMAPI_WAIT_NOT_CONFIRMED);
	rig_free(rig);
}

T(a_blank_that_was_cut_off_can_be_done_again)
{
	struct rig *rig = written("");
	struct erase erase = { 0 };

	ck_assert(fault_add(&sim_inspect(rig->drive)->spec.faults, "tur@4:reset"));
	ck_assert_int_eq(run(rig, &erase), IMAPI_OK);
	ck_assert_uint_ge(sent(rig, BLANK), 2);
	ck_assert(truth(rig).blank);
	rig_free(rig);
}

/* A cancel before the command ends the job with the data in place; later it is too late. */
static void cancel_at_each_step(const char *options, bool format)
{
	bool before = false, after = false;

	for (unsigned at = 1; at <= 60; at++) {
		struct rig *rig = format ? rig_new("sim:bd-re") : written(options);
		struct erase erase = { .cancel_at = at };
		imapi_status status = run(rig, &erase);

		if (status == IMAPI_E_REQUEST_CANCELLED) {
			ck_assert_uint_eq(sent(rig, BLANK) + sent(rig, FORMAT_UNIT), 0);
			ck_assert(!truth(rig).spoiled);
			before = true;
		} else {
			ck_assert_int_eq(status, IMAPI_OK);
			ck_assert(format ? truth(rig).formatted : truth(rig).blank);
			after = true;
		}
		ck_assert(!sim_inspect(rig->drive)->prevented);
		rig_free(rig);
	}
	ck_assert(before && after);
}

T(a_blank_is_cancelled_before_it_begins_or_seen_to_its_end)
{
	cancel_at_each_step("", false);
}

T(a_format_is_cancelled_before_it_begins_or_seen_to_its_end)
{
	cancel_at_each_step("", true);
}

static const struct scsi_sense senses[] = {
	{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x07 },
	{ .valid = true, .key = 3, .asc = 0x0c },
	{ .valid = true, .key = 4, .asc = 0x3e, .ascq = 0x02 },
	{ .valid = true, .key = 5, .asc = 0x24 },
	{ .valid = true, .key = 6, .asc = 0x29 },
	{ .valid = true, .key = 6, .asc = 0x28 },
	{ .valid = true, .key = 3, .asc = 0x73, .ascq = 0x03, .deferred = true },
};

/* One command fails, carried out or not: what the job says is what the medium is. */
static void fault_at_each_step(const char *spec, bool after)
{
	for (size_t s = 0; s < ARRAY_SIZE(senses); s++) {
		bool struck = true;

		for (unsigned at = 1; struck && at <= FAULTS_TRIED; at++) {
			bool format = strstr(spec, "bd-re") != NULL;
			struct rig *rig = format ? rig_new(spec) : written("");
			struct erase erase = { 0 };
			imapi_status status;

			rig->fault_at = at;
			rig->sense = senses[s];
			rig->after = after;
			status = run(rig, &erase);
			struck = rig->struck;
			if (status == IMAPI_OK)
				ck_assert_msg(format ? truth(rig).formatted : truth(rig).blank,
					      "%s, fault %zu at %u", spec, s, at);
			if (status == IMAPI_E_ERASE_REJECTED)
				ck_assert_msg(!truth(rig).spoiled || after,
					      "%s, fault %zu at %u", spec, s, at);
			if (!struck)
				ck_assert_int_eq(status, IMAPI_OK);
			ck_assert(!truth(rig).working);
			rig_free(rig);
		}
	}
}

T(a_fault_at_each_step_never_makes_a_medium_look_better_than_it_is)
{
	fault_at_each_step("sim:bd-re", false);
	fault_at_each_step("sim:bd-re", true);
	fault_at_each_step("sim:cd-rw", false);
	fault_at_each_step("sim:cd-rw", true);
}

T_MAIN("erase")
