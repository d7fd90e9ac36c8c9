/* SPDX-License-Identifier: MIT */
/* A report as one page that needs nothing from outside. */
#ifndef TOOLS_REPORT_HTML_H
#define TOOLS_REPORT_HTML_H

#include "report-data.h"

#include <stdio.h>

/* How the page looks, in pieces to NULL. */
extern const char *const report_style[];

void report_html(FILE *out, const struct report_data *data);

#endif
