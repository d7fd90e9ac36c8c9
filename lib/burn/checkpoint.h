/* SPDX-License-Identifier: MIT */
/* When a job writes to its journal, and what. Journals that fail never stop a burn. */
#ifndef LIB_BURN_CHECKPOINT_H
#define LIB_BURN_CHECKPOINT_H

#include "media/media.h"

struct imapi_job;

/* Writing begins: makes the journal, or goes on with that of the burn that was cut off. */
void checkpoint_start(struct imapi_job *job);

/* Some more was accepted: notes it every so often. */
void checkpoint_written(struct imapi_job *job);

/* A step of the close begins. */
void checkpoint_closing(struct imapi_job *job, enum media_close_kind kind);

/* The job is over: what is closed, or was never begun, needs no journal. */
void checkpoint_end(struct imapi_job *job);

#endif
