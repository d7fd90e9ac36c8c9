/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_full = {
	BODY("00011", "SIM PROGRESS FF "),
	.name = "progress-full",
	.text = "closes in ten minutes, progress says FFFFh from the start",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_FULL,
	.events = EVENTS_PLAIN,
};
