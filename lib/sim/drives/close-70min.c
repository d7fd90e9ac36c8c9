/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_close_70min = {
	BODY("00007", "SIM CLOSE 70 MIN"),
	.name = "close-70min",
	.text = "closes in 70 minutes, progress in steps of 10 %",
	PAGE_SANE,
	LONG_WORK(4200000),
	.progress = PROGRESS_TENTHS,
	.events = EVENTS_PLAIN,
};
