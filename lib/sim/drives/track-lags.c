/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_track_lags = {
	BODY("00070", "SIM TRACK LAGS  "),
	.name = "track-lags",
	.text = "shows the end of a track 512 blocks too early until it is closed",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.track_behind = 512,
};
