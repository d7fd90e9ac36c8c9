/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_no_fua = {
	BODY("00059", "SIM NO FUA      "),
	.name = "no-fua",
	.text = "refuses to read past its cache (05/24/00)",
	PAGE_SANE,
	.lasts_ms = { [WORK_SESSION] = 60000, [WORK_FINAL] = 60000 },
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.no_fua = true,
};
