/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_stale_table = {
	BODY("00038", "SIM STALE TOC   "),
	.name = "stale-table",
	.text = "reads nothing (05/21/00) after a close until the disc is reloaded",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_LONG,
		.phases = { { .lines = { { ALL_HONEST, CLOSING } } },
			    { .from_percent = 100,
			      .lines = { { TELLS_TABLE | TELLS_DATA, { 5, 0x21, 0x00 } } } } },
		.settle_ms = UNTIL_RELOAD,
	} },
};
