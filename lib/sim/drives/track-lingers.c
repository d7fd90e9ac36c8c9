/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_track_lingers = {
	BODY("00036", "SIM TRACK LINGER"),
	.name = "track-lingers",
	.text = "refuses a session close with 02/04/07 for 20 s after a track close",
	PAGE_SANE,
	LONG_WORK(60000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
		.works = IN_TRACK,
		.phases = { { .lines = { { ALL_HONEST, CLOSING } } },
			    { .from_percent = 100, .lines = { { TELLS_ACCESS, CLOSING } } } },
		.settle_ms = 20000,
	} },
};
