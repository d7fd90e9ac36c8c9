/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_begins_0408 = {
	BODY("00032", "SIM BEGIN 04/08 "),
	.name = "begins-0408",
	.text = "says 02/04/08 to a close that it has begun",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_TRACK | IN_LONG, .begin = WRITING } },
};
