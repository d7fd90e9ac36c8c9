/* SPDX-License-Identifier: MIT */
/* What a disc needs whose last session was left open. */
#ifndef LIB_BURN_REPAIR_H
#define LIB_BURN_REPAIR_H

#include "burn/plan.h"

/* The last session has data and no end. */
bool repair_session_is_open(const struct imapi_medium *medium);

/*
 * Adds the steps that close the open session of @medium, for good if the settings say so; a
 * disc whose sessions are all closed is only closed for good. IMAPI_S_NOTHING_TO_CLOSE if there
 * is nothing to do; fails with IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED.
 */
imapi_status repair_plan(const struct burn_settings *settings,
			 const struct imapi_medium *medium, struct plan *plan,
			 struct imapi_error *err);

#endif
