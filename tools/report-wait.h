/* SPDX-License-Identifier: MIT */
/* The sections of the page about the waits. */
#ifndef TOOLS_REPORT_WAIT_H
#define TOOLS_REPORT_WAIT_H

#include "report-data.h"

#include <stdio.h>

void html_waits(FILE *out, const struct report_data *data);

#endif
