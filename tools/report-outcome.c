/* SPDX-License-Identifier: MIT */
/* The head of a report: how the job ended, said in a way that nobody can misread. */
#include "report-words.h"

#include <inttypes.h>
#include <string.h>

#define PRINT(words, member, ...)                                                              \
	snprintf((words)->member, sizeof((words)->member), __VA_ARGS__)

static const struct close_row {
	enum imapi_close_state close;
	enum tone tone;
	const char *name, *title, *text, *advice;
} close_rows[] = {
	{ IMAPI_CLOSE_STILL_RUNNING, TONE_WAIT, "still-closing", "Still closing",
	  "The data is written. The drive was still closing the disc when the wait ended; "
	  "nothing says that it failed.",
	  "Leave the disc in until the drive comes to rest, then run \"imapi verify\"." },
	{ IMAPI_CLOSE_NO_ANSWER, TONE_BAD, "no-answer", "The drive stopped answering",
	  "The data was sent. The drive answered nothing more while it closed the disc; "
	  "whether it is closed is not known.",
	  "Switch the drive off and on, then run \"imapi info\" and \"imapi verify\"." },
	{ IMAPI_CLOSE_REJECTED, TONE_WARN, "close-refused", "Close refused, data safe",
	  "The data is on the disc, but the drive refused to close the session, so other "
	  "drives may not find it.",
	  "Do not burn the data again before you have read this disc in this drive." },
	{ IMAPI_CLOSE_UNCONFIRMED, TONE_WARN, "unconfirmed", "Closed, not confirmed",
	  "The drive is ready, but the disc does not look as it must after a close.",
	  "Run \"imapi info\" and \"imapi verify\" before you rely on this disc." },
	{ IMAPI_CLOSE_FLUSH_FAILED, TONE_BAD, "flush-failed", "The last data was not written",
	  "The drive could not write the rest of its buffer to the disc.",
	  "Burn another disc, slower if it happens again." },
	{ IMAPI_CLOSE_MEDIUM_FAILED, TONE_BAD, "medium-failed",
	  "The disc failed while it was closed", "The drive reported an error of the disc.",
	  "Try a disc of another make." },
	{ IMAPI_CLOSE_DRIVE_FAILED, TONE_BAD, "drive-failed",
	  "The drive failed while it closed", "The drive reported an error of its own.",
	  "Switch the drive off and on, then look at the disc with \"imapi info\"." },
	{ IMAPI_CLOSE_GONE, TONE_BAD, "gone", "Disc or drive went away",
	  "It was taken out or unplugged while the disc was closed.",
	  "Put it back in and look at it with \"imapi info\"." },
	{ IMAPI_CLOSE_DATA_SHORT, TONE_BAD, "data-lost", "Data lost",
	  "The disc lacks the last sectors that were sent.", "Burn the data again." },
};

static void describe_row(const struct close_row *row, struct outcome_words *words)
{
	words->tone = row->tone;
	words->name = row->name;
	words->advice = row->advice;
	PRINT(words, title, "%s", row->title);
	PRINT(words, text, "%s", row->text);
}

static const struct close_row *find_row(enum imapi_close_state close)
{
	for (size_t i = 0; i < sizeof(close_rows) / sizeof(close_rows[0]); i++)
		if (close_rows[i].close == close)
			return &close_rows[i];
	return NULL;
}

static void describe_lost(const struct report_data *data, struct outcome_words *words)
{
	char number[SIZE_TEXT * 2];

	words->tone = TONE_BAD;
	words->name = "data-lost";
	words->advice = "Burn the data again.";
	PRINT(words, title, "Data lost from LBA %s",
	      grouped_print(data->result.lost_from_lba, number));
	PRINT(words, text, "The disc lacks what was sent from LBA %s on.", number);
}

static bool describe_close(const struct report_data *data, struct outcome_words *words)
{
	const struct close_row *row = find_row(data->result.close);

	if (data->result.lost_from_lba >= 0)
		describe_lost(data, words);
	else if (row)
		describe_row(row, words);
	return row || data->result.lost_from_lba >= 0;
}

static void describe_cancelled(const struct report_data *data, struct outcome_words *words)
{
	const struct close_row *row = find_row(data->result.close);
	bool burned = data->has_result && data->result.sectors_written;

	words->tone = TONE_WARN;
	words->name = "cancelled";
	words->advice = burned ? "\"imapi info\" shows what is on the disc now." : "";
	if (!strcmp(data->verb, "burn"))
		PRINT(words, text, "%s",
		      burned ? "The disc holds the part of the data that was written until "
			       "then."
			     : "Nothing was written.");
	PRINT(words, title, "Stopped on request");
	if (burned && row)
		PRINT(words, text, "%s", row->text);
}

static void describe_bad(const struct report_data *data, struct outcome_words *words)
{
	uint64_t count = data->result.sectors_bad;
	char number[SIZE_TEXT * 2];

	words->tone = TONE_BAD;
	words->name = "verification-failed";
	words->advice = "Do not rely on this disc. Clean it or burn another one, slower.";
	PRINT(words, title, "Verification failed");
	PRINT(words, text, "%s sector%s, on a disc that is ready.",
	      grouped_print((int64_t)count, number),
	      count == 1 ? " differs from the source or cannot be read"
			 : "s differ from the source or cannot be read");
}

static void describe_verified(const struct report_data *data, struct outcome_words *words)
{
	const struct imapi_burn_result *result = &data->result;
	bool burned = result->sectors_written != 0, sampled = report_is_sampled(data);
	char number[SIZE_TEXT * 2];

	words->tone = TONE_GOOD;
	words->name = burned ? "closed-verified" : "verified";
	PRINT(words, title, "%s%s", burned ? "Closed and verified" : "Verified",
	      sampled ? " by samples" : "");
	PRINT(words, text,
	      "%s%s sectors %swere read back and compared; all are as they must be.",
	      burned ? "The disc is closed, and says so itself. " : "",
	      grouped_print((int64_t)result->sectors_verified, number),
	      sampled ? "here and there " : "");
}

/* The drive reads the new session only once the disc was out and in again. */
static void describe_reload(struct outcome_words *words)
{
	words->tone = TONE_WAIT;
	words->name = "reload-needed";
	words->advice = "Take the disc out and in, then run \"imapi verify\".";
	PRINT(words, title, "Closed, to be verified");
	PRINT(words, text,
	      "The disc is closed. This drive reads what is new on it only after "
	      "the disc was out and in again.");
}

static void describe_closed(const struct report_data *data, struct outcome_words *words)
{
	bool shown = data->result.proof & (IMAPI_PROOF_SAMPLES | IMAPI_PROOF_ALL_READ);

	words->tone = TONE_GOOD;
	words->name = "closed";
	PRINT(words, title, "%s", shown ? "Closed" : "Closed, not verified");
	PRINT(words, text, "The disc is closed, and says so itself. It was not read back%s.",
	      shown ? " but for samples" : "");
	words->advice = shown ? "" : "\"imapi verify\" compares it with the source.";
}

static void describe_failure(const struct report_data *data, struct outcome_words *words)
{
	bool burned = data->has_result && data->result.sectors_written;
	bool found = data->finding_count || data->status == IMAPI_E_BURN_VERIFICATION_FAILED;
	const char *message = data->failure ? data->failure->message : "";

	words->tone = TONE_BAD;
	words->name = "failed";
	if (strcmp(data->verb, "burn"))
		PRINT(words, title, "%s",
		      found ? "The disc is not as it must be" : "Not verified");
	else if (data->status == IMAPI_E_WRITE_NOT_PROVEN)
		PRINT(words, title, "The data is not on the disc as it must be");
	else
		PRINT(words, title, "%s", burned ? "The burn failed" : "Nothing was written");
	PRINT(words, text, "%s", message);
}

/* A disc that was read or compared file by file, without a job of the library. */
static void describe_read(struct outcome_words *words)
{
	words->tone = TONE_GOOD;
	words->name = "verified";
	PRINT(words, title, "Verified");
	PRINT(words, text, "All that was read is as it must be.");
}

void outcome_describe(const struct report_data *data, struct outcome_words *ret_words)
{
	const struct imapi_burn_result *result = &data->result;
	const struct failure *failure = data->failure;
	bool failed = IMAPI_FAILED(data->status);

	*ret_words = (struct outcome_words){ .advice = "" };
	if (data->status == IMAPI_E_REQUEST_CANCELLED)
		describe_cancelled(data, ret_words);
	else if (failed && data->has_result && describe_close(data, ret_words))
		;
	else if (data->has_result && result->verify == IMAPI_VERIFY_FAILED)
		describe_bad(data, ret_words);
	else if (failed)
		describe_failure(data, ret_words);
	else if (data->status == IMAPI_S_RELOAD_NEEDED)
		describe_reload(ret_words);
	else if (data->has_result && result->verify != IMAPI_VERIFY_NOT_RUN)
		describe_verified(data, ret_words);
	else if (data->has_result)
		describe_closed(data, ret_words);
	else
		describe_read(ret_words);
	if (failed && failure && failure->advice[0])
		ret_words->advice = failure->advice;
}
