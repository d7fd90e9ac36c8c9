/* SPDX-License-Identifier: MIT */
/* imapi burn: writes folders or an image to the medium, closes the session, verifies. */
#include "verbs.h"

#include "imapi/data-writer.h"

#include "burn-report.h"
#include "journal.h"
#include "json.h"
#include "medium-text.h"
#include "refresh.h"
#include "report-file.h"
#include "report-json.h"
#include "report.h"
#include "size.h"
#include "source.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Everything that one burn needs, in the order in which it comes to be. */
struct burn {
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	char *journal; /* its path, or NULL */
	struct note note;
	struct source_place place;
	struct source source;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	struct report_data data; /* for --report and --json */
	char state[STATE_TEXT];	 /* of the medium before */
};

typedef imapi_status start_fn(struct imapi_data_writer *writer, struct imapi_stream *stream,
			      struct imapi_job **ret_job);

static void burn_done(struct burn *burn)
{
	report_data_done(&burn->data);
	imapi_job_free(burn->job);
	imapi_data_writer_free(burn->writer);
	source_done(&burn->source);
	note_done(&burn->note);
	free(burn->journal);
	imapi_medium_free(burn->medium);
	imapi_recorder_free(burn->recorder);
}

static imapi_status read_medium(struct run *run, struct burn *burn)
{
	imapi_status status = imapi_medium_read(burn->recorder, &burn->medium);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	medium_state_text(burn->medium, burn->state);
	if (imapi_medium_next_writable(burn->medium) >= 0)
		return IMAPI_OK;
	fail(run, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE, "the %s in %s cannot be written: %s",
	     medium_type_name(burn->medium), run->options.drive, burn->state);
	if (imapi_medium_type(burn->medium) == IMAPI_MEDIA_TYPE_CDRW)
		advise(run, "\"imapi erase --drive %s\" makes it blank; what is on it is lost.",
		       run->options.drive);
	else if (imapi_medium_type(burn->medium) == IMAPI_MEDIA_TYPE_BDRE)
		advise(run,
		       "BD-RE can be formatted, but not written yet. Put in a CD-R, CD-RW, "
		       "DVD+R or BD-R.");
	advise(run, "Put in a blank disc, or one that sessions can be added to.");
	return IMAPI_E_DF2DATA_INVALID_MEDIA_STATE;
}

static imapi_status open_source(struct run *run, struct burn *burn)
{
	struct source_place place = burn->place;
	char needs[SIZE_TEXT], has[SIZE_TEXT];
	imapi_status status = source_open(run, place, &burn->source);
	unsigned sessions = burn->medium ? imapi_medium_session_count(burn->medium) : 0;
	uint64_t length;

	if (IMAPI_FAILED(status))
		return status;
	length = imapi_stream_length(burn->source.stream);
	if (length > place.free_sectors * SECTOR) {
		fail(run, IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA,
		     "this takes %s, the disc has %s free", size_print(length, needs),
		     size_print(place.free_sectors * SECTOR, has));
		advise(run, "Leave something out (--exclude), or take a larger disc.");
		return IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA;
	}
	if (sessions && burn->source.image)
		remark(run,
		       "the disc has %u session%s already; a computer shows the files of the "
		       "new one only",
		       sessions, sessions == 1 ? "" : "s");
	return IMAPI_OK;
}

static int32_t sectors_per_second(const struct options *options,
				  const struct imapi_medium *medium)
{
	uint64_t single = medium ? imapi_medium_single_speed(medium) : 0;

	if (!options->speed || !single)
		return -1;
	return (int32_t)((options->speed * single + 500) / 1000);
}

static imapi_status set_writer(struct run *run, struct burn *burn)
{
	const struct options *options = &run->options;
	struct imapi_data_writer *writer;
	imapi_status status = imapi_data_writer_new(burn->recorder, &burn->writer);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	writer = burn->writer;
	status = imapi_data_writer_set_verification(
		writer, (enum imapi_verification)options->verification);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_force_close(writer, options->close != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_speed(writer,
						     sectors_per_second(options, burn->medium));
	if (!IMAPI_FAILED(status) && OPTION_GIVEN(options, MAX_WAIT))
		status = imapi_data_writer_set_max_wait(writer, options->max_wait);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_ask_times(writer, options->ask_times != 0);
	imapi_data_writer_set_path_lookup(writer, source_path_of_sector, &burn->source);
	return fail_library(run, status);
}

/* The journal, and in it what it takes to make the same image again. */
static imapi_status set_journal(struct run *run, struct burn *burn)
{
	char *note = burn->journal ? note_make(run, burn->place) : NULL;
	imapi_status status = imapi_data_writer_set_journal(burn->writer, burn->journal);

	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_journal_note(burn->writer, note);
	free(note);
	return fail_library(run, status);
}

static json_t *plan_json(const char *text)
{
	json_t *steps = json_array();

	while (*text) {
		const char *end = text;

		while (*end && *end != '\n')
			end++;
		json_array_append_new(steps, json_stringn(text, (size_t)(end - text)));
		text = *end ? end + 1 : end;
	}
	return steps;
}

static imapi_status show_plan(struct run *run, struct burn *burn)
{
	char *text = NULL;
	imapi_status status = imapi_data_writer_plan(burn->writer, burn->source.stream, &text);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	if (run->json)
		json_add(run->json, "plan", plan_json(text));
	else
		printf("%s%s", text, *text && text[strlen(text) - 1] == '\n' ? "" : "\n");
	free(text);
	remark(run, "dry run: nothing was written");
	return IMAPI_OK;
}

static void advise_burn(struct run *run, imapi_status status)
{
	if (status == IMAPI_E_REQUEST_CANCELLED)
		advise(run, "\"imapi info --drive %s\" shows what is on the disc now.",
		       run->options.drive);
	else if (status == IMAPI_E_BURN_VERIFICATION_FAILED)
		advise(run, "Do not rely on this disc. Clean it or burn another one, slower "
			    "(--speed); if that fails too, try discs of another make.");
	else if (status == IMAPI_E_STILL_CLOSING)
		advise(run, "Leave the disc in until the drive comes to rest, then run \"imapi "
			    "verify\". A larger --max-wait, or 0, waits longer.");
}

static imapi_status write_it(struct run *run, struct burn *burn, start_fn *start)
{
	uint32_t single = burn->medium ? medium_single_kbps(burn->medium) : 0;
	imapi_status status;

	status = start(burn->writer, burn->source.stream, &burn->job);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = progress_run_job(run, burn->job, single);
	advise_burn(run, status);
	if (IMAPI_FAILED(status) && burn->journal && !access(burn->journal, F_OK))
		remark(run, "\"imapi burn --resume --drive %s\" takes this burn up again",
		       run->options.drive);
	report_burn(run, burn->job, single, imapi_stream_length(burn->source.stream));
	if (status == IMAPI_S_RELOAD_NEEDED)
		remark(run,
		       "the drive reads the new session only after a reload: take the disc out "
		       "and in, then \"imapi verify --drive %s\"",
		       run->options.drive);
	report_data_take_job(&burn->data, burn->job);
	if (run->json)
		json_add(run->json, "waits", waits_json(&burn->data));
	return status;
}

/* Whether the medium takes it at all. */
static imapi_status check_plan(struct run *run, struct burn *burn)
{
	char *text = NULL;
	imapi_status status = imapi_data_writer_plan(burn->writer, burn->source.stream, &text);

	free(text);
	return fail_library(run, status);
}

static imapi_status open_drive(struct run *run, struct burn *burn)
{
	imapi_status status = run_open_drive(run, &burn->recorder);

	if (IMAPI_FAILED(status))
		return status;
	report_data_take_drive(&burn->data, run, burn->recorder);
	return journal_path(run, burn->recorder, &burn->journal);
}

static imapi_status make_ready(struct run *run, struct burn *burn)
{
	imapi_status status = open_source(run, burn);

	if (!IMAPI_FAILED(status))
		status = set_writer(run, burn);
	return IMAPI_FAILED(status) ? status : set_journal(run, burn);
}

static imapi_status burn_new(struct run *run, struct burn *burn)
{
	imapi_status status = open_drive(run, burn);

	if (IMAPI_FAILED(status))
		return status;
	journal_fix_time();
	status = read_medium(run, burn);
	if (!IMAPI_FAILED(status)) {
		burn->place.start = (uint64_t)imapi_medium_next_writable(burn->medium);
		burn->place.free_sectors = imapi_medium_free_sectors(burn->medium);
		status = make_ready(run, burn);
	}
	if (!IMAPI_FAILED(status) && run->options.dry_run)
		return show_plan(run, burn);
	if (!IMAPI_FAILED(status))
		status = check_plan(run, burn);
	journal_remind(run, burn->journal, burn->medium, status);
	return IMAPI_FAILED(status) ? status : write_it(run, burn, imapi_data_writer_write);
}

static imapi_status read_journal(struct run *run, struct burn *burn)
{
	struct imapi_journal *journal = NULL;
	imapi_status status = IMAPI_E_FILE_OPEN_FAILURE;

	if (burn->journal)
		status = imapi_journal_read(run->context, burn->journal, &journal);
	if (status == IMAPI_E_FILE_OPEN_FAILURE) {
		fail(run, status, "no burn of the drive %s was interrupted",
		     run->options.drive);
		advise(run, "\"imapi info --drive %s\" shows what is on the disc.",
		       run->options.drive);
		return status;
	}
	if (!IMAPI_FAILED(status))
		status = note_take(run, journal, &burn->note, &burn->place);
	else
		fail_library(run, status);
	imapi_journal_free(journal);
	return status;
}

static imapi_status take_up(struct run *run, struct burn *burn)
{
	imapi_status status;

	if (run->options.dry_run || run->options.no_journal)
		return fail_usage(run, "--resume goes with neither --dry-run nor --no-journal");
	status = open_drive(run, burn);
	if (!IMAPI_FAILED(status))
		status = read_journal(run, burn);
	if (!IMAPI_FAILED(status))
		status = source_check(run);
	if (!IMAPI_FAILED(status))
		status = make_ready(run, burn);
	return IMAPI_FAILED(status) ? status : write_it(run, burn, imapi_data_writer_resume);
}

static imapi_status burn_it(struct run *run, struct burn *burn)
{
	return run->options.resume ? take_up(run, burn) : burn_new(run, burn);
}

static void write_report(struct run *run, struct burn *burn, imapi_status status)
{
	struct report_data *data = &burn->data;
	const struct imapi_medium *medium =
		burn->medium ? burn->medium : imapi_job_medium_before(burn->job);

	if (medium)
		report_data_take_medium(data, medium, burn->state);
	if (burn->source.stream)
		data->wanted_bytes = imapi_stream_length(burn->source.stream);
	data->files = burn->source.counts.files;
	data->directories = burn->source.counts.directories;
	report_file_write(run, data, status);
}

static void end_burn(struct run *run, struct burn *burn, imapi_status status)
{
	write_report(run, burn, status);
	refresh_system(run, burn->recorder, status);
}

static imapi_status run_burn(struct run *run)
{
	struct burn burn = { NULL };
	imapi_status status = source_check(run);

	if (!run->options.resume && !run->operand_count)
		return fail_usage(run, "burn needs an argument");
	if (!IMAPI_FAILED(status))
		status = report_file_check(run);
	if (IMAPI_FAILED(status))
		return status;
	report_data_begin(&burn.data, run);
	status = burn_it(run, &burn);
	if (!run->options.dry_run)
		end_burn(run, &burn, status);
	burn_done(&burn);
	return status;
}

static const char *const synopsis[] = {
	"burn --drive ADDR [--fs LIST] [--level N] [--volume NAME] [--exclude GLOB] [--verify "
	"LEVEL] "
	"[--close] [--speed X] [--max-wait S] [--no-history] [--ask-times] [--no-journal] "
	"[--no-reload] [--dry-run] [--report FILE] [--trace FILE] [--tape FILE] "
	"DIR...|IMAGE.iso",
	"burn --resume --drive ADDR",
	NULL,
};

static const enum option_id options[] = {
	OPTION_DRIVE,	   OPTION_FS,	      OPTION_LEVEL,	OPTION_VOLUME,
	OPTION_EXCLUDE,	   OPTION_VERIFY,     OPTION_CLOSE,	OPTION_SPEED,
	OPTION_MAX_WAIT,   OPTION_NO_HISTORY, OPTION_ASK_TIMES, OPTION_RESUME,
	OPTION_NO_JOURNAL, OPTION_NO_RELOAD,  OPTION_DRY_RUN,	OPTION_REPORT,
	OPTION_TRACE,	   OPTION_TAPE,	      OPTION_JSON,	OPTION_PROGRESS,
	OPTION_QUIET,	   OPTION_VERBOSE,    OPTION_HELP,	OPTION_END,
};

const struct verb verb_burn = {
	.name = "burn",
	.summary = "write folders or an image to a disc and verify it",
	.synopsis = synopsis,
	.about =
		"Writes the contents of the folders, or an image, as the next session of the "
		"disc,\n"
		"closes the session and reads everything back. The image of a folder is made "
		"while\n"
		"it is written; no temporary file is needed. Ctrl-C ends the track in order. A "
		"burn\n"
		"that was cut off, by a crash or a power loss, is taken up with --resume.",
	.options = options,
	.least_operands = 0,
	.most_operands = -1,
	.changes = true,
	.run = run_burn,
};
