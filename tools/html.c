/* SPDX-License-Identifier: MIT */
#include "html.h"

#include "json.h"

#include <stdarg.h>
#include <string.h>

static const char *entity_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return " ";
	default:
		return c < 0x20 || c == 0x7f ? "\xef\xbf\xbd" : NULL;
	}
}

/* What XML forbids though it is UTF-8: U+FFFE and U+FFFF. */
static size_t forbidden(const char *text)
{
	return !strncmp(text, "\xef\xbf\xbe", 3) || !strncmp(text, "\xef\xbf\xbf", 3) ? 3 : 0;
}

void html_text(FILE *out, const char *text)
{
	json_t *repaired = json_text(text);
	const char *p = json_string_value(repaired);

	for (; p && *p; p++) {
		const char *entity = entity_of((unsigned char)*p);

		if (forbidden(p)) {
			entity = "\xef\xbf\xbd";
			p += forbidden(p) - 1;
		}
		if (entity)
			fputs(entity, out);
		else
			putc(*p, out);
	}
	json_decref(repaired);
}

void html_cell(FILE *out, const char *class_, const char *text)
{
	if (class_)
		fprintf(out, "<td class=\"%s\">", class_);
	else
		fputs("<td>", out);
	html_text(out, text);
	fputs("</td>", out);
}

void html_cellf(FILE *out, const char *class_, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	html_cell(out, class_, text);
}

void html_fact(FILE *out, const char *name, const char *text)
{
	if (!text[0])
		return;
	fprintf(out, "<dt>%s</dt><dd><bdi>", name);
	html_text(out, text);
	fputs("</bdi></dd>\n", out);
}
