/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_events_hang = {
	BODY("00021", "SIM EVENTS HANG "),
	.name = "events-hang",
	.text = "never answers GET EVENT STATUS NOTIFICATION while it works",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { {
			    .works = IN_ALL & ~IN_WRITING,
			    .phases = { { .lines = { { TELLS_EVENTS, NO_ANSWER },
						     { ALL_HONEST, BECOMING_READY } } } },
		    },
		    {
			    .works = IN_WRITING,
			    .phases = { { .lines = { { TELLS_EVENTS, NO_ANSWER },
						     { ALL_HONEST, CLOSING } } } },
		    } },
};
