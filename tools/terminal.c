/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is_live(FILE *file)
{
	const char *term = getenv("TERM");

	return isatty(fileno(file)) && term && strcmp(term, "dumb");
}

const char *terminal_paint(FILE *file, enum paint paint)
{
	static const char *const codes[] = {
		[PAINT_OFF] = "\033[0m",     [PAINT_ERROR] = "\033[1;31m",
		[PAINT_NOTE] = "\033[1;36m", [PAINT_GOOD] = "\033[1;32m",
		[PAINT_STRONG] = "\033[1m",
	};
	const char *no_color = getenv("NO_COLOR");

	return terminal_is_live(file) && !(no_color && *no_color) ? codes[paint] : "";
}

unsigned terminal_width(FILE *file)
{
	struct winsize size;

	if (!ioctl(fileno(file), TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return 80;
}

unsigned terminal_height(FILE *file)
{
	struct winsize size;

	if (!ioctl(fileno(file), TIOCGWINSZ, &size) && size.ws_row)
		return size.ws_row;
	return 24;
}
