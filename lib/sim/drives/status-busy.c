/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_status_busy = {
	BODY("00039", "SIM STATUS BUSY "),
	.name = "status-busy",
	.text = "has the status BUSY for every command but INQUIRY while it works",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_WRITING,
		.phases = { { .lines = { { ALL & ~TELLS_INQUIRY, BUSY_STATUS } } } },
	} },
};
