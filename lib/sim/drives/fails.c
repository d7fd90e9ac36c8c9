/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_fails = {
	BODY("00046", "SIM FAILS       "),
	.name = "fails",
	.text = "reports a failed close as a deferred error, 71h 03/73/04",
	PAGE_SANE,
	LONG_WORK(300000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.habits = { { .works = IN_LONG, .mishap = { MISHAP_FAILS, 100, { 3, 0x73, 0x04 } } } },
};
