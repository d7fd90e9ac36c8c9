/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_becomes_ready = {
	BODY("00037", "SIM BECOMING RDY"),
	.name = "becomes-ready",
	.text = "says 02/04/01 for 90 seconds after a close",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_LONG,
		.phases = { { .lines = { { ALL_HONEST, CLOSING } } },
			    { .from_percent = 100,
			      .lines = { { ALL_HONEST, BECOMING_READY } } } },
		.settle_ms = 90000,
	} },
};
