/* SPDX-License-Identifier: MIT */
/* The tool: finds the verb, reads its options, runs it, reports what came of it. */
#include "run.h"

#include "imapi/data-writer.h"
#include "imapi/inhibitor.h"
#include "imapi/version.h"

#include "json.h"
#include "report.h"
#include "signals.h"
#include "state-folder.h"
#include "terminal.h"
#include "verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct verb *const verbs[] = {
	&verb_list,   &verb_info,   &verb_image, &verb_burn, &verb_close, &verb_erase,
	&verb_format, &verb_verify, &verb_read,	 &verb_sim,  &verb_trace, NULL,
};

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; verbs[i]; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static void print_synopsis(FILE *file, const struct verb *verb)
{
	for (size_t i = 0; verb->synopsis[i]; i++)
		fprintf(file, "%s imapi %s\n", i ? "      " : "Usage:", verb->synopsis[i]);
}

static int print_verb_help(const struct verb *verb)
{
	print_synopsis(stdout, verb);
	printf("\n%s\n\nOptions:\n", verb->about);
	options_print(stdout, verb->options);
	return 0;
}

static int print_help(FILE *file)
{
	fputs("Usage: imapi VERB [OPTION...] [ARGUMENT...]\n\n"
	      "Burns, reads and examines optical discs.\n\nVerbs:\n",
	      file);
	for (size_t i = 0; verbs[i]; i++)
		fprintf(file, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
	fputs("\n\"imapi VERB --help\" says more. To try without a drive: "
	      "imapi burn --drive sim:bd-r DIR\n",
	      file);
	return 0;
}

static int finish(struct run *run, imapi_status status)
{
	if (run->is_delegated)
		status = IMAPI_OK;
	else if (run->options.json)
		json_report(run, status);
	else if (IMAPI_FAILED(status))
		report_failure(run);
	json_decref(run->json);
	options_done(&run->options);
	free(run->record);
	imapi_context_free(run->context);
	if (run->trace_file)
		fclose(run->trace_file);
	if (fflush(stdout) || ferror(stdout)) {
		fputs("imapi: standard output could not be written\n", stderr);
		return 1;
	}
	return run->is_delegated ? run->delegated_exit : exit_status(run, status);
}

static void print_log(void *user, enum imapi_log_level level, const char *line)
{
	const struct run *run = user;

	fprintf(stderr, "%s%s%s\n", level == IMAPI_LOG_ERROR ? "warning: " : "", run->head,
		line);
}

static imapi_status check_operands(struct run *run)
{
	const struct verb *verb = run->verb;

	if (run->operand_count < verb->least_operands)
		return fail_usage(run, "%s needs %s argument", verb->name,
				  run->operand_count ? "another" : "an");
	if (verb->most_operands >= 0 && run->operand_count > verb->most_operands)
		return fail_usage(run, "unexpected argument \"%s\"",
				  run->operands[verb->most_operands]);
	if (run->options.drives.count > 1 && !verb->many_drives)
		return fail_usage(run, "%s takes one drive", verb->name);
	if (run->options.progress && !run->options.json)
		return fail_usage(run, "--progress goes with --json; a terminal shows progress "
				       "by itself");
	return IMAPI_OK;
}

imapi_status run_new_context(struct run *run)
{
	imapi_status status = imapi_context_new(&run->context);

	if (IMAPI_FAILED(status))
		return fail(run, status, "%s", imapi_status_text(status));
	if (run->options.verbose)
		imapi_context_set_log(run->context,
				      run->options.verbose > 1 ? IMAPI_LOG_DEBUG
							       : IMAPI_LOG_INFO,
				      print_log, run);
	return IMAPI_OK;
}

static imapi_status start(struct run *run)
{
	struct imapi_inhibitor *inhibitor = NULL;
	imapi_status status = check_operands(run);

	if (!IMAPI_FAILED(status))
		status = run_new_context(run);
	if (IMAPI_FAILED(status))
		return status;
	if (run->verb->awake && !run->options.dry_run)
		imapi_inhibitor_new(run->context, run->verb->awake, &inhibitor);
	status = run->verb->run(run);
	imapi_inhibitor_free(inhibitor);
	return status;
}

/* So that a mistake in the options, too, is reported in the form that was asked for. */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-j"))
			return true;
	return false;
}

int run_verb(const struct verb *verb, int argc, char **argv, const struct run *outer)
{
	struct run run = { .verb = verb, .failure = { .lba = INT64_MIN } };
	char error[256];
	int first;

	run.options.verification = IMAPI_VERIFICATION_FULL;
	if (outer) {
		run.trace = outer->trace;
		run.options.drive = outer->options.drive;
		run.options.address = outer->options.address;
		run.options.json = outer->options.json;
	}
	first = options_parse(&run.options, verb->options, verb == &verb_trace, argc, argv,
			      error);
	if (run.options.help)
		return print_verb_help(verb);
	if (wants_json(argc, argv))
		run.options.json = 1;
	if (run.options.json)
		run.json = json_object();
	if (first < 0)
		return finish(&run, fail_usage(&run, "%s", error));
	run.operands = argv + first;
	run.operand_count = argc - first;
	return finish(&run, start(&run));
}

static imapi_status open_trace(struct run *run)
{
	const char *path = run->options.trace;

	if (!path)
		return IMAPI_OK;
	run->trace_file = fopen(path, "we");
	if (!run->trace_file)
		return fail(run, IMAPI_E_FILE_WRITE_FAILURE, "%s: %s", path, strerror(errno));
	run->trace = run->trace_file;
	return IMAPI_OK;
}

static imapi_status set_state_folder(struct run *run)
{
	char *folder = run->options.no_history ? NULL : state_folder();
	imapi_status status = imapi_context_set_state_folder(run->context, folder);

	free(folder);
	return fail_library(run, status);
}

/* From the first look at the disc to the end, so that nobody changes it in between. */
static imapi_status hold_drive(struct run *run, struct imapi_recorder *recorder)
{
	char client[64];

	if (!run->verb->changes || run->options.dry_run)
		return IMAPI_OK;
	snprintf(client, sizeof(client), "imapi %s", run->verb->name);
	return imapi_recorder_acquire(recorder, 0, client);
}

imapi_status run_open_drive(struct run *run, struct imapi_recorder **ret_recorder)
{
	struct imapi_recorder *recorder = NULL;
	imapi_status status;

	if (!run->options.drive) {
		status = fail_usage(run, "no drive given");
		advise(run, "Name it with --drive; \"imapi list\" shows the drives of this "
			    "machine.");
		return status;
	}
	status = open_trace(run);
	if (!IMAPI_FAILED(status))
		status = set_state_folder(run);
	if (IMAPI_FAILED(status))
		return status;
	status = imapi_recorder_open(run->context, run->options.address, &recorder);
	if (!IMAPI_FAILED(status) && run->trace)
		status = imapi_recorder_set_trace(recorder, run->trace);
	if (!IMAPI_FAILED(status) && run->options.tape)
		status = imapi_recorder_set_tape(recorder, run->options.tape);
	if (!IMAPI_FAILED(status))
		status = hold_drive(run, recorder);
	if (IMAPI_FAILED(status)) {
		fail_library(run, status);
		imapi_recorder_free(recorder);
		return status;
	}
	*ret_recorder = recorder;
	return IMAPI_OK;
}

static int unknown_verb(const char *name)
{
	fprintf(stderr, "%serror:%s unknown verb \"%s\"\nTry \"imapi --help\".\n",
		terminal_paint(stderr, PAINT_ERROR), terminal_paint(stderr, PAINT_OFF), name);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct verb *verb;

	signals_install();
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_help(stdout);
	if (!strcmp(argv[1], "--version")) {
		printf("imapi %s\n", imapi_version());
		return 0;
	}
	verb = verb_find(argv[1]);
	return verb ? run_verb(verb, argc - 1, argv + 1, NULL) : unknown_verb(argv[1]);
}
