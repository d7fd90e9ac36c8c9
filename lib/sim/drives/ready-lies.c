/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_ready_lies = {
	BODY("00033", "SIM READY LIES  "),
	.name = "ready-lies",
	.text = "TEST UNIT READY says ready while it writes and closes",
	PAGE_SANE,
	LONG_WORK(120000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_WRITING,
		      .phases = { { .lines = { { ALL_DISC, CLOSING } } } } } },
};
