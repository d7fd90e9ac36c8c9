/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_liar = {
	BODY("00052", "SIM LIAR        "),
	.name = "liar",
	.text = "says GOOD to every write and close, and leaves the disc blank",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.honesty = LYING,
};
