/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_silent = {
	BODY("00040", "SIM SILENT      "),
	.name = "silent",
	.text = "answers nothing for five minutes while it closes, then all is well",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_LONG,
		.phases = { { .lines = { { ALL, NO_ANSWER } } } },
	} },
};
