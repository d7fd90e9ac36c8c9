/* SPDX-License-Identifier: MIT */
/* imapi trace: prints every exchange with the drive, of a run or of a tape. */
#include "verbs.h"

#include "imapi/tape.h"

#include "report.h"

static imapi_status print_tape(struct run *run, const char *path)
{
	imapi_status status = imapi_tape_print(run->context, path, stdout);

	fail_library(run, status);
	if (status == IMAPI_E_FILE_OPEN_FAILURE)
		advise(run, "Give a tape, or a verb and its arguments after --.");
	return status;
}

static imapi_status run_trace(struct run *run)
{
	const struct verb *verb = verb_find(run->operands[0]);

	if (verb == &verb_trace)
		return fail_usage(run, "a trace cannot be traced");
	if (verb) {
		run->trace = stderr;
		run->is_delegated = true;
		run->delegated_exit = run_verb(verb, run->operand_count, run->operands, run);
		return IMAPI_OK;
	}
	if (run->operand_count > 1)
		return fail_usage(run, "unknown verb \"%s\"", run->operands[0]);
	if (run->options.drive)
		return fail_usage(run, "a tape needs no --drive");
	return print_tape(run, run->operands[0]);
}

static const char *const synopsis[] = {
	"trace [--drive ADDR] [--] VERB [ARGUMENT...]",
	"trace TAPE",
	NULL,
};

static const enum option_id options[] = { OPTION_DRIVE, OPTION_JSON, OPTION_VERBOSE,
					  OPTION_HELP, OPTION_END };

const struct verb verb_trace = {
	.name = "trace",
	.summary = "print the exchanges with the drive, decoded",
	.synopsis = synopsis,
	.about = "Runs a verb and prints every command that goes to the drive, and what it "
		 "answers,\n"
		 "to standard error. With the name of a tape (--tape) it prints that instead.",
	.options = options,
	.least_operands = 1,
	.most_operands = -1,
	.run = run_trace,
};
