/* SPDX-License-Identifier: MIT */
#include "burn-report.h"

#include "imapi/medium.h"

#include "json.h"
#include "report.h"
#include "size.h"
#include "terminal.h"

#include <inttypes.h>

#define MEANINGFUL_MS 1000 /* less is but filling the buffer of the drive */

static const struct close_row {
	const char *name, *text;
} close_rows[] = {
	[IMAPI_CLOSE_NOT_RUN] = { "not-run", "not closed; the burn did not get that far" },
	[IMAPI_CLOSE_CLOSED] = { "closed", "closed, confirmed by the disc itself" },
	[IMAPI_CLOSE_UNCONFIRMED] = { "unconfirmed", "the drive is ready, but the disc does "
						     "not look as expected" },
	[IMAPI_CLOSE_STILL_RUNNING] = { "still-running",
					"the drive is still closing it; leave the disc in "
					"until "
					"the drive comes to rest, then run imapi verify" },
	[IMAPI_CLOSE_REJECTED] = { "rejected",
				   "the data is written, but the drive refused to close it" },
	[IMAPI_CLOSE_DATA_SHORT] = { "data-short", "the disc lacks the last sectors" },
	[IMAPI_CLOSE_FLUSH_FAILED] = { "flush-failed",
				       "the drive could not write the rest of its buffer" },
	[IMAPI_CLOSE_MEDIUM_FAILED] = { "medium-failed",
					"the disc failed while it was closed" },
	[IMAPI_CLOSE_DRIVE_FAILED] = { "drive-failed", "the drive failed while it was closed" },
	[IMAPI_CLOSE_GONE] = { "gone", "disc or drive went away while it was closed" },
	[IMAPI_CLOSE_NO_ANSWER] = { "no-answer", "the drive stopped answering while it closed; "
						 "switch it off and on, then run imapi close" },
};

static const struct close_row *close_row(enum imapi_close_state state)
{
	size_t rows = sizeof(close_rows) / sizeof(close_rows[0]);

	return &close_rows[(size_t)state < rows ? (size_t)state : 0];
}

const char *close_state_name(enum imapi_close_state state)
{
	return close_row(state)->name;
}

static const char *verify_name(enum imapi_verify_state state)
{
	return state == IMAPI_VERIFY_PASSED   ? "passed"
	       : state == IMAPI_VERIFY_FAILED ? "failed"
					      : "not-run";
}

static void print_bad_range(const struct imapi_bad_range *range)
{
	printf("  LBA %" PRId64 ", %" PRIu64 " sectors %s%s%s\n", range->start_lba,
	       range->sectors, range->unreadable ? "cannot be read" : "differ",
	       range->path[0] ? ": " : "", range->path);
}

static json_t *bad_range_json(const struct imapi_bad_range *range)
{
	json_t *object = json_object(), *paths = json_array();

	if (range->path[0])
		json_array_append_new(paths, json_text(range->path));
	json_add(object, "start_lba", json_integer(range->start_lba));
	json_add_number(object, "sectors", range->sectors);
	json_add(object, "unreadable", json_boolean(range->unreadable));
	json_add(object, "paths", paths);
	return object;
}

static void bad_ranges(json_t *json, const struct imapi_job *job)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	json_t *ranges = json_array();

	imapi_job_result(job, &result);
	for (unsigned i = 0; i < result.bad_range_count; i++) {
		struct imapi_bad_range range = IMAPI_BAD_RANGE_INIT;

		if (IMAPI_FAILED(imapi_job_bad_range(job, i, &range)))
			continue;
		if (json)
			json_array_append_new(ranges, bad_range_json(&range));
		else
			print_bad_range(&range);
	}
	json_add(json, "bad_ranges", ranges);
}

static void add_verification(json_t *json, const struct imapi_burn_result *result)
{
	json_add_text(json, "verify", verify_name(result->verify));
	json_add_number(json, "sectors_verified", result->sectors_verified);
	json_add_number(json, "sectors_bad", result->sectors_bad);
	json_add_number(json, "verify_ms", result->verify_ms);
}

/* What shows that the data is on the disc. */
static const struct proof_row {
	unsigned bit;
	const char *name, *text;
} proof_rows[] = {
	{ IMAPI_PROOF_STATE, "state", "state of the disc" },
	{ IMAPI_PROOF_TIME, "time", "time of writing" },
	{ IMAPI_PROOF_ALL_READ, "all-read", "all blocks read and compared" },
	{ IMAPI_PROOF_SAMPLES, "samples", "blocks read past the cache" },
};

#define PROOFS (sizeof(proof_rows) / sizeof(proof_rows[0]))

static json_t *proof_json(unsigned proof)
{
	json_t *names = json_array();

	for (size_t i = 0; i < PROOFS; i++)
		if (proof & proof_rows[i].bit)
			json_array_append_new(names, json_text(proof_rows[i].name));
	return names;
}

static void print_proof(const struct imapi_burn_result *result)
{
	unsigned shown = result->proof;
	const char *between = "";

	/* who has read all has no need of samples */
	if (shown & IMAPI_PROOF_ALL_READ)
		shown &= ~(unsigned)IMAPI_PROOF_SAMPLES;
	printf("Proved     %s", shown ? "" : "nothing; only the drive says that it is there");
	for (size_t i = 0; i < PROOFS; i++) {
		if (!(shown & proof_rows[i].bit))
			continue;
		fputs(between, stdout);
		if (proof_rows[i].bit == IMAPI_PROOF_SAMPLES)
			printf("%" PRIu64 " ", result->sectors_sampled);
		fputs(proof_rows[i].text, stdout);
		between = ", ";
	}
	putchar('\n');
}

json_t *burn_result_json(const struct imapi_burn_result *result)
{
	uint64_t bytes = result->sectors_written * SECTOR;
	json_t *json = json_object();

	json_add(json, "start_lba", json_integer(result->start_lba));
	json_add_number(json, "sectors_written", result->sectors_written);
	json_add_number(json, "bytes", bytes);
	json_add_text(json, "close", close_state_name(result->close));
	json_add(json, "finalised", json_boolean(result->is_finalised));
	json_add_text(json, "digest", result->digest);
	json_add_number(json, "write_ms", result->write_ms);
	json_add_number(json, "close_ms", result->close_ms);
	json_add_number(json, "average_kbps",
			average_kbps(bytes - result->sectors_found * SECTOR, result->write_ms));
	json_add_number(json, "sectors_found", result->sectors_found);
	json_add(json, "test", json_boolean(result->is_test));
	json_add_number(json, "write_speed", result->write_speed);
	json_add(json, "pure_cav", json_boolean(result->pure_cav));
	json_add(json, "speed_adjusted", json_boolean(result->adjusted != IMAPI_OK));
	json_add(json, "proof", proof_json(result->proof));
	json_add_number(json, "sectors_sampled", result->sectors_sampled);
	json_add(json, "lost_from_lba",
		 result->lost_from_lba < 0 ? json_null() : json_integer(result->lost_from_lba));
	add_verification(json, result);
	return json;
}

static void print_verification(const struct imapi_burn_result *result)
{
	char time[SIZE_TEXT];
	bool good = result->verify == IMAPI_VERIFY_PASSED;

	if (result->verify == IMAPI_VERIFY_NOT_RUN) {
		printf("Verified   no\n");
		return;
	}
	printf("Verified   %s%s%s: %" PRIu64 " sectors compared, %" PRIu64 " bad, in %s\n",
	       terminal_paint(stdout, good ? PAINT_GOOD : PAINT_ERROR),
	       good ? "good" : "FAILED", terminal_paint(stdout, PAINT_OFF),
	       result->sectors_verified, result->sectors_bad,
	       time_print(result->verify_ms, time));
}

static void print_written(const struct imapi_burn_result *result, uint32_t single_kbps)
{
	uint64_t bytes = result->sectors_written * SECTOR;
	char size[SIZE_TEXT], time[SIZE_TEXT], speed[SIZE_TEXT];

	printf("Written    %s (%" PRIu64 " sectors) from LBA %" PRId64 " in %s",
	       size_print(bytes, size), result->sectors_written, result->start_lba,
	       time_print(result->write_ms, time));
	if (result->write_ms >= MEANINGFUL_MS)
		printf(", %s on average",
		       speed_print(average_kbps(bytes - result->sectors_found * SECTOR,
						result->write_ms),
				   single_kbps, speed));
	putchar('\n');
}

/* A speed or a rotation that was asked for and is not what the drive had. */
static void print_adjusted(const struct imapi_burn_result *result)
{
	if (result->adjusted == IMAPI_OK)
		return;
	printf("Speed      the drive wrote at %" PRIu32
	       " sectors/s%s, which is not what was set\n",
	       result->write_speed, result->pure_cav ? ", turning at one speed" : "");
}

/* How the burn has left the disc. */
static void print_end(const struct run *run, struct imapi_job *job,
		      const struct imapi_burn_result *result)
{
	const struct imapi_medium *medium = imapi_job_medium_before(job);
	bool closed = result->close == IMAPI_CLOSE_CLOSED;
	const char *what = run->options.leave_session_open ? "Track" : "Session";
	const char *text = close_row(result->close)->text;
	char time[SIZE_TEXT];

	if (medium && imapi_medium_state(medium) & IMAPI_MEDIA_STATE_OVERWRITE_ONLY) {
		what = "Medium";
		text = closed ? "flushed, confirmed by the disc itself" : text;
	}
	printf("%-10s %s (%s)%s\n", what, text, time_print(result->close_ms, time),
	       result->is_finalised ? "; the disc is final, nothing can be added" : "");
}

static void print_burn(const struct run *run, struct imapi_job *job,
		       const struct imapi_burn_result *result, uint32_t single_kbps,
		       uint64_t wanted)
{
	char size[SIZE_TEXT];

	print_written(result, single_kbps);
	print_adjusted(result);
	if (result->sectors_written * SECTOR < wanted)
		printf("Missing    %s, and with them the files that lie there\n",
		       size_print(wanted - result->sectors_written * SECTOR, size));
	print_end(run, job, result);
	print_proof(result);
	print_verification(result);
	if (result->digest[0])
		printf("Digest     %s (XXH3-128 of the image)\n", result->digest);
}

static void print_test(const struct imapi_burn_result *result, uint32_t single_kbps)
{
	uint64_t bytes = result->sectors_written * SECTOR;
	char size[SIZE_TEXT], time[SIZE_TEXT], speed[SIZE_TEXT];

	printf("Test       the drive took %s in %s (%s); the disc is as it was\n",
	       size_print(bytes, size), time_print(result->write_ms, time),
	       speed_print(average_kbps(bytes, result->write_ms), single_kbps, speed));
	print_adjusted(result);
}

void report_burn(struct run *run, struct imapi_job *job, uint32_t single_kbps, uint64_t bytes)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	json_t *json;

	if (IMAPI_FAILED(imapi_job_result(job, &result)))
		return;
	json = run->json ? burn_result_json(&result) : NULL;
	json_add(json, "complete", json_boolean(result.sectors_written * SECTOR >= bytes));
	if (!run->json && !result.sectors_written)
		printf("Nothing was written; the disc is as it was.\n");
	else if (!run->json && result.is_test)
		print_test(&result, single_kbps);
	else if (!run->json)
		print_burn(run, job, &result, single_kbps, bytes);
	bad_ranges(json, job);
	json_add(run->json, "result", json);
}

void report_verify(struct run *run, struct imapi_job *job)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	json_t *json = NULL;

	if (IMAPI_FAILED(imapi_job_result(job, &result)))
		return;
	if (run->json) {
		json = json_object();
		add_verification(json, &result);
	} else {
		print_verification(&result);
	}
	bad_ranges(json, job);
	json_add(run->json, "result", json);
}
