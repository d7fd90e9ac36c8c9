/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_track_late = {
	BODY("00060", "SIM TRACK LATE  "),
	.name = "track-late",
	.text = "shows a track as blank until it is closed, and closes it well",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.track_behind = UINT32_MAX,
};
