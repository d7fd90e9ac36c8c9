/* SPDX-License-Identifier: MIT */
/* A good drive but for one habit, which the text names. */
#include "sim/drives/body.h"

const struct sim_model sim_sense_descriptor = {
	BODY("00018", "SIM SENSE 72    "),
	.name = "sense-descriptor",
	.text = "closes in ten minutes, sends sense data as descriptors",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.form = FORM_DESCRIPTOR,
};
