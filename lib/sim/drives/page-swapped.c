/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_swapped = {
	BODY("00026", "SIM PAGE SWAPPED"),
	.name = "page-swapped",
	.text = "mode page 1Dh has its bytes swapped, 600 s reads 22530",
	.group1_s = 0x0a00,
	.group2_s = 0x5802,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
