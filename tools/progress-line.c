/* SPDX-License-Identifier: MIT */
#include "progress-line.h"

#include "size.h"

#include <string.h>

#define BAR_LEAST 10
#define BAR_MOST 40

double progress_fraction(const struct progress_state *state)
{
	double fraction = state->fraction;

	if (fraction < 0 && state->total)
		fraction = (double)state->done / (double)state->total;
	return fraction > 1 ? 1 : fraction;
}

/* Appends a piece with two blanks before it, if the whole piece fits into @width columns. */
static void add_piece(char *line, size_t room, unsigned width, const char *piece)
{
	size_t length = strlen(line), more = strlen(piece) + 2;

	if (!*piece || length + more >= room || (width && length + more >= width))
		return;
	memcpy(line + length, "  ", 2);
	memcpy(line + length + 2, piece, more - 1);
}

static void add_bar(char *line, size_t room, unsigned width, double fraction)
{
	size_t length = strlen(line);
	size_t space = width > length + 5 ? width - length - 5 : 0;
	size_t bar = space > BAR_MOST ? BAR_MOST : space;
	size_t full = (size_t)(fraction * (double)bar);
	char piece[BAR_MOST + 3];

	if (bar < BAR_LEAST)
		return;
	memset(piece, ' ', sizeof(piece));
	memset(piece + 1, '=', full);
	if (full < bar)
		piece[1 + full] = '>';
	piece[0] = '[';
	piece[bar + 1] = ']';
	piece[bar + 2] = '\0';
	add_piece(line, room, width, piece);
}

static const char *amount(const struct progress_state *state, char text[80])
{
	char done[SIZE_TEXT], total[SIZE_TEXT];

	text[0] = '\0';
	if (state->total)
		snprintf(text, 80, "%s of %s", size_print(state->done, done),
			 size_print(state->total, total));
	return text;
}

void progress_line(char *line, size_t room, const struct progress_state *state,
		   uint32_t single_kbps, unsigned width)
{
	double fraction = progress_fraction(state);
	char piece[80] = "", text[SIZE_TEXT];

	snprintf(line, room, "%-12.*s", width ? (int)width - 1 : 60, state->action);
	add_piece(line, room, width, state->note);
	if (fraction >= 0)
		snprintf(piece, sizeof(piece), "%5.1f %%", 100 * fraction);
	add_piece(line, room, width, piece);
	if (state->kbps)
		add_piece(line, room, width, speed_print(state->kbps, single_kbps, text));
	if (state->remaining_ms) {
		snprintf(piece, sizeof(piece), "%s left",
			 time_print(state->remaining_ms, text));
		add_piece(line, room, width, piece);
	} else if (fraction < 0) {
		add_piece(line, room, width, time_print(state->elapsed_ms, text));
	}
	if (state->buffer_percent >= 0) {
		snprintf(piece, sizeof(piece), "buffer %d %%", state->buffer_percent);
		add_piece(line, room, width, piece);
	}
	add_piece(line, room, width, amount(state, piece));
	if (width && fraction >= 0)
		add_bar(line, room, width, fraction);
	if (width && width <= strlen(line))
		line[width - 1] = '\0';
}
