/* SPDX-License-Identifier: MIT */
/* A report as JSON. */
#ifndef TOOLS_REPORT_JSON_H
#define TOOLS_REPORT_JSON_H

#include "report-data.h"

/* The account of every wait: an array. A new reference. */
json_t *waits_json(const struct report_data *data);

/* All of the report. A new reference. */
json_t *report_json(const struct report_data *data);

#endif
