/* SPDX-License-Identifier: MIT */
/* The progress of several drives on one terminal: a line each, or all in one if it is small. */
#ifndef TOOLS_PROGRESS_BOARD_H
#define TOOLS_PROGRESS_BOARD_H

#include "progress.h"

/* A board for @drives, which must stay in place. NULL if out of memory. */
struct progress_board *progress_board_new(const struct text_list *drives);

/* Shows where a drive is. Any thread. */
void progress_board_show(struct progress_board *board, size_t row,
			 const struct progress_state *state, uint32_t single_kbps);

/* The drive has come to its end, which is told in a word. Any thread. */
void progress_board_end(struct progress_board *board, size_t row, const char *word);

/* Removes the lines and gives the cursor back. NULL is fine; returns NULL. */
struct progress_board *progress_board_free(struct progress_board *board);

/* The text of one drive among several in a line: the last part of its address, percent. */
void progress_cell(char *cell, size_t room, const char *drive, double fraction,
		   const char *word);

#endif
