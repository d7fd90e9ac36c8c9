/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_zero = {
	BODY("00009", "SIM PROGRESS 0  "),
	.name = "progress-zero",
	.text = "closes in ten minutes, progress stays at 0",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_ZERO,
	.events = EVENTS_PLAIN,
};
