/* SPDX-License-Identifier: MIT */
#include "progress-board.h"

#include "progress-line.h"
#include "signals.h"
#include "terminal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROW_TEXT 256
#define NARROW 64 /* columns; below this all drives share one line */
#define LABEL_MOST 20

struct row {
	const char *drive;
	const char *word; /* instead of a state, at the end */
	struct progress_state state;
	uint32_t single_kbps;
};

struct progress_board {
	pthread_mutex_t lock;
	size_t count;
	size_t lines; /* that are on the terminal; the cursor is in the last one */
	char *text;   /* as much as all rows take */
	size_t room;
	struct row rows[];
};

struct progress_board *progress_board_new(const struct text_list *drives)
{
	struct progress_board *board =
		calloc(1, sizeof(*board) + drives->count * sizeof(board->rows[0]));

	if (!board)
		return NULL;
	board->room = (drives->count + 1) * ROW_TEXT;
	board->text = malloc(board->room);
	if (!board->text) {
		free(board);
		return NULL;
	}
	pthread_mutex_init(&board->lock, NULL);
	board->count = drives->count;
	for (size_t i = 0; i < drives->count; i++)
		board->rows[i] = (struct row){ .drive = drives->items[i], .word = "waiting" };
	return board;
}

/* "sr0" of "/dev/sr0", "a.sim" of "sim:discs/a.sim?fault=..." */
static void label_of(const char *drive, char label[LABEL_MOST + 1])
{
	size_t length = strcspn(drive, "?"), from = 0;

	for (size_t i = 0; i + 1 < length; i++)
		if (drive[i] == '/' || drive[i] == ':')
			from = i + 1;
	snprintf(label, LABEL_MOST + 1, "%.*s", (int)(length - from), drive + from);
}

void progress_cell(char *cell, size_t room, const char *drive, double fraction,
		   const char *word)
{
	char label[LABEL_MOST + 1];

	label_of(drive, label);
	if (word)
		snprintf(cell, room, "%s %s", label, word);
	else if (fraction < 0)
		snprintf(cell, room, "%s ...", label);
	else
		snprintf(cell, room, "%s %.0f %%", label, 100 * fraction);
}

static void put(struct progress_board *board, size_t *at, const char *text)
{
	size_t length = strlen(text);

	if (length >= board->room - *at)
		return;
	memcpy(board->text + *at, text, length + 1);
	*at += length;
}

static void put_row(struct progress_board *board, size_t *at, const struct row *row,
		    unsigned width)
{
	char label[LABEL_MOST + 1], line[ROW_TEXT / 2], whole[ROW_TEXT - 16];

	label_of(row->drive, label);
	if (row->word)
		snprintf(line, sizeof(line), "%s", row->word);
	else
		progress_line(line, sizeof(line), &row->state, row->single_kbps,
			      width - LABEL_MOST / 2 - 2);
	snprintf(whole, sizeof(whole), "%-10s  %s", label, line);
	if (strlen(whole) >= width)
		whole[width - 1] = '\0';
	put(board, at, whole);
	put(board, at, "\033[K");
}

static void put_cells(struct progress_board *board, size_t *at, unsigned width)
{
	char cell[64];
	size_t used = 0;

	for (size_t i = 0; i < board->count; i++) {
		const struct row *row = &board->rows[i];

		progress_cell(cell, sizeof(cell), row->drive, progress_fraction(&row->state),
			      row->word);
		if (used + strlen(cell) + 3 > width)
			break;
		put(board, at, i ? "  " : "");
		put(board, at, cell);
		used += strlen(cell) + 2;
	}
	put(board, at, "\033[K");
}

/* To the start of the first line. */
static void put_home(struct progress_board *board, size_t *at)
{
	char up[32];

	put(board, at, "\r");
	if (board->lines < 2)
		return;
	snprintf(up, sizeof(up), "\033[%zuA", board->lines - 1);
	put(board, at, up);
}

static void send(struct progress_board *board, size_t length)
{
	if (write(STDERR_FILENO, board->text, length) < 0)
		board->lines = 0;
}

/* One write() for all lines, so that they never flicker. */
static void draw(struct progress_board *board)
{
	unsigned width = terminal_width(stderr);
	bool together = width < NARROW || terminal_height(stderr) <= board->count;
	size_t at = 0;

	put(board, &at, board->lines ? "" : "\033[?25l");
	put_home(board, &at);
	board->lines = together ? 1 : board->count;
	if (together)
		put_cells(board, &at, width);
	for (size_t i = 0; i < board->count && !together; i++) {
		put(board, &at, i ? "\n" : "");
		put_row(board, &at, &board->rows[i], width);
	}
	signals_set_live(true);
	send(board, at);
}

void progress_board_show(struct progress_board *board, size_t row,
			 const struct progress_state *state, uint32_t single_kbps)
{
	pthread_mutex_lock(&board->lock);
	board->rows[row].state = *state;
	board->rows[row].single_kbps = single_kbps;
	board->rows[row].word = NULL;
	draw(board);
	pthread_mutex_unlock(&board->lock);
}

void progress_board_end(struct progress_board *board, size_t row, const char *word)
{
	pthread_mutex_lock(&board->lock);
	board->rows[row].word = word;
	if (board->lines)
		draw(board);
	pthread_mutex_unlock(&board->lock);
}

struct progress_board *progress_board_free(struct progress_board *board)
{
	size_t at = 0;

	if (!board)
		return NULL;
	if (board->lines) {
		put_home(board, &at);
		put(board, &at, "\033[J\033[?25h");
		send(board, at);
		signals_set_live(false);
	}
	pthread_mutex_destroy(&board->lock);
	free(board->text);
	free(board);
	return NULL;
}
