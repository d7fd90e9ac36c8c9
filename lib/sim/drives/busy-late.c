/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_busy_late = {
	BODY("00034", "SIM BUSY LATE   "),
	.name = "busy-late",
	.text = "says ready to all for 1.5 seconds before it shows that it is busy",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_WRITING,
		.phases = { { 0 }, { .from_ms = 1500, .lines = { { ALL_HONEST, CLOSING } } } },
	} },
};
