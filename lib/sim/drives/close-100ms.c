/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_close_100ms = {
	BODY("00003", "SIM CLOSE 0.1 S "),
	.name = "close-100ms",
	.text = "closes in a tenth of a second, before anybody can ask",
	PAGE_SANE,
	LONG_WORK(100),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
};
