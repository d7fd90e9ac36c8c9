/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_falling = {
	BODY("00013", "SIM PROGRESS DN "),
	.name = "progress-falling",
	.text = "closes in ten minutes, progress counts down",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_FALLING,
	.events = EVENTS_PLAIN,
};
