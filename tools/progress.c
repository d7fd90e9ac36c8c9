/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include "json.h"
#include "progress-board.h"
#include "progress-line.h"
#include "report.h"
#include "series.h"
#include "signals.h"
#include "size.h"
#include "terminal.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* How often a line may change, by mode, in milliseconds. */
static const uint64_t pauses[] = {
	[PROGRESS_NONE] = 0,
	[PROGRESS_LIVE] = 100,
	[PROGRESS_PLAIN] = 10000,
	[PROGRESS_LINES] = 250,
};

#define HEAD_TEXT 128

static uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static enum progress_mode mode_of(const struct options *options)
{
	if (options->json)
		return options->progress ? PROGRESS_LINES : PROGRESS_NONE;
	if (options->quiet)
		return PROGRESS_NONE;
	return terminal_is_live(stderr) ? PROGRESS_LIVE : PROGRESS_PLAIN;
}

void progress_begin(struct progress *progress, const struct run *run, uint32_t single_kbps)
{
	*progress = (struct progress){ .mode = mode_of(&run->options),
				       .single_kbps = single_kbps,
				       .board = run->board,
				       .row = run->row,
				       .drive = run->board ? run->options.drive : NULL };
	progress->formatting = strcmp(run->verb->name, "erase") == 0
				       ? "erasing"
				       : action_name(IMAPI_ACTION_FORMATTING_MEDIA);
	progress->started_ms = clock_ms();
	progress->action_ms = progress->started_ms;
}

/* One write() per change, and none if nothing changed: a line that never flickers. */
static void draw(struct progress *progress, const struct progress_state *state)
{
	char line[sizeof(progress->line)], out[sizeof(line) + 64];
	int length;

	progress_line(line, sizeof(line), state, progress->single_kbps, terminal_width(stderr));
	if (!strcmp(line, progress->line))
		return;
	length = snprintf(out, sizeof(out), "%s\r%s\033[K",
			  progress->line[0] ? "" : "\033[?25l", line);
	strcpy(progress->line, line);
	signals_set_live(true);
	if (write(STDERR_FILENO, out, (size_t)length) < 0)
		progress->mode = PROGRESS_NONE;
}

static const char *head(const struct progress *progress, char text[HEAD_TEXT])
{
	text[0] = '\0';
	if (progress->drive)
		snprintf(text, HEAD_TEXT, "%s: ", progress->drive);
	return text;
}

/* The beginning of an action is a short line; later ones tell how far it is. */
static void print(const struct progress *progress, const struct progress_state *state,
		  bool changed)
{
	char line[256], text[SIZE_TEXT], drive[HEAD_TEXT];

	head(progress, drive);
	if (changed) {
		fprintf(stderr, "%s%s%s%s\n", drive, state->action, state->total ? " " : "",
			state->total ? size_print(state->total, text) : "");
		return;
	}

	progress_line(line, sizeof(line), state, progress->single_kbps, 0);
	fprintf(stderr, "%s%s\n", drive, line);
}

static void emit(const struct progress *progress, const struct progress_state *state)
{
	double fraction = progress_fraction(state);
	json_t *object = json_object();

	json_add_text(object, "event", "progress");
	if (progress->drive)
		json_add_text(object, "drive", progress->drive);
	json_add_text(object, "action", state->action);
	json_add(object, "percent", fraction < 0 ? json_null() : json_real(100 * fraction));
	json_add_number(object, "done_bytes", state->done);
	json_add_number(object, "total_bytes", state->total);
	json_add_number(object, "kbps", state->kbps);
	if (progress->single_kbps)
		json_add(object, "speed",
			 json_real((double)state->kbps / (double)progress->single_kbps));
	json_add(object, "buffer_percent",
		 state->buffer_percent < 0 ? json_null() : json_integer(state->buffer_percent));
	json_add_number(object, "elapsed_ms", state->elapsed_ms);
	json_add_number(object, "remaining_ms", state->remaining_ms);
	json_line(object);
}

void progress_show(struct progress *progress, const struct progress_state *state)
{
	uint64_t now = clock_ms();
	bool changed = !progress->action || strcmp(progress->action, state->action) != 0;

	if (progress->mode == PROGRESS_NONE ||
	    (!changed && now - progress->shown_ms < pauses[progress->mode]))
		return;
	progress->shown_ms = now;
	progress->action = state->action;
	if (progress->mode == PROGRESS_LIVE && progress->board)
		progress_board_show(progress->board, progress->row, state,
				    progress->single_kbps);
	else if (progress->mode == PROGRESS_LIVE)
		draw(progress, state);
	else if (progress->mode == PROGRESS_PLAIN)
		print(progress, state, changed);
	else
		emit(progress, state);
}

void progress_bytes(struct progress *progress, const char *action, uint64_t done,
		    uint64_t total)
{
	uint64_t now = clock_ms(), spent;
	struct progress_state state = { .action = action,
					.done = done,
					.total = total,
					.fraction = -1,
					.buffer_percent = -1 };

	if (!progress->action || strcmp(progress->action, action) != 0)
		progress->action_ms = now;
	spent = now - progress->action_ms;
	state.kbps = average_kbps(done, spent);
	state.elapsed_ms = now - progress->started_ms;
	if (state.kbps && total > done)
		state.remaining_ms = (total - done) / state.kbps;
	progress_show(progress, &state);
}

void progress_clear(struct progress *progress)
{
	static const char clear[] = "\r\033[K";

	if (progress->line[0] && write(STDERR_FILENO, clear, sizeof(clear) - 1) < 0)
		progress->mode = PROGRESS_NONE;
	if (progress->line[0])
		strcpy(progress->line, " ");
}

void progress_end(struct progress *progress)
{
	static const char restore[] = "\r\033[K\033[?25h";

	if (progress->line[0] && write(STDERR_FILENO, restore, sizeof(restore) - 1) < 0)
		progress->mode = PROGRESS_NONE;
	progress->line[0] = '\0';
	if (!progress->board)
		signals_set_live(false);
}

const char *action_name(enum imapi_action action)
{
	static const char *const names[] = {
		[IMAPI_ACTION_VALIDATING_MEDIA] = "checking the medium",
		[IMAPI_ACTION_FORMATTING_MEDIA] = "formatting",
		[IMAPI_ACTION_INITIALIZING_HARDWARE] = "preparing the drive",
		[IMAPI_ACTION_CALIBRATING_POWER] = "calibrating the laser",
		[IMAPI_ACTION_WRITING_DATA] = "writing",
		[IMAPI_ACTION_FINALIZATION] = "closing the session",
		[IMAPI_ACTION_COMPLETED] = "done",
		[IMAPI_ACTION_VERIFYING] = "verifying",
	};

	return (unsigned)action < sizeof(names) / sizeof(names[0]) ? names[action] : "working";
}

/* What to say of a drive that takes longer than such drives do; NULL while it does not. */
static const char *longer_than_usual(const struct imapi_job *job)
{
	struct imapi_wait wait = IMAPI_WAIT_INIT;
	struct imapi_poll poll = IMAPI_POLL_INIT;
	unsigned waits = imapi_job_wait_count(job);

	if (!waits || IMAPI_FAILED(imapi_job_wait(job, waits - 1, &wait)))
		return NULL;
	if (wait.end != IMAPI_WAIT_RUNNING || wait.duration_ms <= wait.usual_ms ||
	    IMAPI_FAILED(imapi_job_poll(job, waits - 1, wait.poll_count - 1, &poll)))
		return NULL;
	return poll.class_ == IMAPI_POLL_SILENT
		       ? "longer than usual; the drive does not answer yet"
		       : "longer than usual; the drive answers that it is at work";
}

static void show_job(struct progress *progress, const struct imapi_job *job,
		     const struct imapi_progress *p)
{
	const char *longer = longer_than_usual(job);
	bool moves =
		p->action == IMAPI_ACTION_WRITING_DATA || p->action == IMAPI_ACTION_VERIFYING;
	struct progress_state state = {
		.action = action_name(p->action),
		.fraction = p->fraction > 65536 ? -1 : (double)p->fraction / 65536,
		.buffer_percent = -1,
		.elapsed_ms = p->elapsed_ms,
		.remaining_ms = p->remaining_ms,
	};

	if (p->action == IMAPI_ACTION_COMPLETED)
		return;
	if (p->action == IMAPI_ACTION_FORMATTING_MEDIA)
		state.action = progress->formatting;
	if (longer)
		state.action = longer;
	if (moves) {
		int64_t sectors = p->last_written_lba - p->start_lba + 1;

		state.done = sectors > 0 ? (uint64_t)sectors * SECTOR : 0;
		state.total = p->sector_count * SECTOR;
		state.kbps = p->speed_kbps;
	}
	if (p->action == IMAPI_ACTION_WRITING_DATA && p->total_device_buffer)
		state.buffer_percent =
			(int)(100 * p->used_device_buffer / p->total_device_buffer);
	progress_show(progress, &state);
}

imapi_status progress_run_job(struct run *run, struct imapi_job *job, uint32_t single_kbps)
{
	struct progress progress;
	imapi_status status;

	progress_begin(&progress, run, single_kbps);
	signals_add_job(job);
	do {
		struct imapi_progress now = IMAPI_PROGRESS_INIT;

		status = imapi_job_step(job, &now);
		record_progress(run->record, &now);
		show_job(&progress, job, &now);
	} while (!imapi_job_done(job));
	status = imapi_job_step(job, NULL);
	signals_remove_job(job);
	progress_end(&progress);
	return fail_library(run, status);
}
