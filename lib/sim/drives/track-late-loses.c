/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_track_late_loses = {
	BODY("00061", "SIM LATE LOSES  "),
	.name = "track-late-loses",
	.text = "the same, and 912 confirmed blocks are not on the disc",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.track_behind = UINT32_MAX,
	.habits = { { .works = IN_FLUSH,
		      .mishap = { MISHAP_LOSES, 100, .lost_blocks = 912 } } },
};
