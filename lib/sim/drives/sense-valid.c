/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_sense_valid = {
	BODY("00017", "SIM SENSE F0    "),
	.name = "sense-valid",
	.text = "closes in ten minutes, sets the VALID bit in all sense data",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.form = FORM_VALID,
};
