/* SPDX-License-Identifier: MIT */
/* imapi burn: writes folders or an image to the medium, closes the session, verifies. */
#include "verbs.h"

#include "append.h"
#include "burn-drive.h"
#include "burn-many.h"
#include "journal.h"
#include "manifest.h"
#include "refresh.h"
#include "report-file.h"
#include "report.h"

/* A burn with one drive. */
struct single {
	struct burn burn;
	struct source source;
	struct imapi_stream *earlier; /* what is on the disc, for --append */
	struct note note;
};

static imapi_status open_source(struct run *run, struct single *single)
{
	struct burn *burn = &single->burn;
	imapi_status status = source_open(run, burn->place, &single->source);
	unsigned sessions = burn->medium ? imapi_medium_session_count(burn->medium) : 0;

	if (IMAPI_FAILED(status))
		return status;
	burn->stream = single->source.stream;
	burn->ends_exactly = source_ends_exactly(&single->source);
	if (burn->place.in_place || source_is_writable(&single->source))
		burn->range_count = imapi_image_result_modified_blocks(
			single->source.result, burn->ranges,
			sizeof(burn->ranges) / sizeof(burn->ranges[0]));
	status = burn_check_room(run, burn);
	if (!IMAPI_FAILED(status) && sessions && single->source.image && !burn->place.earlier &&
	    !run->options.leave_session_open)
		remark(run,
		       "the disc has %u session%s already; a computer shows the files of the "
		       "new one only (--append keeps the others visible)",
		       sessions, sessions == 1 ? "" : "s");
	return status;
}

static imapi_status make_ready(struct run *run, struct single *single)
{
	imapi_status status = open_source(run, single);

	single->burn.lookup = source_path_of_sector;
	single->burn.lookup_user = &single->source;
	return IMAPI_FAILED(status) ? status : burn_make_ready(run, &single->burn);
}

static imapi_status write_it(struct run *run, struct burn *burn, burn_start_fn *start)
{
	imapi_status status = burn_write(run, burn, start);

	burn_tell(run, burn, status);
	return status;
}

static imapi_status burn_new(struct run *run, struct single *single)
{
	struct burn *burn = &single->burn;
	imapi_status status = burn_open_drive(run, burn);

	if (IMAPI_FAILED(status))
		return status;
	journal_fix_time();
	status = burn_read_medium(run, burn);
	if (!IMAPI_FAILED(status)) {
		burn->place.start = (uint64_t)imapi_medium_next_writable(burn->medium);
		burn->place.free_sectors = burn->room;
		status = append_prepare(run, burn->recorder, burn->medium, &burn->place,
					&single->earlier);
	}
	if (!IMAPI_FAILED(status)) {
		status = make_ready(run, single);
	}
	if (!IMAPI_FAILED(status) && run->options.dry_run)
		return burn_show_plan(run, burn);
	if (!IMAPI_FAILED(status))
		status = burn_check_plan(run, burn);
	journal_remind(run, burn->journal, burn->medium, status);
	return IMAPI_FAILED(status) ? status : write_it(run, burn, imapi_data_writer_write);
}

static imapi_status read_journal(struct run *run, struct single *single)
{
	struct burn *burn = &single->burn;
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
		status = note_take(run, journal, &single->note, &burn->place);
	else
		fail_library(run, status);
	imapi_journal_free(journal);
	burn->room = burn->place.free_sectors;
	return status;
}

static imapi_status take_up(struct run *run, struct single *single)
{
	struct burn *burn = &single->burn;
	imapi_status status;

	if (run->options.dry_run || run->options.no_journal || run->options.stdin_file)
		return fail_usage(
			run, "--resume goes with none of --dry-run, --no-journal, --stdin");
	status = burn_open_drive(run, burn);
	if (!IMAPI_FAILED(status))
		status = read_journal(run, single);
	if (!IMAPI_FAILED(status))
		status = source_check(run);
	if (!IMAPI_FAILED(status))
		status = append_reopen(run, burn->recorder, &burn->place, &single->earlier);
	if (!IMAPI_FAILED(status))
		status = make_ready(run, single);
	return IMAPI_FAILED(status) ? status : write_it(run, burn, imapi_data_writer_resume);
}

static imapi_status burn_one(struct run *run)
{
	struct single single = { .source = { NULL } };
	imapi_status status = report_file_check(run);

	if (IMAPI_FAILED(status))
		return status;
	report_data_begin(&single.burn.data, run);
	status = run->options.resume ? take_up(run, &single) : burn_new(run, &single);
	status = manifest_copy(run, single.source.result, status);
	if (!run->options.dry_run) {
		burn_write_report(run, &single.burn, &single.source.counts, status);
		refresh_system(run, single.burn.recorder, status);
	}
	burn_done(&single.burn);
	source_done(&single.source);
	imapi_stream_free(single.earlier);
	note_done(&single.note);
	return status;
}

static imapi_status run_burn(struct run *run)
{
	imapi_status status = append_check(run);

	if (!IMAPI_FAILED(status))
		status = source_check(run);
	if (!run->options.resume && !run->operand_count && !run->options.remove.count &&
	    !run->options.stdin_file)
		return fail_usage(run, "burn needs an argument");
	if (IMAPI_FAILED(status))
		return status;
	return run->options.drives.count > 1 ? burn_many(run) : burn_one(run);
}

static const char *const synopsis[] = {
	"burn --drive ADDR [--fs LIST] [--udf REV] [--level N] [--volume NAME] [--exclude "
	"GLOB] [--stdin PATH=SIZE] [--manifest[=FILE]] [--named-streams] [--dedupe] [--sort "
	"FILE] [--verify "
	"LEVEL] "
	"[--close] [--layer-break N] [--write-method METHOD] [--data-mode MODE] "
	"[--leave-session-open] [--stream-recording] [--force-overwrite] "
	"[--underrun-stops] [--test-write] [--speed X] "
	"[--pure-cav] [--max-wait S] [--no-history] [--ask-times] [--no-journal] "
	"[--no-reload] [--dry-run] [--report FILE] [--trace FILE] [--tape FILE] "
	"DIR...|IMAGE.iso",
	"burn --drive ADDR --drive ADDR... [OPTION...] DIR...|IMAGE.iso",
	"burn --append [--remove PATH]... [--tree NAME] --drive ADDR [OPTION...] DIR...",
	"burn --resume --drive ADDR",
	NULL,
};

static const enum option_id options[] = {
	OPTION_DRIVE,
	OPTION_FS,
	OPTION_UDF,
	OPTION_UDF_LAYOUT,
	OPTION_LEVEL,
	OPTION_VOLUME,
	OPTION_EXCLUDE,
	OPTION_STDIN,
	OPTION_BOOT,
	OPTION_HYBRID,
	OPTION_MANIFEST,
	OPTION_NAMED_STREAMS,
	OPTION_DEDUPE,
	OPTION_SORT,
	OPTION_APPEND,
	OPTION_REMOVE,
	OPTION_TREE,
	OPTION_VERIFY,
	OPTION_CLOSE,
	OPTION_WRITE_METHOD,
	OPTION_FORCE_OVERWRITE,
	OPTION_DATA_MODE,
	OPTION_LEAVE_SESSION_OPEN,
	OPTION_STREAM_RECORDING,
	OPTION_LAYER_BREAK,
	OPTION_UNDERRUN_STOPS,
	OPTION_TEST_WRITE,
	OPTION_PURE_CAV,
	OPTION_SPEED,
	OPTION_MAX_WAIT,
	OPTION_NO_HISTORY,
	OPTION_ASK_TIMES,
	OPTION_RESUME,
	OPTION_NO_JOURNAL,
	OPTION_NO_RELOAD,
	OPTION_DRY_RUN,
	OPTION_REPORT,
	OPTION_TRACE,
	OPTION_TAPE,
	OPTION_JSON,
	OPTION_PROGRESS,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_HELP,
	OPTION_END,
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
		"that was cut off, by a crash or a power loss, is taken up with --resume.\n"
		"With --append the files that are on the disc stay visible, beside the new "
		"ones;\n"
		"a new file takes the place of an old one of the same name.\n"
		"Several drives burn at once from one reading of the files; one that fails\n"
		"does not stop the others.",
	.options = options,
	.least_operands = 0,
	.most_operands = -1,
	.changes = true,
	.run = run_burn,
	.awake = "Burning a disc",
	.many_drives = true,
};
