/* SPDX-License-Identifier: MIT */
/* Nominal times are met; the recommended time-outs leave room. */
#include "sim/drives/body.h"

const struct sim_model sim_opcodes = {
	BODY("00054", "SIM OPCODES     "),
	.name = "opcodes",
	.text = "closes in ten minutes, has command time-outs for those who ask",
	PAGE_SANE,
	LONG_WORK(600000),
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
	.opcodes = { { 0x35, 30, 120 },
		     { 0x5b, 600, 1800 },
		     { 0xa1, 600, 3600 },
		     { 0x04, 600, 7200 } },
};
