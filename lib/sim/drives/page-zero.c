/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_page_zero = {
	BODY("00023", "SIM PAGE ZERO   "),
	.name = "page-zero",
	.text = "mode page 1Dh says 0 and 0, feature 0105h is empty",
	.timeout_feature = FEATURE_EMPTY,
	LONG_WORK(240000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
