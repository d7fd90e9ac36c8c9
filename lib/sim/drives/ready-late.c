/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_ready_late = {
	BODY("00035", "SIM READY LATE  "),
	.name = "ready-late",
	.text = "TEST UNIT READY stays busy for three minutes after the close",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_LONG,
		.phases = { { .lines = { { ALL_HONEST, CLOSING } } },
			    { .from_percent = 100,
			      .lines = { { TELLS_READY | TELLS_SENSE, CLOSING } } } },
		.settle_ms = 180000,
	} },
};
