/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_begins_2e = {
	BODY("00030", "SIM BEGIN 06/2E "),
	.name = "begins-2e",
	.text = "says 06/2E/00 to a close that it has begun",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_TRACK | IN_LONG, .begin = { 6, 0x2e, 0x00 } } },
};
