/* SPDX-License-Identifier: MIT */
/* What the terminal can do, and what people want it to do. */
#ifndef TOOLS_TERMINAL_H
#define TOOLS_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

enum paint { PAINT_OFF, PAINT_ERROR, PAINT_NOTE, PAINT_GOOD, PAINT_STRONG };

/* An escape sequence, or "" if @file is no terminal or NO_COLOR is set. */
const char *terminal_paint(FILE *file, enum paint paint);

/* A terminal that can rewrite a line. */
bool terminal_is_live(FILE *file);

unsigned terminal_width(FILE *file);
unsigned terminal_height(FILE *file);

#endif
