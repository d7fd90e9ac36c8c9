/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_frozen = {
	BODY("00010", "SIM PROGRESS 1% "),
	.name = "progress-frozen",
	.text = "closes in ten minutes, progress stays at 1 %",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_FROZEN,
	.events = EVENTS_PLAIN,
};
