/* SPDX-License-Identifier: MIT */
/* The options of all verbs: one table, one parser, one help text. */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_id {
#define OPTION(id, ...) OPTION_##id,
#include "options.def"
#undef OPTION
	OPTION_END
};

#define OPTION_LIST_MAX 64

struct text_list {
	const char *items[OPTION_LIST_MAX];
	size_t count;
};

struct options {
	unsigned help, json, progress, quiet, verbose, close, dry_run, features, no_history,
		ask_times, full, resume, no_journal, no_reload, finalise, watch, clean, append,
		force_overwrite, test_write, pure_cav, underrun_stops, leave_session_open,
		formats, stream_recording;
	const char *drive, *output, *volume, *check, *list, *trace, *tape, *against, *report,
		*clock, *stdin_file, *file, *range, *sort;
	const char *hybrid, *manifest; /* "": without a file */
	struct text_list remove, exclude, boot,
		drives;			  /* @drive is the last of @drives; no secrets */
	const char *address;		  /* of @drive, as it is opened */
	char *addresses[OPTION_LIST_MAX]; /* of @drives; freed by options_done() */
	unsigned file_systems;		  /* of enum imapi_file_systems; 0: default */
	unsigned verification;		  /* enum imapi_verification */
	unsigned tree;			  /* enum imapi_image_tree */
	unsigned write_method;		  /* enum imapi_write_method */
	unsigned data_mode;		  /* enum imapi_data_mode */
	unsigned recording;		  /* enum imapi_bd_r_recording */
	unsigned sparse, dedupe, named_streams;
	unsigned udf_layout;	  /* enum imapi_udf_layout */
	unsigned spares, restart; /* enum imapi_spares; a flag */
	uint32_t spare_sectors;
	uint32_t level, udf_revision, session, track, max_wait, pace, type, sectors;
	uint32_t layer_break; /* sectors; 0: as it is; only if it was given */
	uint32_t speed;	      /* thousandths of single speed; 0: the fastest */
	uint64_t size;
	bool given[OPTION_END]; /* by option_id: it was on the command line */
};

#define LAYER_BREAK_AUTO UINT32_MAX

#define OPTION_GIVEN(options, id) ((options)->given[OPTION_##id])

/*
 * Reads the options in @argv that @accepted names (to OPTION_END). With @stop_early the first
 * operand ends them, else they may come in any order. Returns the index of the first operand,
 * or -1 with a sentence in @ret_error.
 */
int options_parse(struct options *options, const enum option_id *accepted, bool stop_early,
		  int argc, char **argv, char ret_error[256]);

void options_done(struct options *options);

/* Prints a line or two per option. */
void options_print(FILE *file, const enum option_id *accepted);

#endif
