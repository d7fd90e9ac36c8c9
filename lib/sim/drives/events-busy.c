/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_events_busy = {
	BODY("00019", "SIM EVENTS BUSY "),
	.name = "events-busy",
	.text = "closes in ten minutes, foretells the end by Device Busy events",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_BUSY,
};
