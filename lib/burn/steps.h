/* SPDX-License-Identifier: MIT */
/* What the files of steps share. */
#ifndef LIB_BURN_STEPS_H
#define LIB_BURN_STEPS_H

#include "burn/job.h"

imapi_status step_begin_close(struct imapi_job *job, const struct plan_step *step);
imapi_status step_run_close(struct imapi_job *job, bool *ret_more);
void step_end_close(struct imapi_job *job);

imapi_status step_begin_erase(struct imapi_job *job, const struct plan_step *step);
imapi_status step_run_erase(struct imapi_job *job, bool *ret_more);
imapi_status step_run_restart(struct imapi_job *job, bool *ret_more);
/* Zeros could not be written: what is advised for a burn does not help. */
void step_advise_erase(struct imapi_job *job, imapi_status status);
void step_end_erase(struct imapi_job *job);
imapi_status step_run_aim(struct imapi_job *job, bool *ret_more);
imapi_status step_run_erased(struct imapi_job *job, bool *ret_more);
imapi_status step_run_formatted(struct imapi_job *job, bool *ret_more);

imapi_status step_begin_rehearsed(struct imapi_job *job, const struct plan_step *step);
imapi_status step_run_rehearsed(struct imapi_job *job, bool *ret_more);

/* The drive and the medium, for the budget of one operation. */
struct source_case step_source_case(const struct imapi_job *job,
				    const struct budget_work *work);

/* The transport may end a command only long after the wait for it has ended: its way to do so
 * is to reset the drive. */
usec_t step_transport_limit(uint32_t max_wait_s);

#endif
