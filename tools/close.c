/* SPDX-License-Identifier: MIT */
/* imapi close: closes what an interrupted or refused close has left open. */
#include "verbs.h"

#include "imapi/data-writer.h"

#include "burn-report.h"
#include "journal.h"
#include "json.h"
#include "medium-text.h"
#include "progress.h"
#include "refresh.h"
#include "report.h"
#include "size.h"

#include <stdlib.h>
#include <unistd.h>

static json_t *medium_json(const struct imapi_medium *medium)
{
	json_t *json = json_object();

	json_add_text(json, "type", medium_type_name(medium));
	json_add(json, "state", medium_state_json(medium));
	json_add_number(json, "sessions", imapi_medium_session_count(medium));
	json_add(json, "next_writable", json_integer(imapi_medium_next_writable(medium)));
	json_add_number(json, "free_sectors", imapi_medium_free_sectors(medium));
	return json;
}

static void print_medium(const char *title, const struct imapi_medium *medium)
{
	unsigned sessions = imapi_medium_session_count(medium);
	char state[STATE_TEXT], room[SIZE_TEXT];

	printf("%-10s %s, %u closed session%s; %s", title, medium_type_name(medium), sessions,
	       sessions == 1 ? "" : "s", medium_state_text(medium, state));
	if (imapi_medium_next_writable(medium) >= 0)
		printf("; %s free",
		       size_print(imapi_medium_free_sectors(medium) * SECTOR, room));
	putchar('\n');
}

static void show_medium(struct run *run, const char *title, const char *member,
			const struct imapi_medium *medium)
{
	if (run->json)
		json_add(run->json, member, medium ? medium_json(medium) : json_null());
	else if (medium)
		print_medium(title, medium);
}

static void print_close(const struct imapi_burn_result *result, imapi_status status)
{
	char time[SIZE_TEXT];

	if (status == IMAPI_S_NOTHING_TO_CLOSE)
		printf("Nothing to close: no session of this disc is open.\n");
	else if (!IMAPI_FAILED(status))
		printf("Session    %s, %s (%s)\n", close_state_name(result->close),
		       result->is_finalised ? "final" : "more can be added",
		       time_print(result->close_ms, time));
}

static void show_close(struct run *run, const struct imapi_job *job, imapi_status status)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	json_t *json = run->json ? json_object() : NULL;

	imapi_job_result(job, &result);
	if (!json) {
		print_close(&result, status);
		return;
	}
	json_add_text(json, "close", close_state_name(result.close));
	json_add(json, "nothing_to_close", json_boolean(status == IMAPI_S_NOTHING_TO_CLOSE));
	json_add(json, "finalised", json_boolean(result.is_finalised));
	json_add_number(json, "close_ms", result.close_ms);
	json_add(run->json, "result", json);
}

/* An interrupted burn whose session is closed now cannot be taken up any more. */
static void forget_burn(struct run *run, struct imapi_recorder *recorder,
			const struct imapi_job *job)
{
	struct imapi_journal_state state = IMAPI_JOURNAL_STATE_INIT;
	const struct imapi_medium *before = imapi_job_medium_before(job);
	struct imapi_journal *journal = NULL;
	char *path = NULL;

	if (IMAPI_FAILED(journal_path(run, recorder, &path)) || !path)
		return;
	if (!IMAPI_FAILED(imapi_journal_read(run->context, path, &journal)) &&
	    !IMAPI_FAILED(imapi_journal_state(journal, &state)) && before &&
	    imapi_medium_session_count(before) == state.sessions)
		unlink(path);
	imapi_journal_free(journal);
	free(path);
}

static imapi_status run_job(struct run *run, struct imapi_recorder *recorder,
			    struct imapi_data_writer *writer)
{
	struct imapi_job *job = NULL;
	imapi_status status = imapi_data_writer_close(writer, &job);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = progress_run_job(run, job, 0);
	show_medium(run, "Before", "before", imapi_job_medium_before(job));
	show_medium(run, "After", "after", imapi_job_medium_after(job));
	show_close(run, job, status);
	if (status == IMAPI_OK)
		forget_burn(run, recorder, job);
	imapi_job_free(job);
	return status;
}

static imapi_status run_close(struct run *run)
{
	struct imapi_recorder *recorder = NULL;
	struct imapi_data_writer *writer = NULL;
	imapi_status status = run_open_drive(run, &recorder);

	if (IMAPI_FAILED(status))
		return status;
	status = imapi_data_writer_new(recorder, &writer);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_force_close(writer, run->options.finalise != 0);
	if (!IMAPI_FAILED(status) && OPTION_GIVEN(&run->options, MAX_WAIT))
		status = imapi_data_writer_set_max_wait(writer, run->options.max_wait);
	status = IMAPI_FAILED(status) ? fail_library(run, status)
				      : run_job(run, recorder, writer);
	imapi_data_writer_free(writer);
	refresh_system(run, recorder, status);
	imapi_recorder_free(recorder);
	return status;
}

static const char *const synopsis[] = {
	"close --drive ADDR [--finalise] [--max-wait S] [--no-history] [--no-reload] "
	"[--trace FILE] [--tape FILE]",
	NULL,
};

static const enum option_id options[] = {
	OPTION_DRIVE,	OPTION_FINALISE, OPTION_MAX_WAIT, OPTION_NO_HISTORY, OPTION_NO_RELOAD,
	OPTION_TRACE,	OPTION_TAPE,	 OPTION_JSON,	  OPTION_PROGRESS,   OPTION_QUIET,
	OPTION_VERBOSE, OPTION_HELP,	 OPTION_END,
};

const struct verb verb_close = {
	.name = "close",
	.summary = "close a session that was left open",
	.synopsis = synopsis,
	.about = "Closes the track and the session that an interrupted burn, or a refused "
		 "close,\n"
		 "has left open. A drive that still closes is waited for. What is on the disc "
		 "stays\n"
		 "as it is. With --finalise nothing can be added later; that also goes for a "
		 "disc\n"
		 "whose sessions are all closed.",
	.options = options,
	.most_operands = 0,
	.changes = true,
	.run = run_close,
	.awake = "Closing a disc",
};
