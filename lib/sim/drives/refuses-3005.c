/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_refuses_3005 = {
	BODY("00043", "SIM REFUSE 30/05"),
	.name = "refuses-3005",
	.text = "refuses session close, blank and format with 05/30/05, incompatible medium",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .refuse = { 5, 0x30, 0x05 } } },
};
