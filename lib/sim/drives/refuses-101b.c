/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_refuses_101b = {
	BODY("00045", "SIM REFUSE 101B "),
	.name = "refuses-101b",
	.text = "refuses close function 101b and takes 110b",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_CLOSE,
		      .refused_functions = 1 << 5,
		      .refuse = { 5, 0x24, 0x00 } } },
};
