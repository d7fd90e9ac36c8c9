/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_stale_slot = {
	BODY("00057", "SIM STALE SLOT  "),
	.name = "stale-slot",
	.text = "the same, with a slot that only a hand can feed",
	PAGE_SANE,
	.lasts_ms = { [WORK_SESSION] = 60000, [WORK_FINAL] = 60000 },
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_CLOSE,
		.phases = { { .lines = { { ALL_HONEST, CLOSING } } },
			    { .from_percent = 100,
			      .lines = { { TELLS_TABLE | TELLS_DATA, { 5, 0x21, 0x00 } } } } },
		.settle_ms = UNTIL_RELOAD,
		.needs_loading = true,
	} },
	.loading = LOADING_SLOT,
};
