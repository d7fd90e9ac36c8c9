/* SPDX-License-Identifier: MIT */
/*
 * The drive that fixed time-outs fail on: a close takes 25 minutes, TEST UNIT READY says GOOD
 * all the while, and nothing tells how far it is.
 */
#include "sim/drives/body.h"

const struct sim_model sim_slow_closer = {
	.name = "slow-closer",
	.text = "closes for 25 minutes, says ready meanwhile, tells no progress",
	.vendor = "IMAPI   ",
	.product = "SIM BD-RE SLOW  ",
	.revision = "1.03",
	.serial = "SIM0000000000002",
	.firmware_date = "20090213000000",
	.buffer_bytes = 2u << 20,
	.max_transfer = 64u << 10,
	.bus_kbps = 66000,
	.profiles = { 0x0043, 0x0041, 0x0040, 0x002b, 0x002a, 0x001b, 0x001a, 0x0016, 0x0015, 0x0014,
		      0x0013, 0x0012, 0x0011, 0x0010, 0x000a, 0x0009, 0x0008 },
	.rates = {
		[FAMILY_CD] = { 4234, { 4234, 2822, 1764 }, 60 },
		[FAMILY_DVD] = { 11080, { 11080, 5540, 3324 }, 60 },
		[FAMILY_BD] = { 17980, { 17980, 8990 }, 100 },
	},
	.load_ms = 35000,
	.seek_ms = 250,
	.spin_up_ms = 5000,
	.calibrate_ms = 12000,
	.close_percent = 100,
	LONG_WORK(1500000),
	PAGE_SANE,
	.habits = { { .works = IN_FLUSH, .phases = { { .lines = { { ALL_DISC, WRITING } } } } },
		    { .works = IN_TRACK | IN_LONG,
		      .phases = { { .lines = { { ALL_DISC, CLOSING } } } } } },
	.progress = PROGRESS_NONE,
	.events = EVENTS_PLAIN,
	.full = FULL_BUSY,
};
