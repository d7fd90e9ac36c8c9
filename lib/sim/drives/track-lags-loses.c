/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_track_lags_loses = {
	BODY("00071", "SIM LAGS LOSES  "),
	.name = "track-lags-loses",
	.text = "the same, and 240 confirmed blocks are not on the disc",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.track_behind = 512,
	.habits = { { .works = IN_FLUSH,
		      .mishap = { MISHAP_LOSES, 100, .lost_blocks = 240 } } },
};
