/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_removed = {
	BODY("00050", "SIM REMOVED     "),
	.name = "removed",
	.text = "its medium is taken out at 60 % of a close",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .mishap = { MISHAP_REMOVED, 60 } } },
};
