/* SPDX-License-Identifier: MIT */
/* imapi erase, imapi format: make a rewritable disc ready for new data. */
#include "verbs.h"

#include "imapi/eraser.h"
#include "imapi/medium.h"

#include "formats.h"
#include "json.h"
#include "medium-text.h"
#include "progress.h"
#include "report.h"
#include "size.h"

#include <inttypes.h>

typedef imapi_status prepare_fn(struct imapi_eraser *eraser, struct imapi_job **ret_job);

static imapi_status make_job(struct run *run, struct imapi_eraser *eraser, prepare_fn *prepare,
			     struct imapi_job **ret_job)
{
	imapi_eraser_set_full_erase(eraser, run->options.full != 0);
	imapi_eraser_set_ask_times(eraser, run->options.ask_times != 0);
	if (OPTION_GIVEN(&run->options, MAX_WAIT))
		imapi_eraser_set_max_wait(eraser, run->options.max_wait);
	return fail_library(run, prepare(eraser, ret_job));
}

static void advise_erase(struct run *run, imapi_status status)
{
	if (status == IMAPI_E_STILL_ERASING)
		advise(run, "Leave the disc in until the drive comes to rest, then run \"imapi "
			    "info\". A larger --max-wait, or 0, waits longer.");
	if (status == IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND)
		advise(run, "Run it once more with --full; if that fails too, the disc is worn "
			    "out.");
}

static void report_erase(struct run *run, const struct imapi_burn_result *result,
			 const struct imapi_medium *medium)
{
	uint64_t bytes = imapi_medium_total_sectors(medium) * SECTOR;
	char state[STATE_TEXT], size[SIZE_TEXT], time[SIZE_TEXT];
	json_t *json;

	if (!run->json) {
		printf("The %s is %s now, with room for %s. It took %s.\n",
		       medium_type_name(medium),
		       run->verb == &verb_erase && imapi_medium_is_blank(medium) ? "blank"
										 : "formatted",
		       size_print(bytes, size), time_print(result->close_ms, time));
		return;
	}
	json = json_object();
	json_add_text(json, "medium", medium_type_name(medium));
	json_add_text(json, "state", medium_state_text(medium, state));
	json_add(json, "states", medium_state_json(medium));
	json_add(json, "full", json_boolean(run->options.full));
	json_add_number(json, "capacity_bytes", bytes);
	json_add_number(json, "duration_ms", result->close_ms);
	json_add(run->json, "result", json);
}

/* What may follow a minimal blank. */
static void remark_erase(struct run *run, const struct imapi_medium *medium)
{
	if (run->verb == &verb_erase && !run->options.full &&
	    imapi_medium_type(medium) == IMAPI_MEDIA_TYPE_DVDDASHRW)
		remark(run,
		       "erased quickly, this disc is burned at once, and then it is final; "
		       "\"imapi erase --full\" or \"imapi format\" make one that takes "
		       "more");
}

static imapi_status erase_it(struct run *run, struct imapi_recorder *recorder,
			     struct imapi_job *job)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_medium *medium = NULL;
	imapi_status status = progress_run_job(run, job, 0);

	advise_erase(run, status);
	if (IMAPI_FAILED(status))
		return status;
	imapi_job_result(job, &result);
	status = fail_library(run, imapi_medium_read(recorder, &medium));
	if (!IMAPI_FAILED(status))
		report_erase(run, &result, medium);
	if (!IMAPI_FAILED(status))
		remark_erase(run, medium);
	imapi_medium_free(medium);
	return status;
}

static imapi_status work_with(struct run *run, struct imapi_recorder *recorder,
			      struct imapi_eraser *eraser, prepare_fn *prepare)
{
	struct imapi_job *job = NULL;
	imapi_status status = formats_choose(run, eraser);

	if (!IMAPI_FAILED(status))
		status = make_job(run, eraser, prepare, &job);
	if (!IMAPI_FAILED(status))
		status = erase_it(run, recorder, job);
	imapi_job_free(job);
	return status;
}

static imapi_status run_with(struct run *run, prepare_fn *prepare)
{
	struct imapi_recorder *recorder = NULL;
	struct imapi_eraser *eraser = NULL;
	imapi_status status = run_open_drive(run, &recorder);

	if (!IMAPI_FAILED(status))
		status = fail_library(run, imapi_eraser_new(recorder, &eraser));
	if (!IMAPI_FAILED(status))
		status = run->options.formats ? formats_show(run, eraser)
					      : work_with(run, recorder, eraser, prepare);
	imapi_eraser_free(eraser);
	imapi_recorder_free(recorder);
	return status;
}

static imapi_status run_erase(struct run *run)
{
	return run_with(run, imapi_eraser_erase);
}

static imapi_status run_format(struct run *run)
{
	return run_with(run, imapi_eraser_format);
}

static const char *const erase_synopsis[] = {
	"erase --drive ADDR [--full] [--max-wait S] [--no-history] [--ask-times] [--trace "
	"FILE] [--tape "
	"FILE]",
	NULL,
};

static const char *const format_synopsis[] = {
	"format --drive ADDR --formats",
	"format --drive ADDR [--full] [--type TYPE [--sectors N] | --spares AMOUNT] "
	"[--recording MODE] "
	"[--max-wait S] [--no-history] [--ask-times] [--trace "
	"FILE] [--tape "
	"FILE]",
	"format --drive ADDR --restart [--full]",
	NULL,
};

static const enum option_id format_options[] = {
	OPTION_DRIVE,	  OPTION_FORMATS, OPTION_TYPE, OPTION_SECTORS,	OPTION_RECORDING,
	OPTION_SPARES,	  OPTION_RESTART, OPTION_FULL, OPTION_MAX_WAIT, OPTION_NO_HISTORY,
	OPTION_ASK_TIMES, OPTION_TRACE,	  OPTION_TAPE, OPTION_JSON,	OPTION_PROGRESS,
	OPTION_QUIET,	  OPTION_VERBOSE, OPTION_HELP, OPTION_END,
};

static const enum option_id options[] = {
	OPTION_DRIVE,	OPTION_FULL, OPTION_MAX_WAIT, OPTION_NO_HISTORY, OPTION_ASK_TIMES,
	OPTION_TRACE,	OPTION_TAPE, OPTION_JSON,     OPTION_PROGRESS,	 OPTION_QUIET,
	OPTION_VERBOSE, OPTION_HELP, OPTION_END,
};

const struct verb verb_erase = {
	.name = "erase",
	.summary = "make a rewritable disc blank",
	.synopsis = erase_synopsis,
	.about =
		"Blanks a CD-RW or DVD-RW, or formats a BD-RE or DVD-RAM anew. What was on the "
		"disc\n"
		"is lost at once, without a question. A drive that has begun cannot be "
		"stopped;\n"
		"Ctrl-C helps only before. The verb ends when the disc itself says that it is "
		"empty.",
	.options = options,
	.changes = true,
	.run = run_erase,
	.awake = "Erasing a disc",
};

const struct verb verb_format = {
	.name = "format",
	.summary = "format a rewritable disc that needs it",
	.synopsis = format_synopsis,
	.about = "Formats a BD-RE, which it needs once before it can be written, or a DVD-RAM; "
		 "makes\n"
		 "of a DVD-RW one that is written at any address. What was on the disc is lost "
		 "at once,\n"
		 "without a question. With --full every sector is written, and read where it "
		 "can be\n"
		 "replaced, which takes an hour or two. --formats lists what drive and disc "
		 "offer;\n"
		 "a blank BD-R can be formatted once, with --recording or --spares. imapi "
		 "erase\n"
		 "makes a DVD-RW blank again, for sessions in sequence.",
	.options = format_options,
	.changes = true,
	.run = run_format,
	.awake = "Formatting a disc",
};
