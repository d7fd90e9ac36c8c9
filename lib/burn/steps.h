/* SPDX-License-Identifier: MIT */
/* What the files of steps share. */
#ifndef LIB_BURN_STEPS_H
#define LIB_BURN_STEPS_H

#include "burn/job.h"

imapi_status step_begin_close(struct imapi_job *job, const struct plan_step *step);
imapi_status step_run_close(struct imapi_job *job, bool *ret_more);
void step_end_close(struct imapi_job *job);

#endif
