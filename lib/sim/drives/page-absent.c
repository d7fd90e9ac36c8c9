/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_absent = {
	BODY("00022", "SIM PAGE NONE   "),
	.name = "page-absent",
	.text = "has neither mode page 1Dh nor feature 0105h",
	.no_timeout_page = true,
	.timeout_feature = FEATURE_ABSENT,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
