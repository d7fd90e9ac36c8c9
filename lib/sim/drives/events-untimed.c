/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_events_untimed = {
	BODY("00020", "SIM EVENTS ZERO "),
	.name = "events-untimed",
	.text = "closes in ten minutes, Device Busy events without a time",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_UNTIMED,
};
