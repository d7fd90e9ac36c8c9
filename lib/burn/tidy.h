/* SPDX-License-Identifier: MIT */
/* What is left to do for the disc when a step of a job has failed. */
#ifndef LIB_BURN_TIDY_H
#define LIB_BURN_TIDY_H

#include "burn/job.h"

/* Makes the steps that bring the disc into order, the only ones from now on. */
void tidy_plan(struct imapi_job *job, const struct plan_step *failed, imapi_status status);

/* There is nobody left to talk to, or nobody who should be disturbed. */
bool tidy_leave_alone(imapi_status status);

/* The drive may still be writing: nothing is sent to it. */
bool tidy_still_works(const struct imapi_job *job, enum plan_kind kind, imapi_status status);

#endif
