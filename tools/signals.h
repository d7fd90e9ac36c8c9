/* SPDX-License-Identifier: MIT */
/* Ctrl-C: asks the job to stop in order, then explains, then quits. */
#ifndef TOOLS_SIGNALS_H
#define TOOLS_SIGNALS_H

#include "imapi/job.h"

#include <stdbool.h>

void signals_install(void);

/*
 * A signal cancels @job from now on, until signals_remove_job(). Several threads may have one
 * each, if only the main thread takes signals and frees jobs.
 */
void signals_add_job(struct imapi_job *job);
void signals_remove_job(struct imapi_job *job);

/* A file that is worth nothing if the tool is killed; NULL: none. Must stay in place. */
void signals_set_unfinished(const char *path);

/* The progress line is on the terminal and the cursor hidden. */
void signals_set_live(bool live);

/* Somebody wants the run to end. */
bool signals_cancelled(void);

#endif
