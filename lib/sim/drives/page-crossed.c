/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_crossed = {
	BODY("00027", "SIM PAGE CROSSED"),
	.name = "page-crossed",
	.text = "mode page 1Dh has a longer time for group 1 than for group 2",
	.group1_s = 120,
	.group2_s = 15,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
