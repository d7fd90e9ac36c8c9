/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_refuses_2400 = {
	BODY("00042", "SIM REFUSE 24/00"),
	.name = "refuses-2400",
	.text = "refuses session close, blank and format with 05/24/00, invalid field",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .refuse = { 5, 0x24, 0x00 } } },
};
