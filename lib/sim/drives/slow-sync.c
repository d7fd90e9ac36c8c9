/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_slow_sync = {
	BODY("00008", "SIM SLOW SYNC   "),
	.name = "slow-sync",
	.text = "takes ten minutes to empty its buffer, tells no progress",
	PAGE_SANE,
	.lasts_ms = { [WORK_FLUSH] = 600000 },
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
};
