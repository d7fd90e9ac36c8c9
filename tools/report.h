/* SPDX-License-Identifier: MIT */
/* Failures: kept while a verb cleans up, then told to the user. */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include "run.h"

#define REPORT_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum { EXIT_USAGE = 2, EXIT_CANCELLED = 130 };

/* Keeps what the library says about a call that failed. Returns @status, also for success. */
imapi_status fail_library(struct run *run, imapi_status status);

/* Keeps a failure of the tool's own. Returns @status. */
imapi_status fail(struct run *run, imapi_status status, const char *format, ...)
	REPORT_PRINTF(3, 4);

/* The same, for a request that cannot be meant: exit status 2. */
imapi_status fail_usage(struct run *run, const char *format, ...) REPORT_PRINTF(2, 3);

/* Says what to do about the failure that is kept, unless that is said already. */
void advise(struct run *run, const char *format, ...) REPORT_PRINTF(2, 3);

/* Prints the failure as a good compiler would: what, then what to do, then the details. */
void report_failure(const struct run *run);

/* A remark that does not end the run; goes to standard error. Silent with --json. */
void remark(const struct run *run, const char *format, ...) REPORT_PRINTF(2, 3);

/* The name of a sense key (SPC-4 4.5.6), "medium error". */
const char *sense_key_text(uint8_t key);

int exit_status(const struct run *run, imapi_status status);

#endif
