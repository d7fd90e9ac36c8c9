/* SPDX-License-Identifier: MIT */
/* A drive that keeps every promise: the plain good one. */
#include "sim/drives/body.h"

const struct sim_model sim_reference = {
	BODY("00001", "SIM BD-RE REF   "),
	.name = "reference",
	.text = "a good 16x BD burner: IMMED honoured, progress reported, busy seen by "
		"everybody",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.full = FULL_HOLDS,
};
