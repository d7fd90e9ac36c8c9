/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_buffer_lags = {
	BODY("00053", "SIM BUFFER LAGS "),
	.name = "buffer-lags",
	.text = "tells a buffer level that is up to five seconds old",
	PAGE_SANE,
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.buffer_lag_ms = 5000,
};
