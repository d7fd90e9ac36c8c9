/* SPDX-License-Identifier: MIT */
/* The progress line at different widths. */
#include "support/t.h"

#include "tools/progress-line.h"

#include <string.h>

static const struct progress_state writing = {
	.action = "writing",
	.done = 5000000000,
	.total = 20000000000,
	.fraction = -1,
	.kbps = 17980,
	.buffer_percent = 98,
	.elapsed_ms = 278000,
	.remaining_ms = 834000,
};

static char line[256];

T(a_wide_terminal_shows_everything)
{
	progress_line(line, sizeof(line), &writing, 4495, 120);
	ck_assert_str_eq(line,
			 "writing        25.0 %  4.0x, 18.0 MB/s  13:54 left  buffer 98 %  "
			 "5.00 GB of 20.0 GB  [========>                       ]");
}

T(a_narrow_one_leaves_out_the_least_important_first)
{
	progress_line(line, sizeof(line), &writing, 4495, 80);
	ck_assert_str_eq(line,
			 "writing        25.0 %  4.0x, 18.0 MB/s  13:54 left  buffer 98 %  "
			 "[===>        ]");
	progress_line(line, sizeof(line), &writing, 4495, 70);
	ck_assert_str_eq(line,
			 "writing        25.0 %  4.0x, 18.0 MB/s  13:54 left  buffer 98 %");
	progress_line(line, sizeof(line), &writing, 4495, 45);
	ck_assert_str_eq(line, "writing        25.0 %  4.0x, 18.0 MB/s");
	progress_line(line, sizeof(line), &writing, 4495, 24);
	ck_assert_str_eq(line, "writing        25.0 %");
}

T(no_line_reaches_the_last_column)
{
	struct progress_state state = writing;

	strcpy(state.note, "123456789 files");
	for (unsigned width = 1; width < 250; width++) {
		progress_line(line, sizeof(line), &state, 4495, width);
		ck_assert_msg(strlen(line) < width, "%u: %s", width, line);
	}
}

T(work_of_unknown_length_shows_the_time_it_took)
{
	struct progress_state state = { .action = "closing the session",
					.fraction = -1,
					.buffer_percent = -1,
					.elapsed_ms = 61000 };

	progress_line(line, sizeof(line), &state, 4495, 80);
	ck_assert_str_eq(line, "closing the session  1:01");
}

T(a_fraction_beats_the_amount_and_stays_within_100)
{
	struct progress_state state = writing;

	state.fraction = 0.5;
	ck_assert_double_eq(progress_fraction(&state), 0.5);
	state.fraction = 1.5;
	ck_assert_double_eq(progress_fraction(&state), 1);
	state.fraction = -1;
	state.total = 0;
	ck_assert(progress_fraction(&state) < 0);
}

T_MAIN("progress-line")
