/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_resets = {
	BODY("00048", "SIM RESETS      "),
	.name = "resets",
	.text = "resets itself at 60 % of a close; the data is on the medium",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .mishap = { MISHAP_RESETS, 60, .ready_ms = 20000 } } },
};
