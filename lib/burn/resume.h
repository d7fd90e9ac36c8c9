/* SPDX-License-Identifier: MIT */
/* Where a burn that was cut off goes on: the medium decides, the journal says what to look for.
 */
#ifndef LIB_BURN_RESUME_H
#define LIB_BURN_RESUME_H

#include "burn/journal.h"
#include "burn/plan.h"

/*
 * Makes the plan of what is left: writing from the drive's next address on, closing, checks;
 * only checks if the session is closed, which *@ret_closed tells. Steps are added to those of
 * @plan. Fails with IMAPI_E_RESUME_OTHER_DISC or IMAPI_E_RESUME_NOT_POSSIBLE, and advice.
 */
imapi_status resume_plan(const struct burn_settings *settings,
			 const struct journal_facts *facts, const struct imapi_medium *medium,
			 struct plan *plan, bool *ret_closed, struct imapi_error *err);

#endif
