/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_resets_loses = {
	BODY("00049", "SIM RESETS LOSES"),
	.name = "resets-loses",
	.text = "resets itself at 60 % of a close and loses 912 confirmed blocks",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG,
		      .mishap = { MISHAP_RESETS, 60, .ready_ms = 20000,
				  .lost_blocks = 912 } } },
};
