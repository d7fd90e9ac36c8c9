/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_wrap = {
	BODY("00014", "SIM PROGRESS WR "),
	.name = "progress-wrap",
	.text = "closes in ten minutes, progress wraps around five times",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_WRAP,
	.events = EVENTS_PLAIN,
};
