/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_begins_0407 = {
	BODY("00031", "SIM BEGIN 04/07 "),
	.name = "begins-0407",
	.text = "says 02/04/07 to a close that it has begun",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_TRACK | IN_LONG, .begin = CLOSING } },
};
