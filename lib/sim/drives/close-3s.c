/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_close_3s = {
	BODY("00004", "SIM CLOSE 3 S   "),
	.name = "close-3s",
	.text = "closes in three seconds",
	PAGE_SANE,
	LONG_WORK(3000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
};
