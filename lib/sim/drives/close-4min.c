/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_close_4min = {
	BODY("00005", "SIM CLOSE 4 MIN "),
	.name = "close-4min",
	.text = "closes in four minutes, progress moves evenly",
	PAGE_SANE,
	LONG_WORK(240000),
	.progress = PROGRESS_SMOOTH,
	.events = EVENTS_PLAIN,
};
