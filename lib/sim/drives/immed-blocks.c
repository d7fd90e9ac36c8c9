/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_immed_blocks = {
	BODY("00028", "SIM IMMED BLOCKS"),
	.name = "immed-blocks",
	.text = "closes for 190 seconds inside the command, in spite of IMMED",
	PAGE_SANE,
	LONG_WORK(190000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.immed = IMMED_BLOCKS,
};
