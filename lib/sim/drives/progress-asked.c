/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_asked = {
	BODY("00016", "SIM PROGRESS RS "),
	.name = "progress-asked",
	.text = "closes in ten minutes, tells progress to REQUEST SENSE only",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.progress_asked = true,
};
