/* SPDX-License-Identifier: MIT */
/* What the numbers of a report mean, in words. */
#ifndef TOOLS_REPORT_WORDS_H
#define TOOLS_REPORT_WORDS_H

#include "report-data.h"
#include "size.h"

/* A name for programs, words for people. */
struct words {
	const char *name, *text;
};

struct words operation_words(enum imapi_operation operation);
struct words wait_end_words(enum imapi_wait_end end);
struct words poll_words(enum imapi_poll_class class_);
struct words progress_words(enum imapi_progress_class class_);

#define POLL_CLASSES (IMAPI_POLL_SILENT + 1)

/* One kind of proof and whether it was given. */
struct proof {
	unsigned bit;
	const char *name, *title, *text;
};

extern const struct proof proofs[]; /* to a bit of 0 */

enum tone { TONE_GOOD, TONE_WAIT, TONE_WARN, TONE_BAD };

/* How it ended, for the head of the page. */
struct outcome_words {
	enum tone tone;
	const char *name;
	char title[96], text[256];
	const char *advice; /* "" if there is nothing to do */
};

void outcome_describe(const struct report_data *data, struct outcome_words *ret_words);

const char *tone_name(enum tone tone);
enum tone wait_end_tone(enum imapi_wait_end end);

/* "0.4 s", "31 s", "4 min 10 s", "1 h 10 min". Returns @text. */
const char *duration_print(uint64_t milliseconds, char text[SIZE_TEXT]);

/* "1 234 567", with narrow blanks that do not break. Returns @text. */
const char *grouped_print(int64_t number, char text[SIZE_TEXT * 2]);

#endif
