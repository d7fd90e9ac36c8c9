/* SPDX-License-Identifier: MIT */
/* What a burn or a verification found, for people and for programs. */
#ifndef TOOLS_BURN_REPORT_H
#define TOOLS_BURN_REPORT_H

#include "imapi/job.h"

#include "run.h"

/* "closed", "still-running", ... */
const char *close_state_name(enum imapi_close_state state);

/* The result of writing. A new reference. */
json_t *burn_result_json(const struct imapi_burn_result *result);

/* Adds the result of writing @bytes to the JSON, or prints it. */
void report_burn(struct run *run, struct imapi_job *job, uint32_t single_kbps, uint64_t bytes);

/* The same for a job that only compares. */
void report_verify(struct run *run, struct imapi_job *job);

#endif
