/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_max = {
	BODY("00025", "SIM PAGE MAX    "),
	.name = "page-max",
	.text = "mode page 1Dh says 65535 and 65535",
	.group1_s = 65535,
	.group2_s = 65535,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
