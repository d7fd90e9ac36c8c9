/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_one = {
	BODY("00024", "SIM PAGE ONE    "),
	.name = "page-one",
	.text = "mode page 1Dh says 1 and 1",
	.group1_s = 1,
	.group2_s = 1,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
