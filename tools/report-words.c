/* SPDX-License-Identifier: MIT */
#include "report-words.h"

#include <inttypes.h>
#include <string.h>

#define WORDS_OF(rows, value)                                                                  \
	((size_t)(value) < sizeof(rows) / sizeof((rows)[0]) && (rows)[(size_t)(value)].name    \
		 ? (rows)[(size_t)(value)]                                                     \
		 : (struct words){ "unknown", "not known" })

struct words operation_words(enum imapi_operation operation)
{
	static const struct words rows[] = {
		[IMAPI_OPERATION_NONE] = { "none", "Waiting" },
		[IMAPI_OPERATION_SYNCHRONIZE] = { "synchronize",
						  "Emptying the drive's buffer" },
		[IMAPI_OPERATION_CLOSE_TRACK] = { "close-track", "Closing the track" },
		[IMAPI_OPERATION_CLOSE_SESSION] = { "close-session", "Closing the session" },
		[IMAPI_OPERATION_FINALISE] = { "finalise", "Finalising the disc" },
		[IMAPI_OPERATION_BLANK] = { "blank", "Blanking" },
		[IMAPI_OPERATION_FORMAT] = { "format", "Formatting" },
		[IMAPI_OPERATION_LOAD] = { "load", "Loading the disc" },
		[IMAPI_OPERATION_SPIN_UP] = { "spin-up", "Spinning up" },
		[IMAPI_OPERATION_CALIBRATE] = { "calibrate", "Calibrating the laser" },
	};

	return WORDS_OF(rows, operation);
}

struct words wait_end_words(enum imapi_wait_end end)
{
	static const struct words rows[] = {
		[IMAPI_WAIT_RUNNING] = { "running", "cut off while it ran" },
		[IMAPI_WAIT_CONFIRMED] = { "confirmed", "done, confirmed by the disc" },
		[IMAPI_WAIT_NOT_CONFIRMED] = { "not-confirmed",
					       "drive ready, not confirmed by the disc" },
		[IMAPI_WAIT_EXPIRED] = { "expired", "no longer waited for" },
		[IMAPI_WAIT_NO_ANSWER] = { "no-answer", "the drive stopped answering" },
		[IMAPI_WAIT_GONE] = { "gone", "disc or drive went away" },
		[IMAPI_WAIT_BUS_FAILED] = { "bus-failed", "commands did not get through" },
		[IMAPI_WAIT_REFUSED] = { "refused", "refused by the drive" },
		[IMAPI_WAIT_FAILED] = { "failed", "the drive reported an error" },
	};

	return WORDS_OF(rows, end);
}

struct words poll_words(enum imapi_poll_class class_)
{
	static const struct words rows[POLL_CLASSES] = {
		[IMAPI_POLL_BUSY] = { "busy", "busy" },
		[IMAPI_POLL_SPLIT] = { "split", "says ready, is busy" },
		[IMAPI_POLL_READY] = { "ready", "ready" },
		[IMAPI_POLL_ATTENTION] = { "attention", "unit attention" },
		[IMAPI_POLL_FAULT] = { "fault", "error" },
		[IMAPI_POLL_ABSENT] = { "absent", "no disc or drive" },
		[IMAPI_POLL_BUS] = { "bus", "bus failed" },
		[IMAPI_POLL_SILENT] = { "silent", "no answer" },
	};

	return WORDS_OF(rows, class_);
}

struct words progress_words(enum imapi_progress_class class_)
{
	static const struct words rows[] = {
		[IMAPI_PROGRESS_ABSENT] = { "absent", "none" },
		[IMAPI_PROGRESS_UNDECIDED] = { "undecided", "too little to judge" },
		[IMAPI_PROGRESS_MONOTONE] = { "monotone", "rises evenly: trusted" },
		[IMAPI_PROGRESS_STEPPY] = { "steppy", "rises in steps: trusted" },
		[IMAPI_PROGRESS_FROZEN] = { "frozen", "does not move" },
		[IMAPI_PROGRESS_JUNK] = { "junk", "falls again: ignored" },
		[IMAPI_PROGRESS_SATURATED] = { "saturated", "at its end, drive still busy" },
	};

	return WORDS_OF(rows, class_);
}

const struct proof proofs[] = {
	{ IMAPI_PROOF_STATE, "state", "The disc says so",
	  "disc, sessions, track and next address are as they must be" },
	{ IMAPI_PROOF_TIME, "time", "The time fits",
	  "writing took as long as the speed of the drive says" },
	{ IMAPI_PROOF_SAMPLES, "samples", "Samples read back",
	  "first, last, edge and random blocks, read past the cache" },
	{ IMAPI_PROOF_ALL_READ, "all-read", "Every block compared",
	  "all that was written was read back and compared" },
	{ 0, NULL, NULL, NULL },
};

const char *tone_name(enum tone tone)
{
	static const char *const names[] = { "good", "wait", "warn", "bad" };

	return names[tone];
}

enum tone wait_end_tone(enum imapi_wait_end end)
{
	switch (end) {
	case IMAPI_WAIT_CONFIRMED:
		return TONE_GOOD;
	case IMAPI_WAIT_RUNNING:
	case IMAPI_WAIT_NOT_CONFIRMED:
	case IMAPI_WAIT_EXPIRED:
		return TONE_WAIT;
	default:
		return TONE_BAD;
	}
}

const char *duration_print(uint64_t milliseconds, char text[SIZE_TEXT])
{
	uint64_t seconds = (milliseconds + 500) / 1000;
	unsigned s = (unsigned)(seconds % 60), m = (unsigned)(seconds / 60 % 60);
	uint64_t h = seconds / 3600;
	int length;

	if (milliseconds < 9950)
		snprintf(text, SIZE_TEXT, "%.1f s", (double)milliseconds / 1000);
	else if (seconds < 60)
		snprintf(text, SIZE_TEXT, "%u s", s);
	else {
		length = h ? snprintf(text, SIZE_TEXT, "%" PRIu64 " h", h) : 0;
		if (m)
			length += snprintf(text + length, SIZE_TEXT - (size_t)length,
					   "%s%u min", length ? " " : "", m);
		if (s && seconds < 3600)
			snprintf(text + length, SIZE_TEXT - (size_t)length, " %u s", s);
	}
	return text;
}

const char *grouped_print(int64_t number, char text[SIZE_TEXT * 2])
{
	char digits[SIZE_TEXT];
	size_t at = 0, length;

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0 && digits[i - 1] != '-') {
			memcpy(text + at, "\xe2\x80\xaf", 3);
			at += 3;
		}
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}
