/* SPDX-License-Identifier: MIT */
#include "burn-many.h"

#include "burn-drive.h"
#include "journal.h"
#include "json.h"
#include "manifest.h"
#include "progress-board.h"
#include "refresh.h"
#include "report-file.h"
#include "report.h"
#include "same-drive.h"
#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* One of the drives: a run of its own, with context, failure, JSON and files. */
struct member {
	struct run run;
	struct burn burn;
	struct imapi_stream *stream; /* its reader of the source; owned */
	char *report, *trace, *tape; /* names of its files */
	pthread_t thread;
	bool started;
	imapi_status status;
	struct many *many;
};

struct many {
	struct run *run;
	struct source source;
	struct source_place place; /* the same for all */
	pthread_mutex_t lookup;	   /* guards the source when paths are looked up */
	size_t count;
	struct member members[];
};

/* "report.html" becomes "report-2.html" for the second drive. */
static char *numbered(const char *name, size_t number)
{
	const char *slash = name ? strrchr(name, '/') : NULL;
	const char *dot = name ? strrchr(slash ? slash : name, '.') : NULL;
	char *text = NULL;

	if (!name)
		return NULL;
	if (!dot || dot == name || dot[-1] == '/')
		dot = name + strlen(name);
	if (asprintf(&text, "%.*s-%zu%s", (int)(dot - name), name, number, dot) < 0)
		return NULL;
	return text;
}

static imapi_status begin_member(struct many *many, size_t index)
{
	struct run *run = many->run;
	struct member *m = &many->members[index];

	m->many = many;
	m->status = IMAPI_OK;
	m->report = numbered(run->options.report, index + 1);
	m->trace = numbered(run->options.trace, index + 1);
	m->tape = numbered(run->options.tape, index + 1);
	m->run = (struct run){ .verb = run->verb,
			       .options = run->options,
			       .operands = run->operands,
			       .operand_count = run->operand_count,
			       .failure = { .lba = INT64_MIN },
			       .json = run->json ? json_object() : NULL,
			       .row = index };
	m->run.options.drive = run->options.drives.items[index];
	snprintf(m->run.head, sizeof(m->run.head), "%s: ", m->run.options.drive);
	m->run.options.address = run->options.addresses[index];
	m->run.options.report = m->report;
	m->run.options.trace = m->trace;
	m->run.options.tape = m->tape;
	if ((run->options.report && !m->report) || (run->options.trace && !m->trace) ||
	    (run->options.tape && !m->tape))
		return fail(&m->run, IMAPI_E_OUTOFMEMORY, "no memory");
	return run_new_context(&m->run);
}

static struct many *many_new(struct run *run)
{
	size_t count = run->options.drives.count;
	struct many *many = calloc(1, sizeof(*many) + count * sizeof(many->members[0]));

	if (!many)
		return NULL;
	many->run = run;
	many->count = count;
	pthread_mutex_init(&many->lookup, NULL);
	return many;
}

static void member_done(struct member *m)
{
	burn_done(&m->burn);
	imapi_stream_free(m->stream);
	json_decref(m->run.json);
	free(m->run.record);
	imapi_context_free(m->run.context);
	if (m->run.trace_file)
		fclose(m->run.trace_file);
	free(m->report);
	free(m->trace);
	free(m->tape);
}

static void many_free(struct many *many)
{
	for (size_t i = 0; i < many->count; i++)
		member_done(&many->members[i]);
	source_done(&many->source);
	pthread_mutex_destroy(&many->lookup);
	free(many);
}

static imapi_status check_request(struct run *run)
{
	const struct text_list *drives = &run->options.drives;

	if (run->options.resume)
		return fail_usage(run, "--resume takes one drive; burns that were interrupted "
				       "are taken up one by one");
	for (size_t i = 0; i < drives->count; i++)
		for (size_t j = 0; j < i; j++)
			if (same_drive(drives->items[i], drives->items[j]))
				return fail_usage(run,
						  "%s and %s are one drive; it cannot burn "
						  "two discs at once",
						  drives->items[j], drives->items[i]);
	return IMAPI_OK;
}

/* Before anything is written, the failure of one drive is that of the run. */
static imapi_status give_up(struct many *many, const struct member *m, imapi_status status)
{
	struct failure *failure = &many->run->failure;

	*failure = m->run.failure;
	if (!failure->is_usage)
		snprintf(failure->message, sizeof(failure->message),
			 "nothing was written: %s: %.800s", m->run.options.drive,
			 m->run.failure.message);
	return status;
}

typedef imapi_status step_fn(struct run *run, struct burn *burn);

/* Does the same with each drive; ends at the first that fails. */
static imapi_status with_each(struct many *many, step_fn *step)
{
	for (size_t i = 0; i < many->count; i++) {
		struct member *m = &many->members[i];
		imapi_status status = step(&m->run, &m->burn);

		if (IMAPI_FAILED(status))
			return give_up(many, m, status);
	}
	return IMAPI_OK;
}

static imapi_status open_drive(struct run *run, struct burn *burn)
{
	imapi_status status = report_file_check(run);

	if (IMAPI_FAILED(status))
		return status;
	report_data_begin(&burn->data, run);
	status = burn_open_drive(run, burn);
	return IMAPI_FAILED(status) ? status : burn_read_medium(run, burn);
}

static imapi_status begin_members(struct many *many)
{
	for (size_t i = 0; i < many->count; i++) {
		imapi_status status = begin_member(many, i);

		if (IMAPI_FAILED(status))
			return give_up(many, &many->members[i], status);
	}
	return with_each(many, open_drive);
}

/* The journal is named by the drive's serial number, which is not always its own. */
static void keep_journals_apart(struct many *many)
{
	for (size_t i = 0; i < many->count; i++)
		for (size_t j = 0; j < i; j++) {
			char **mine = &many->members[i].burn.journal;
			const char *other = many->members[j].burn.journal;

			if (!*mine || !other || strcmp(*mine, other) != 0)
				continue;
			free(*mine);
			*mine = NULL;
			remark(&many->members[i].run,
			       "has the serial number of %s; if this burn is interrupted, it "
			       "cannot be taken up (--resume)",
			       many->members[j].run.options.drive);
		}
}

static uint64_t start_of(const struct member *m)
{
	return (uint64_t)imapi_medium_next_writable(m->burn.medium);
}

/* The addresses in the image of a folder count from the start of the disc. */
static imapi_status check_starts(struct many *many)
{
	const struct member *first = &many->members[0];
	struct run *run = many->run;

	for (size_t i = 1; i < many->count; i++) {
		const struct member *m = &many->members[i];

		if (start_of(m) == start_of(first))
			continue;
		fail(run, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
		     "nothing was written: the next session starts at LBA %llu on the disc in "
		     "%s, but at %llu on the one in %s, so no image fits both",
		     (unsigned long long)start_of(first), first->run.options.drive,
		     (unsigned long long)start_of(m), m->run.options.drive);
		advise(run, "Take blank discs, or discs that hold the same; or burn them one "
			    "after the other.");
		return IMAPI_E_DF2DATA_INVALID_MEDIA_STATE;
	}
	return IMAPI_OK;
}

/* The largest disc limits the image while it is made; then each has to take it. */
static imapi_status open_source(struct many *many)
{
	many->place.start = start_of(&many->members[0]);
	for (size_t i = 0; i < many->count; i++)
		if (many->members[i].burn.room > many->place.free_sectors)
			many->place.free_sectors = many->members[i].burn.room;
	return source_open(many->run, many->place, &many->source);
}

static int look_up(void *user, uint64_t sector, char *ret_path, size_t room)
{
	struct many *many = user;
	int found;

	pthread_mutex_lock(&many->lookup);
	found = source_path_of_sector(&many->source, sector, ret_path, room);
	pthread_mutex_unlock(&many->lookup);
	return found;
}

static imapi_status split_source(struct many *many)
{
	struct imapi_context *contexts[OPTION_LIST_MAX];
	struct imapi_stream *streams[OPTION_LIST_MAX];
	bool ends_exactly = source_ends_exactly(&many->source);
	imapi_status status;

	for (size_t i = 0; i < many->count; i++)
		contexts[i] = many->members[i].run.context;
	status = imapi_stream_split(many->source.stream, contexts, many->count, 0, streams);
	if (IMAPI_FAILED(status))
		return fail_library(many->run, status);
	many->source.stream = NULL; /* the readers own it */
	for (size_t i = 0; i < many->count; i++) {
		struct member *m = &many->members[i];

		m->stream = streams[i];
		m->burn.stream = streams[i];
		m->burn.ends_exactly = ends_exactly;
		m->burn.place = many->place;
		m->burn.lookup = look_up;
		m->burn.lookup_user = many;
	}
	return IMAPI_OK;
}

static imapi_status check_room(struct run *run, struct burn *burn)
{
	return burn_check_room(run, burn);
}

static imapi_status check_plan(struct run *run, struct burn *burn)
{
	imapi_status status = burn_check_plan(run, burn);

	journal_remind(run, burn->journal, burn->medium, status);
	return status;
}

static imapi_status show_plan(struct run *run, struct burn *burn)
{
	if (!run->json)
		printf("Drive      %s\n", run->options.drive);
	return burn_show_plan(run, burn);
}

/* All that can be known before a laser is switched on. */
static imapi_status prepare(struct many *many)
{
	imapi_status status = begin_members(many);

	if (!IMAPI_FAILED(status))
		status = check_starts(many);
	keep_journals_apart(many);
	journal_fix_time();
	if (!IMAPI_FAILED(status))
		status = open_source(many);
	if (!IMAPI_FAILED(status))
		status = split_source(many);
	if (!IMAPI_FAILED(status))
		status = with_each(many, check_room);
	if (!IMAPI_FAILED(status))
		status = with_each(many, burn_make_ready);
	if (!IMAPI_FAILED(status))
		status = with_each(many, many->run->options.dry_run ? show_plan : check_plan);
	return status;
}

static const char *end_word(imapi_status status)
{
	if (!IMAPI_FAILED(status))
		return "done";
	return status == IMAPI_E_REQUEST_CANCELLED ? "stopped" : "FAILED";
}

static void *burn_member(void *user)
{
	struct member *m = user;

	m->status = burn_write(&m->run, &m->burn, imapi_data_writer_write);
	if (!m->burn.job) { /* else the job has let go of it */
		m->burn.stream = NULL;
		m->stream = imapi_stream_free(m->stream);
	}
	progress_board_end(m->run.board, m->run.row, end_word(m->status));
	return NULL;
}

static void start_member(struct member *m)
{
	int error = pthread_create(&m->thread, NULL, burn_member, m);

	m->started = !error;
	if (m->started)
		return;
	m->status = fail(&m->run, IMAPI_E_SYSTEM, "starting a thread: %s", strerror(error));
	m->burn.stream = NULL;
	m->stream = imapi_stream_free(m->stream);
}

/* Signals are for this thread. */
static imapi_status burn_all(struct many *many)
{
	struct progress_board *board = progress_board_new(&many->run->options.drives);
	sigset_t all, before;

	if (!board)
		return fail(many->run, IMAPI_E_OUTOFMEMORY, "no memory");
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t i = 0; i < many->count; i++) {
		many->members[i].run.board = board;
		start_member(&many->members[i]);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < many->count; i++)
		if (many->members[i].started)
			pthread_join(many->members[i].thread, NULL);
	progress_board_free(board);
	return IMAPI_OK;
}

static void tell(struct member *m)
{
	if (!m->run.json)
		printf("%sDrive      %s\n", m->run.row ? "\n" : "", m->run.options.drive);
	burn_tell(&m->run, &m->burn, m->status);
	burn_write_report(&m->run, &m->burn, &m->many->source.counts, m->status);
	refresh_system(&m->run, m->burn.recorder, m->status);
	if (m->run.json || !IMAPI_FAILED(m->status))
		return;
	fflush(stdout);
	report_failure(&m->run);
}

static json_t *drives_json(const struct many *many)
{
	json_t *list = json_array();

	for (size_t i = 0; i < many->count; i++) {
		const struct member *m = &many->members[i];
		json_t *object = json_object();

		json_add_text(object, "drive", m->run.options.drive);
		json_add_outcome(object, &m->run, m->status);
		json_array_append_new(list, object);
	}
	return list;
}

/* The last lines: what became of each drive. */
static void sum_up(const struct many *many)
{
	putchar('\n');
	for (size_t i = 0; i < many->count; i++) {
		const struct member *m = &many->members[i];
		struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
		bool verified = m->burn.job &&
				!IMAPI_FAILED(imapi_job_result(m->burn.job, &result)) &&
				result.verify == IMAPI_VERIFY_PASSED;

		printf("%-10s %s: %s\n", i ? "" : "Drives", m->run.options.drive,
		       IMAPI_FAILED(m->status) ? end_word(m->status)
		       : verified	       ? "burned and verified"
					       : "burned");
	}
}

/* The run is as bad as its worst drive: a failure counts more than a stop. */
static imapi_status conclude(struct many *many)
{
	imapi_status worst = IMAPI_OK;
	char names[512] = "";
	size_t failed = 0;

	for (size_t i = 0; i < many->count; i++) {
		const struct member *m = &many->members[i];
		size_t used = strlen(names);

		if (!IMAPI_FAILED(m->status))
			continue;
		if (worst == IMAPI_OK || worst == IMAPI_E_REQUEST_CANCELLED)
			worst = m->status;
		snprintf(names + used, sizeof(names) - used, "%s%s", failed++ ? ", " : "",
			 m->run.options.drive);
	}
	if (failed)
		fail(many->run, worst, "%zu of %zu drives %s: %s", failed, many->count,
		     worst == IMAPI_E_REQUEST_CANCELLED ? "stopped" : "did not succeed", names);
	return worst;
}

static imapi_status burn_and_tell(struct many *many)
{
	struct run *run = many->run;
	imapi_status status = burn_all(many);

	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i < many->count; i++)
		tell(&many->members[i]);
	if (!run->json)
		sum_up(many);
	json_add(run->json, "drives", run->json ? drives_json(many) : NULL);
	return conclude(many);
}

imapi_status burn_many(struct run *run)
{
	imapi_status status = check_request(run);
	struct many *many;

	if (IMAPI_FAILED(status))
		return status;
	many = many_new(run);
	if (!many)
		return fail(run, IMAPI_E_OUTOFMEMORY, "no memory");
	status = prepare(many);
	if (!IMAPI_FAILED(status) && run->options.dry_run)
		json_add(run->json, "drives", run->json ? drives_json(many) : NULL);
	else if (!IMAPI_FAILED(status))
		status = burn_and_tell(many);
	status = manifest_copy(run, many->source.result, status);
	many_free(many);
	return status;
}
