/* SPDX-License-Identifier: MIT */
#include "svg.h"

#include "html.h"

void svg_begin(FILE *out, const char *id, struct point size, const char *about)
{
	fprintf(out, "<svg id=\"%s\" viewBox=\"0 0 %g %g\" role=\"img\" aria-label=\"", id,
		size.x, size.y);
	html_text(out, about);
	fputs("\">\n", out);
}

void svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}

void svg_line(FILE *out, const char *class_, struct point from, struct point to)
{
	fprintf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		class_, from.x, from.y, to.x, to.y);
}

static void end_shape(FILE *out, const char *tag, const char *hint)
{
	if (!hint) {
		fputs("/>\n", out);
		return;
	}
	fputs("><title>", out);
	html_text(out, hint);
	fprintf(out, "</title></%s>\n", tag);
}

void svg_box(FILE *out, const char *class_, struct box box, const char *hint)
{
	fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"",
		class_, box.x, box.y, box.width, box.height);
	end_shape(out, "rect", hint);
}

void svg_dot(FILE *out, const char *class_, struct point centre, const char *hint)
{
	fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"", class_, centre.x,
		centre.y);
	end_shape(out, "circle", hint);
}

void svg_text(FILE *out, const char *class_, struct point at, const char *text)
{
	fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class_, at.x, at.y);
	html_text(out, text);
	fputs("</text>\n", out);
}

void svg_path_begin(FILE *out, const char *class_)
{
	fprintf(out, "<path class=\"%s\" d=\"", class_);
}

void svg_path_to(FILE *out, struct point to, int move)
{
	fprintf(out, "%c%.1f %.1f", move ? 'M' : 'L', to.x, to.y);
}

void svg_path_end(FILE *out)
{
	fputs("\"/>\n", out);
}
