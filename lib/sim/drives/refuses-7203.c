/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_refuses_7203 = {
	BODY("00041", "SIM REFUSE 72/03"),
	.name = "refuses-7203",
	.text = "refuses every session close with 05/72/03, session fixation error",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_CLOSE, .refuse = { 5, 0x72, 0x03 } } },
};
