/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_close_25min = {
	BODY("00006", "SIM CLOSE 25 MIN"),
	.name = "close-25min",
	.text = "closes in 25 minutes, busy to everybody, tells no progress",
	PAGE_SANE,
	LONG_WORK(1500000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
