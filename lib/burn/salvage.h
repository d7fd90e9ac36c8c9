/* SPDX-License-Identifier: MIT */
/* The steps of jobs that take up what another one left: wait, look, recall. */
#ifndef LIB_BURN_SALVAGE_H
#define LIB_BURN_SALVAGE_H

#include "burn/job.h"

/* The steps that are known before the medium was looked at. */
void salvage_first_steps(struct plan *plan);

imapi_status salvage_begin_await(struct imapi_job *job, const struct plan_step *step);
imapi_status salvage_await(struct imapi_job *job, bool *ret_more);
imapi_status salvage_look(struct imapi_job *job, bool *ret_more);
imapi_status salvage_begin_recall(struct imapi_job *job, const struct plan_step *step);
imapi_status salvage_recall(struct imapi_job *job, bool *ret_more);
void salvage_end_recall(struct imapi_job *job);

#endif
