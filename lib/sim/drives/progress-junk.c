/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_progress_junk = {
	BODY("00015", "SIM PROGRESS ?? "),
	.name = "progress-junk",
	.text = "closes in ten minutes, progress is noise",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_JUNK,
	.events = EVENTS_PLAIN,
};
