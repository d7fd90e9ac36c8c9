/* SPDX-License-Identifier: MIT */
/* Drawings inside a page. Looks come from the classes alone, so that they follow the theme. */
#ifndef TOOLS_SVG_H
#define TOOLS_SVG_H

#include <stdio.h>

struct point {
	double x, y;
};

struct box {
	double x, y, width, height;
};

/* @id must be a name; @about is for people who cannot see it. */
void svg_begin(FILE *out, const char *id, struct point size, const char *about);
void svg_end(FILE *out);

void svg_line(FILE *out, const char *class_, struct point from, struct point to);

/* @hint is shown where the pointer rests; NULL: none. */
void svg_box(FILE *out, const char *class_, struct box box, const char *hint);
void svg_dot(FILE *out, const char *class_, struct point centre, const char *hint);
void svg_text(FILE *out, const char *class_, struct point at, const char *text);

/* A line through points; svg_path_to() with @move lifts the pen. */
void svg_path_begin(FILE *out, const char *class_);
void svg_path_to(FILE *out, struct point to, int move);
void svg_path_end(FILE *out);

#endif
