/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_back = {
	BODY("00012", "SIM PROGRESS 2X "),
	.name = "progress-back",
	.text = "closes in ten minutes, progress starts again half way",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_BACK,
	.events = EVENTS_PLAIN,
};
