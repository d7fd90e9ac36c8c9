/* SPDX-License-Identifier: MIT */
/*
 * The worked examples of docs/adaptive-close.md, with its numbers: one test for each heading,
 * of that name.
 */
#include "burn/trial.h"

#include "base/mem.h"
#include "base/wall-clock.h"
#include "burn/history.h"
#include "burn/sources.h"
#include "support/t.h"

#include <stdio.h>
#include <unistd.h>

#define SECTORS 1000

/* What the account of the last wait shows. */
struct seen {
	char believed[256], ignored[512]; /* names of sources, with reasons */
	char page[160];			  /* what became of mode page 1Dh */
	unsigned classes;		  /* of the progress, a bit each */
	unsigned polls;			  /* classes of polls, a bit each */
	uint64_t foretold_ms;		  /* the first time of a Device Busy event */
	uint64_t last_deadline_ms;
};

static void see_sources(struct seen *seen, const struct imapi_job *job, unsigned wait,
			unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct imapi_wait_source s = IMAPI_WAIT_SOURCE_INIT;
		char *list = seen->ignored;
		size_t room = sizeof(seen->ignored);

		ck_assert_int_eq(imapi_job_wait_source(job, wait, i, &s), IMAPI_OK);
		if (s.believed) {
			list = seen->believed;
			room = sizeof(seen->believed);
		}
		snprintf(list + strlen(list), room - strlen(list), "%s; ", s.name);
		if (strcmp(s.name, "mode page 1Dh") == 0)
			snprintf(seen->page, sizeof(seen->page), "%s", s.reason);
	}
}

static void see(void *user, const struct imapi_job *job)
{
	struct seen *seen = user;
	unsigned last = imapi_job_wait_count(job) - 1;
	struct imapi_wait wait = IMAPI_WAIT_INIT;

	ck_assert_int_eq(imapi_job_wait(job, last, &wait), IMAPI_OK);
	see_sources(seen, job, last, wait.source_count);
	for (unsigned i = 0; i < wait.poll_count; i++) {
		struct imapi_poll poll = IMAPI_POLL_INIT;

		if (imapi_job_poll(job, last, i, &poll))
			break;
		seen->classes |= 1u << poll.progress_class;
		seen->polls |= 1u << poll.class_;
		if (!seen->foretold_ms)
			seen->foretold_ms = poll.foretold_ms;
		seen->last_deadline_ms = poll.deadline_ms;
	}
}

/* A burn in this drive with full verification; *@seen may be NULL. */
static struct trial burn(const char *model, const char *medium, const char *options,
			 struct seen *seen)
{
	struct trial t = { .model = model,
			   .medium = medium,
			   .options = options,
			   .level = IMAPI_VERIFICATION_FULL,
			   .sectors = SECTORS,
			   .look = seen ? see : NULL,
			   .user = seen };

	trial_run(&t);
	return t;
}

static void check_verified(const struct trial *t)
{
	ck_assert_int_eq(t->status, IMAPI_OK);
	ck_assert_int_eq(t->result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(t->result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(t->wait.end, IMAPI_WAIT_CONFIRMED);
	ck_assert(t->at_end.closed && t->holds);
}

static void check_not_verified(const struct trial *t, imapi_status status)
{
	ck_assert_int_eq(t->status, status);
	ck_assert_int_eq(t->result.verify, IMAPI_VERIFY_NOT_RUN);
	ck_assert_uint_eq(t->result.sectors_bad, 0);
}

/* Within half a second. */
static void check_seconds(uint64_t ms, double seconds)
{
	ck_assert_double_eq_tol((double)ms / 1000, seconds, 0.5);
}

T(a_close_of_three_seconds)
{
	struct seen seen = { 0 };
	struct trial t = burn("close-3s", "bd-r", NULL, &seen);

	check_verified(&t);
	check_seconds(t.wait.expected_ms, 46.0);
	check_seconds(t.wait.usual_ms, 240);
	check_seconds(t.wait.silent_ms, 1800);
	check_seconds(t.wait.quiet_ms, 7200);
	check_seconds(t.wait.limit_ms, 14400);
	check_seconds(t.wait.duration_ms, 4.3);
}

T(four_minutes_that_are_nothing_unusual)
{
	struct trial t = { .model = "close-4min",
			   .medium = "dvd+r",
			   .options = "&speed=8",
			   .operation = TRIAL_FINAL,
			   .level = IMAPI_VERIFICATION_FULL,
			   .sectors = SECTORS };

	trial_run(&t);
	check_verified(&t);
	check_seconds(t.wait.expected_ms, 120.1);
	check_seconds(t.wait.usual_ms, 360.2);
	check_seconds(t.wait.duration_ms, 241.3);
}

T(twenty_five_minutes_without_a_word)
{
	struct seen seen = { 0 };
	struct trial t = burn("close-25min", "bd-r", NULL, &seen);

	check_verified(&t);
	check_seconds(t.wait.duration_ms, 1501.3);
	ck_assert_uint_eq(seen.classes, 1u << IMAPI_PROGRESS_ABSENT);
	check_seconds(seen.last_deadline_ms, 7200);
}

T(the_second_layer_of_a_dvd)
{
	struct budget_work work = { .family = MEDIA_DVD_PLUS,
				    .operation = IMAPI_OPERATION_FINALISE,
				    .finalise = true,
				    .first_session = true,
				    .end_sector = 2050781, /* 4.2 GB, all on the first layer */
				    .total_sectors = 4173824,
				    .rate = 3324,
				    .max_wait_s = 14400 };
	struct budget b = budget_for(&work);

	check_seconds(b.expect / 1000, 1463.5);
	check_seconds(b.usual / 1000, 4390.4);
	check_seconds(b.silent / 1000, 4390.4);
	check_seconds(b.quiet / 1000, 17561.6);
	check_seconds(b.limit / 1000, 14400);
}

T(ten_minutes_without_progress)
{
	struct seen seen = { 0 };
	struct trial t = burn("reference", "cd-r", "&close=600&progress=none", &seen);

	check_verified(&t);
	check_seconds(t.wait.expected_ms, 23.2);
	check_seconds(t.wait.usual_ms, 240);
	check_seconds(t.wait.duration_ms, 601.3);
}

T(progress_that_starts_again)
{
	struct seen seen = { 0 };
	struct trial t = burn("progress-back", "bd-r", NULL, &seen);

	check_verified(&t);
	check_seconds(t.wait.duration_ms, 601.3);
	ck_assert(seen.classes & (1u << IMAPI_PROGRESS_MONOTONE));
	ck_assert(!(seen.classes & (1u << IMAPI_PROGRESS_JUNK)));
	check_seconds(seen.last_deadline_ms, 598.3 + 7200);
}

T(progress_that_means_nothing)
{
	struct seen seen = { 0 };
	struct trial t = burn("progress-junk", "bd-r", NULL, &seen);

	check_verified(&t);
	ck_assert(seen.classes & (1u << IMAPI_PROGRESS_JUNK));
	ck_assert_uint_lt(seen.last_deadline_ms, 7220 * 1000);
}

T(a_drive_that_blocks_inside_the_command)
{
	struct seen seen = { 0 };
	struct trial t = burn("immed-blocks", "bd-r", NULL, &seen);

	check_verified(&t);
	ck_assert(seen.polls & (1u << IMAPI_POLL_SILENT));
	check_seconds(t.wait.duration_ms, 192.0);
}

T(five_minutes_of_silence)
{
	struct seen seen = { 0 };
	struct trial t = burn("silent", "bd-r", NULL, &seen);

	check_verified(&t);
	ck_assert(seen.polls & (1u << IMAPI_POLL_SILENT));
	check_seconds(t.wait.duration_ms, 301.0);
}

T(a_reset_in_the_middle_of_a_close)
{
	struct seen seen = { 0 };
	struct trial t = burn("close-4min", "dvd+r", "&fault=tur@40:reset", &seen);

	check_verified(&t);
	ck_assert(seen.polls & (1u << IMAPI_POLL_ATTENTION));
	/* 18 s of the first try, half a minute to see that nothing comes of it, the second */
	check_seconds(t.wait.duration_ms, 289.6);
}

T(a_reset_that_loses_data)
{
	struct trial t = burn("resets-loses", "bd-r", NULL, NULL);

	check_not_verified(&t, IMAPI_E_DATA_SHORT);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_DATA_SHORT);
	ck_assert_int_eq(t.result.lost_from_lba, 96);
	ck_assert_uint_eq(t.at_end.complete, 96);
}

T(a_track_that_looks_blank_until_it_is_closed)
{
	struct trial t = burn("track-late", "dvd+r", NULL, NULL);

	check_verified(&t);
	ck_assert_int_eq(t.result.lost_from_lba, -1);
	t = burn("track-late-loses", "dvd+r", NULL, NULL);
	check_not_verified(&t, IMAPI_E_DATA_SHORT);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_DATA_SHORT);
	ck_assert_int_eq(t.result.lost_from_lba, 96);
}

/* Without verification the state of the closed track proves what the open one denied. */
static void check_proved_unverified(const char *model)
{
	struct trial t = { .model = model,
			   .medium = "dvd+r",
			   .level = IMAPI_VERIFICATION_NONE,
			   .sectors = SECTORS };

	trial_run(&t);
	ck_assert_int_eq(t.status, IMAPI_OK);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_uint_ne(t.result.proof & IMAPI_PROOF_STATE, 0);
}

T(a_track_that_tells_its_end_late)
{
	static const char *const media[] = { "dvd+r", "bd-r", "cd-r" };

	check_proved_unverified("track-late");
	check_proved_unverified("track-lags");
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct trial t = burn("track-lags", media[i], NULL, NULL);

		check_verified(&t);
		ck_assert_int_eq(t.result.lost_from_lba, -1);
		t = burn("track-lags", media[i], "&fault=write@5:corrupt", NULL);
		ck_assert_int_eq(t.status, IMAPI_E_BURN_VERIFICATION_FAILED);
		ck_assert_uint_gt(t.result.sectors_bad, 0);
	}
	for (size_t i = 0; i < 2; i++) {
		struct trial t = burn("track-lags-loses", media[i], NULL, NULL);

		check_not_verified(&t, IMAPI_E_DATA_SHORT);
		ck_assert_int_eq(t.result.close, IMAPI_CLOSE_DATA_SHORT);
		ck_assert_int_eq(t.result.lost_from_lba, t.at_end.complete);
	}
}

T(a_time_out_page_that_makes_no_sense)
{
	static const char *const models[] = { "page-zero", "page-one", "page-max",
					      "page-swapped", "page-crossed" };

	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		struct seen seen = { 0 };
		struct trial t = burn(models[i], "bd-r", NULL, &seen);

		check_verified(&t);
		check_seconds(t.wait.usual_ms, 240);
		ck_assert_ptr_nonnull(strstr(seen.ignored, "mode page 1Dh"));
		ck_assert_str_ne(seen.page, "");
	}
}

T(test_unit_ready_that_is_ready_too_soon)
{
	struct seen seen = { 0 };
	struct trial t = burn("ready-lies", "bd-r", NULL, &seen);

	check_verified(&t);
	ck_assert(seen.polls & (1u << IMAPI_POLL_SPLIT));
	check_seconds(t.wait.duration_ms, 121.3);
}

T(test_unit_ready_that_is_ready_too_late)
{
	struct trial t = burn("ready-late", "bd-r", NULL, NULL);

	check_verified(&t);
	/* the disc is done after 60 s, TEST UNIT READY says so after 240 */
	ck_assert_uint_gt(t.wait.duration_ms, 120 * 1000);
	ck_assert_uint_lt(t.wait.duration_ms, 180 * 1000);
}

T(a_close_that_is_refused)
{
	struct trial t = burn("refuses-2400", "bd-r", NULL, NULL);

	check_not_verified(&t, IMAPI_E_CLOSE_REJECTED);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_REJECTED);
	ck_assert(!t.at_end.closed && t.holds);
	ck_assert_uint_lt(t.ended - t.started, 15 * (usec_t)USEC_PER_SEC);
}

T(an_error_that_comes_later)
{
	struct trial t = burn("fails", "cd-r", NULL, NULL);

	check_not_verified(&t, IMAPI_E_CLOSE_MEDIUM_FAILED);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_MEDIUM_FAILED);
	ck_assert(!t.at_end.closed && t.holds);
}

T(a_drive_that_tells_its_time)
{
	struct seen seen = { 0 };
	struct trial t = burn("events-busy", "bd-r", NULL, &seen);

	check_verified(&t);
	check_seconds(seen.foretold_ms, 599.7);
	ck_assert_ptr_nonnull(strstr(seen.believed, "Device Busy events"));
}

static struct trial suffer(const char *model, enum trial_event event, unsigned percent)
{
	struct trial t = { .model = model,
			   .medium = "bd-r",
			   .level = IMAPI_VERIFICATION_FULL,
			   .sectors = SECTORS,
			   .event = event,
			   .event_percent = percent };

	trial_run(&t);
	return t;
}

T(a_disc_that_has_to_be_loaded_again)
{
	struct trial t = burn("stale-table", "bd-r", NULL, NULL);

	ck_assert_int_eq(t.status, IMAPI_OK);
	ck_assert_int_eq(t.result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(t.wait.operation, IMAPI_OPERATION_SPIN_UP);
	ck_assert_double_eq_tol((double)(t.ended - t.started) / 1e6, 82, 2);
}

T(a_disc_that_only_a_hand_can_load_again)
{
	struct trial t = burn("stale-slot", "bd-r", NULL, NULL);

	check_not_verified(&t, IMAPI_S_RELOAD_NEEDED);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_uint_eq(t.result.proof, IMAPI_PROOF_STATE);
	ck_assert(t.at_end.closed && t.holds);
}

T(a_format_that_takes_hours)
{
	struct trial t = { .model = "reference",
			   .medium = "bd-re",
			   .operation = TRIAL_ERASE_FULL };

	trial_run(&t);
	ck_assert_int_eq(t.status, IMAPI_OK);
	ck_assert(t.at_end.formatted);
	check_seconds(t.wait.expected_ms, 5627.4);
	check_seconds(t.wait.usual_ms, 16882.1);
	check_seconds(t.wait.silent_ms, 16882.1);
	check_seconds(t.wait.limit_ms, 43200);
	t.operation = TRIAL_ERASE;
	trial_run(&t);
	check_seconds(t.wait.expected_ms, 65.6);
	check_seconds(t.wait.usual_ms, 240);
}

T(a_format_that_goes_on_behind)
{
	struct trial t = { .model = "reference", .medium = "dvd+rw", .operation = TRIAL_ERASE };

	trial_run(&t);
	ck_assert_int_eq(t.status, IMAPI_OK);
	ck_assert(t.at_end.formatted);
	t.operation = TRIAL_ERASE_FULL;
	trial_run(&t);
	ck_assert_int_eq(t.status, IMAPI_OK);
	check_seconds(t.wait.expected_ms, 2888.1);
	check_seconds(t.wait.duration_ms, 681.3);
	ck_assert_int_eq(t.wait.end, IMAPI_WAIT_CONFIRMED);
}

T(a_drive_that_dies)
{
	struct trial t = suffer("close-4min", TRIAL_DIES, 60);

	check_not_verified(&t, IMAPI_E_CLOSE_NO_ANSWER);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_NO_ANSWER);
	ck_assert_int_eq(t.wait.end, IMAPI_WAIT_NO_ANSWER);
	ck_assert_double_eq_tol((double)trial_detection(&t) / 1e6, 1800, 3);
}

T(a_drive_that_is_busy_for_ever)
{
	struct trial t = suffer("reference", TRIAL_BUSY_FOR_EVER, 0);

	check_not_verified(&t, IMAPI_E_STILL_CLOSING);
	ck_assert_int_eq(t.result.close, IMAPI_CLOSE_STILL_RUNNING);
	ck_assert(t.at_end.working);
	ck_assert_double_eq_tol((double)trial_detection(&t) / 1e6, 7200, 6);
}

T(a_drive_that_gets_on_for_ever)
{
	struct trial t = suffer("reference", TRIAL_MOVES_FOR_EVER, 0);

	check_not_verified(&t, IMAPI_E_STILL_CLOSING);
	ck_assert(t.at_end.working);
	ck_assert_double_eq_tol((double)trial_detection(&t) / 1e6, 14400, 6);
}

T(a_drive_that_is_pulled_out)
{
	struct trial drive = suffer("close-4min", TRIAL_UNPLUGGED, 60);
	struct trial medium = suffer("close-4min", TRIAL_REMOVED, 60);

	check_not_verified(&drive, IMAPI_E_CLOSE_MEDIUM_GONE);
	check_not_verified(&medium, IMAPI_E_CLOSE_MEDIUM_GONE);
	ck_assert_int_eq(drive.result.close, IMAPI_CLOSE_GONE);
	ck_assert_uint_lt(trial_detection(&drive), 3 * USEC_PER_SEC);
	ck_assert_uint_lt(trial_detection(&medium), 5 * USEC_PER_SEC);
}

T(a_bus_that_fails)
{
	struct trial t = suffer("close-4min", TRIAL_BUS_FAILS, 60);

	check_not_verified(&t, IMAPI_E_TRANSPORT);
	ck_assert_int_eq(t.wait.end, IMAPI_WAIT_BUS_FAILED);
	ck_assert_double_eq_tol((double)trial_detection(&t) / 1e6, 240, 6);
}

T(a_drive_that_is_known_to_be_slow)
{
	char folder[] = "/tmp/imapi-examples-XXXXXX";
	struct sources sources = { .has_drive = true };
	struct budget_work work = { .family = MEDIA_BD,
				    .operation = IMAPI_OPERATION_CLOSE_SESSION,
				    .rate = 35960 };
	struct source_case c = { &sources, &work, 0x41, folder };
	struct account_entry *entry = zalloc(sizeof(*entry));
	struct history_key key =
		history_key_make(&sources.drive, 0x41, 35960, IMAPI_OPERATION_CLOSE_SESSION);
	struct imapi_error err = { 0 };
	AUTOFREE char *path = NULL;
	struct budget b;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(history_add(folder, &key, 600 * (usec_t)USEC_PER_SEC,
					     wall_clock(), &err),
				 IMAPI_OK);
	b = sources_budget(&c, entry);
	check_seconds(b.expect / 1000, 600);
	check_seconds(b.usual / 1000, 1260);
	check_seconds(b.silent / 1000, 1800);
	check_seconds(b.quiet / 1000, 7200);
	free(entry);
	ck_assert_int_gt(asprintf(&path, "%s/close-times", folder), 0);
	unlink(path);
	rmdir(folder);
}

T_MAIN("examples")
