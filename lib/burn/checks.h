/* SPDX-License-Identifier: MIT */
/* The steps after the close: settling, proof, verification; and the comparison alone. */
#ifndef LIB_BURN_CHECKS_H
#define LIB_BURN_CHECKS_H

#include "burn/job.h"

/* As in struct step_kind. */

imapi_status checks_begin_settle(struct imapi_job *job, const struct plan_step *step);
imapi_status checks_run_settle(struct imapi_job *job, bool *ret_more);
void checks_end_settle(struct imapi_job *job);

imapi_status checks_begin_prove(struct imapi_job *job, const struct plan_step *step);
imapi_status checks_run_prove(struct imapi_job *job, bool *ret_more);
void checks_end_prove(struct imapi_job *job);

imapi_status checks_begin_verify(struct imapi_job *job, const struct plan_step *step);
imapi_status checks_run_verify(struct imapi_job *job, bool *ret_more);
void checks_end_verify(struct imapi_job *job);

imapi_status checks_begin_compare(struct imapi_job *job, const struct plan_step *step);
imapi_status checks_run_compare(struct imapi_job *job, bool *ret_more);
void checks_end_compare(struct imapi_job *job);

#endif
