/* SPDX-License-Identifier: MIT */
/* HTML that is well-formed XML too, whatever the texts are. */
#ifndef TOOLS_HTML_H
#define TOOLS_HTML_H

#include <stdio.h>

/* Writes text from outside: escaped, what is not UTF-8 or is a control becomes U+FFFD. */
void html_text(FILE *out, const char *text);

/* "<td class="CLASS">TEXT</td>"; @class_ may be NULL. */
void html_cell(FILE *out, const char *class_, const char *text);

/* The same from a format; cut at 255 bytes. */
void html_cellf(FILE *out, const char *class_, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A row of a list of facts; left out if @text is empty. */
void html_fact(FILE *out, const char *name, const char *text);

#endif
