/* SPDX-License-Identifier: MIT */
/* A drive that keeps every promise: the plain good one. */
#include "sim/model.h"

const struct sim_model sim_reference = {
	.name = "reference",
	.text = "a good 16x BD burner: IMMED honoured, progress reported, busy seen by everybody",
	.vendor = "IMAPI   ",
	.product = "SIM BD-RE REF   ",
	.revision = "1.00",
	.serial = "SIM0000000000001",
	.firmware_date = "20240115120000",
	.buffer_bytes = 4u << 20,
	.max_transfer = 512u << 10,
	.bus_kbps = 150000,
	.profiles = { 0x0043, 0x0041, 0x0040, 0x002b, 0x001b, 0x001a, 0x0016, 0x0015, 0x0014,
		      0x0013, 0x0012, 0x0011, 0x0010, 0x000a, 0x0009, 0x0008 },
	.rates = {
		[FAMILY_CD] = { 8467, { 8467, 7056, 5645, 4234, 2822, 1764, 706 }, 50 },
		[FAMILY_DVD] = { 22160, { 22160, 16620, 11080, 5540, 3324 }, 45 },
		[FAMILY_BD] = { 53940, { 62930, 53940, 35960, 26970, 17980, 8990 }, 45 },
	},
	.load_ms = 12000,
	.seek_ms = 150,
	.spin_up_ms = 2500,
	.calibrate_ms = 3000,
	.close_percent = 100,
	.group1_s = 10,
	.group2_s = 60,
	.flushing = { { 2, 4, 8 }, { 2, 4, 8 }, { 2, 4, 8 } },
	.closing = { { 2, 4, 7 }, { 2, 4, 7 }, { 2, 4, 7 } },
	.progress = PROGRESS_PERCENT,
	.events = EVENTS_PLAIN,
	.immed = IMMED_HONOURED,
	.full = FULL_HOLDS,
};
