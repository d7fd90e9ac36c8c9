/* SPDX-License-Identifier: MIT */
/* Where the journal of a burn lies, and what the tool notes in it to make the image again. */
#ifndef TOOLS_JOURNAL_H
#define TOOLS_JOURNAL_H

#include "imapi/journal.h"
#include "imapi/medium.h"

#include "run.h"
#include "source.h"

/* What was read back; the options and operands of a run point into it. */
struct note {
	char **texts; /* to NULL */
	size_t count;
	char **operands;
};

/*
 * The path of the drive's journal, whose folder is made. *@ret_path is NULL if there is none:
 * it was not wanted, nobody knows where to put it, or the medium does not last. free() it.
 */
imapi_status journal_path(struct run *run, struct imapi_recorder *recorder, char **ret_path);

/* From now on "now" is one moment: images that are made again get the time they had. */
void journal_fix_time(void);

/* Notes the request in words that note_take() understands. NULL if out of memory. free() it. */
char *note_make(const struct run *run, struct source_place place);

/*
 * Reads the request of an interrupted burn into the options and operands of @run; what was
 * given on the command line has to agree with it.
 */
imapi_status note_take(struct run *run, const struct imapi_journal *journal, struct note *note,
		       struct source_place *ret_place);
void note_done(struct note *note);

/* Tells of an unfinished burn on @medium; for a burn that fails, as its advice. */
void journal_remind(struct run *run, const char *path, const struct imapi_medium *medium,
		    imapi_status status);

#endif
