/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_unplugged = {
	BODY("00051", "SIM UNPLUGGED   "),
	.name = "unplugged",
	.text = "is unplugged at 60 % of a close",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .mishap = { MISHAP_UNPLUGGED, 60 } } },
};
