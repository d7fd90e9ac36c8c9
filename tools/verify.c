/* SPDX-License-Identifier: MIT */
/* imapi verify: compares a disc with a folder or an image, or judges it alone. */
#include "verbs.h"

#include "imapi/data-writer.h"
#include "imapi/image-reader.h"

#include "burn-report.h"
#include "disc-scan.h"
#include "json.h"
#include "medium-text.h"
#include "report-file.h"
#include "report.h"
#include "size.h"
#include "source.h"
#include "verify-manifest.h"

#include <inttypes.h>
#include <sys/stat.h>

static const char *const kinds[] = {
	[IMAPI_IMAGE_MISSING] = "missing",	   [IMAPI_IMAGE_EXTRA] = "extra",
	[IMAPI_IMAGE_TYPE_DIFFERS] = "type",	   [IMAPI_IMAGE_SIZE_DIFFERS] = "size",
	[IMAPI_IMAGE_CONTENT_DIFFERS] = "content", [IMAPI_IMAGE_MTIME_DIFFERS] = "mtime",
	[IMAPI_IMAGE_UNREADABLE] = "unreadable",
};

/* A disc that is judged, and the account of it; both last until the report is written. */
struct verification {
	struct disc_range range;
	struct source source; /* the image to compare with */
	struct imapi_job *job;
	struct imapi_image_reader *tree; /* of that image; NULL if it has none */
	struct report_data data;
	char state[STATE_TEXT];
};

/* What came of a comparison: the list for JSON, the count for the message. */
struct outcome {
	struct run *run;
	struct report_data *data;
	struct progress *progress;
	json_t *list;
	unsigned count;
};

static void add_difference(void *user, const struct imapi_image_difference *difference)
{
	struct outcome *outcome = user;
	json_t *object;

	outcome->count++;
	report_data_add_finding(outcome->data, difference->block, difference->path,
				difference->text);
	if (!outcome->run->json) {
		progress_clear(outcome->progress);
		printf("%s: %s (LBA %" PRIu64 ")\n", difference->path, difference->text,
		       difference->block);
		return;
	}
	object = json_object();
	json_add_text(object, "kind", kinds[difference->kind]);
	json_add_text(object, "path", difference->path);
	json_add_text(object, "text", difference->text);
	json_add_number(object, "block", difference->block);
	json_add_number(object, "offset", difference->offset);
	json_array_append_new(outcome->list, object);
}

static imapi_status compare_folder(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	struct outcome outcome = { run, &v->data, &range->watch.progress, json_array(), 0 };
	struct imapi_image_reader *reader = NULL;
	imapi_status status;

	disc_range_show(run, range, "comparing");
	status = disc_range_open_reader(run, range, &reader);
	if (!IMAPI_FAILED(status)) {
		status = imapi_image_reader_compare(reader, run->options.against,
						    add_difference, &outcome);
		fail_library(run, status);
	}
	imapi_image_reader_free(reader);
	disc_range_shown(range);
	json_add(run->json, "differences", outcome.list);
	if (!IMAPI_FAILED(status) && !run->json)
		printf("Session %u is identical to %s.\n", range->session,
		       run->options.against);
	return status;
}

/* The tree of the image that the disc is compared with, if it has one. */
static void open_tree(struct run *run, struct verification *v)
{
	uint32_t start = (uint32_t)v->range.start;
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .first_block = start,
						      .session_start = start };

	if (IMAPI_FAILED(imapi_image_reader_open(run->context, v->source.stream, &options,
						 &v->tree)))
		v->tree = NULL;
}

static int path_of_sector(void *user, uint64_t sector, char *path, size_t room)
{
	const struct verification *v = user;

	return v->tree && imapi_image_reader_path_of_block(v->tree, v->range.start + sector,
							   path, room) == IMAPI_OK;
}

static imapi_status compare_image(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	imapi_status status = source_open_image(run, run->options.against, &v->source);

	if (IMAPI_FAILED(status))
		return status;
	v->data.wanted_bytes = imapi_stream_length(v->source.stream);
	status = imapi_verify_new(range->recorder, range->start, v->source.stream, &v->job);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	open_tree(run, v);
	imapi_verify_set_path_lookup(v->job, path_of_sector, v);
	status = progress_run_job(run, v->job, range->single_kbps);
	report_verify(run, v->job);
	report_data_take_job(&v->data, v->job);
	return status;
}

static void add_finding(void *user, const struct imapi_image_finding *finding)
{
	struct outcome *outcome = user;
	json_t *object;

	if (finding->severity != IMAPI_IMAGE_ERROR)
		return;
	outcome->count++;
	report_data_add_finding(outcome->data, finding->block, finding->path, finding->text);
	if (!outcome->run->json) {
		progress_clear(outcome->progress);
		printf("LBA %" PRIu64 "%s%s: %s [%s]\n", finding->block,
		       finding->path[0] ? ": " : "", finding->path, finding->text,
		       finding->clause);
		return;
	}
	object = json_object();
	json_add_number(object, "block", finding->block);
	json_add_text(object, "path", finding->path);
	json_add_text(object, "text", finding->text);
	json_add_text(object, "clause", finding->clause);
	json_array_append_new(outcome->list, object);
}

static imapi_status judge(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .session_start = (uint32_t)range->start };
	struct outcome outcome = { run, &v->data, &range->watch.progress, json_array(), 0 };
	imapi_status status;

	disc_range_show(run, range, "checking the structure");
	status = imapi_image_check_session(run->context, range->disc, &options, add_finding,
					   &outcome);

	disc_range_shown(range);
	fail_library(run, status);
	json_add(run->json, "findings", outcome.list);
	if (status == IMAPI_E_IMAGEMANAGER_NO_VALID_VD_FOUND) {
		remark(run,
		       "there is no ISO 9660 file system whose structure could be checked");
		return IMAPI_OK;
	}
	return status;
}

static imapi_status read_all(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	struct disc_scan scan = { 0, 0, 0 };
	imapi_status status = disc_scan(run, range, &scan);
	char text[SIZE_TEXT];

	json_add_number(run->json, "sectors_read", scan.good);
	json_add_number(run->json, "sectors_bad", scan.bad);
	json_add_number(run->json, "sectors_earlier", scan.earlier);
	if (IMAPI_FAILED(status))
		return status;
	if (!run->json)
		printf("Session %u%s: %s read, %" PRIu64 " sectors cannot be read.\n",
		       range->session, scan.earlier ? " and its files in earlier sessions" : "",
		       size_print(scan.good * SECTOR, text), scan.bad);
	if (!scan.bad)
		return judge(run, v);
	fail(run, IMAPI_E_BURN_VERIFICATION_FAILED,
	     "%" PRIu64 " of %" PRIu64 " sectors cannot be read", scan.bad,
	     scan.good + scan.bad);
	advise(run, "Clean the disc and try another drive before giving it up.");
	return IMAPI_E_BURN_VERIFICATION_FAILED;
}

static imapi_status check_manifest(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	struct imapi_image_reader *reader = NULL;
	imapi_status status;

	disc_range_show(run, range, "checking");
	status = disc_range_open_reader(run, range, &reader);
	if (!IMAPI_FAILED(status))
		status = verify_manifest(run, reader, &range->watch.progress, &v->data);
	imapi_image_reader_free(reader);
	disc_range_shown(range);
	return status;
}

static imapi_status verify_range(struct run *run, struct verification *v)
{
	struct disc_range *range = &v->range;
	const char *against = run->options.against;
	struct stat info;

	json_add_number(run->json, "session", range->session);
	json_add_number(run->json, "start_lba", range->start);
	json_add_number(run->json, "sectors", range->end - range->start);
	if (run->options.manifest)
		return check_manifest(run, v);
	if (!against)
		return read_all(run, v);
	if (!stat(against, &info) && S_ISDIR(info.st_mode))
		return compare_folder(run, v);
	return compare_image(run, v);
}

static imapi_status open_disc(struct run *run, struct verification *v)
{
	imapi_status status = disc_range_open(run, &v->range);

	if (run->options.report && v->range.recorder)
		report_data_take_drive(&v->data, run, v->range.recorder);
	if (v->range.medium)
		report_data_take_medium(&v->data, v->range.medium,
					medium_state_text(v->range.medium, v->state));
	return status;
}

static void verification_done(struct verification *v)
{
	report_data_done(&v->data);
	imapi_job_free(v->job);
	imapi_image_reader_free(v->tree);
	source_done(&v->source);
	disc_range_done(&v->range);
}

static imapi_status run_verify(struct run *run)
{
	const char *const against[] = { run->options.against, NULL };
	struct verification v = { { NULL } };
	imapi_status status = verify_manifest_check(run);

	if (!IMAPI_FAILED(status) && run->operand_count)
		return verify_manifest_image(run);
	if (!IMAPI_FAILED(status))
		status = report_file_check(run);
	if (IMAPI_FAILED(status))
		return status;
	report_data_begin(&v.data, run);
	v.data.operands = against;
	status = open_disc(run, &v);
	if (!IMAPI_FAILED(status))
		status = verify_range(run, &v);
	if ((status == IMAPI_E_CONTENT_DIFFERS && !run->options.manifest) ||
	    status == IMAPI_E_BURN_VERIFICATION_FAILED)
		advise(run,
		       "If the files were changed after the burn this is to be expected; if "
		       "not, do not rely on this disc.");
	report_file_write(run, &v.data, status);
	verification_done(&v);
	return status;
}

static const char *const synopsis[] = {
	"verify --drive ADDR [--against DIR|IMAGE] [--session N] [--report FILE]",
	"verify --drive ADDR --manifest[=FILE] [--file PATH [--range A-B]] [--session N]",
	"verify --manifest[=FILE] [--file PATH [--range A-B]] IMAGE",
	NULL,
};

static const enum option_id options[] = {
	OPTION_MANIFEST, OPTION_FILE,	OPTION_RANGE,	OPTION_DRIVE, OPTION_AGAINST,
	OPTION_SESSION,	 OPTION_REPORT, OPTION_TRACE,	OPTION_TAPE,  OPTION_JSON,
	OPTION_PROGRESS, OPTION_QUIET,	OPTION_VERBOSE, OPTION_HELP,  OPTION_END,
};

const struct verb verb_verify = {
	.name = "verify",
	.summary = "compare a disc with its source, or read all of it",
	.synopsis = synopsis,
	.about = "Compares the last session, or the one named, with a folder (names, sizes, "
		 "every\n"
		 "byte, times) or with an image. Without --against it reads every sector, "
		 "also\n"
		 "of files that the session has from earlier ones, and checks the structure of "
		 "the\n"
		 "file system. --manifest checks every file by its digest, --file one of them, "
		 "--range\n"
		 "a part of that, also in an image. Nothing is written.",
	.options = options,
	.most_operands = 1,
	.run = run_verify,
	.awake = "Verifying a disc",
};
