/* SPDX-License-Identifier: MIT */
/* One run of the tool: what was asked, what came of it. */
#ifndef TOOLS_RUN_H
#define TOOLS_RUN_H

#include "imapi/context.h"
#include "imapi/recorder.h"

#include "options.h"

#include <jansson.h>
#include <stdbool.h>

struct record;
struct progress_board;

/* Why a run failed, copied so that later calls do not change it. */
struct failure {
	imapi_status status;
	bool is_usage;
	char message[1024], advice[512];
	bool has_sense;
	uint8_t key, asc, ascq;
	uint8_t cdb[16];
	size_t cdb_length;
	int64_t lba; /* INT64_MIN if it is about none */
	uint64_t elapsed_ms;
};

struct run {
	const struct verb *verb;
	struct options options;
	char **operands;
	int operand_count;
	struct imapi_context *context;
	struct failure failure;
	FILE *trace;	   /* where exchanges are printed, or NULL */
	FILE *trace_file;  /* of --trace; closed at the end */
	bool is_delegated; /* another verb ran inside and has reported already */
	int delegated_exit;
	struct record *record; /* samples the jobs of the run, or NULL */
	json_t *json;	       /* what the verb found, for --json; NULL without */
	struct progress_board
		*board; /* shows several runs at once; NULL: this is the only one */
	size_t row;	/* of this run there */
	char head[128]; /* "DRIVE: " if there are others, to begin lines with */
};

/* A verb of the tool: a row of the table in imapi.c. */
struct verb {
	const char *name, *summary;
	const char *const *synopsis;   /* the forms of the command line, to NULL */
	const char *about;	       /* a paragraph for --help */
	const enum option_id *options; /* what it takes, to OPTION_END */
	int least_operands, most_operands;
	bool changes; /* it changes the disc: the drive is this program's alone meanwhile */
	imapi_status (*run)(struct run *run);
	bool many_drives;  /* takes more than one --drive */
	const char *awake; /* what the computer has to stay awake for, or NULL */
};

extern const struct verb *const verbs[]; /* to NULL */
const struct verb *verb_find(const char *name);

/* Runs "VERB ARGUMENT..." with what @outer already set. Returns the exit status. */
int run_verb(const struct verb *verb, int argc, char **argv, const struct run *outer);

/* Makes the context of a run, with its log. */
imapi_status run_new_context(struct run *run);

/* The shared beginning of the verbs that need a drive; honours --trace and --tape. */
imapi_status run_open_drive(struct run *run, struct imapi_recorder **ret_recorder);

#endif
