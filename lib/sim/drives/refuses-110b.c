/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_refuses_110b = {
	BODY("00044", "SIM REFUSE 110B "),
	.name = "refuses-110b",
	.text = "refuses close function 110b and takes 101b",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_CLOSE,
		      .refused_functions = 1 << 6,
		      .refuse = { 5, 0x24, 0x00 } } },
};
