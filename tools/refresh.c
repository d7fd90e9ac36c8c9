/* SPDX-License-Identifier: MIT */
#include "refresh.h"

#include "report.h"

/* What was written is on the disc, whatever its verification says. */
static bool has_written(imapi_status status)
{
	return !IMAPI_FAILED(status) || status == IMAPI_E_BURN_VERIFICATION_FAILED ||
	       status == IMAPI_E_VERIFICATION_NOT_RUN;
}

void refresh_system(struct run *run, struct imapi_recorder *recorder, imapi_status status)
{
	if (!recorder || run->options.no_reload || !has_written(status))
		return;
	status = imapi_recorder_refresh(recorder);
	if (status == IMAPI_S_RELOAD_NEEDED)
		remark(run, "the system still sees the disc as it was before: take it out and "
			    "in before you mount it");
	else if (IMAPI_FAILED(status))
		remark(run,
		       "the system could not be shown the disc (%s): take it out and in "
		       "before you mount it",
		       imapi_error_message(imapi_last_error(run->context)));
}
