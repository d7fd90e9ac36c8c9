/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_dies = {
	BODY("00047", "SIM DIES        "),
	.name = "dies",
	.text = "answers nothing any more from 60 % of a close on",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .mishap = { MISHAP_DIES, 60 } } },
};
