/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_immed_refused = {
	BODY("00029", "SIM IMMED NO    "),
	.name = "immed-refused",
	.text = "refuses IMMED with 05/24/00",
	PAGE_SANE,
	LONG_WORK(190000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.immed = IMMED_REJECTED,
};
