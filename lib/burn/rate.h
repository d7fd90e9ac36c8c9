/* SPDX-License-Identifier: MIT */
/* The write speed of a burn: what is asked for, and what the drive made of it. */
#ifndef LIB_BURN_RATE_H
#define LIB_BURN_RATE_H

#include "burn/job.h"

/* Sets the speed of the plan. A drive may refuse (ILLEGAL REQUEST). */
imapi_status rate_set(struct imapi_job *job);

/* Writes into the result what the drive says that it is set to, if it does. */
void rate_note(struct imapi_job *job);

/* What differs from what was asked for: 0 or a success code of IMAPI v2. @kbps 0: no wish. */
imapi_status rate_judge(const struct media_speed *asked, const struct media_speed *is);

#endif
