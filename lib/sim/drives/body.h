/* SPDX-License-Identifier: MIT */
/* What the simulated drives have in common: the body of a good 16x BD burner. */
#ifndef LIB_SIM_DRIVES_BODY_H
#define LIB_SIM_DRIVES_BODY_H

#include "sim/model.h"

/* clang-format off */
#define BODY(id, product_id)                                                                   \
	.vendor = "IMAPI   ", .product = product_id, .revision = "1.00",                       \
	.serial = "SIM00000000" id, .firmware_date = "20240115120000",                         \
	.buffer_bytes = 4u << 20, .max_transfer = 512u << 10, .bus_kbps = 150000,              \
	.profiles = { 0x0043, 0x0042, 0x0041, 0x0040, 0x002b, 0x002a, 0x001b, 0x001a, 0x0016, 0x0015, 0x0014,  \
		      0x0013, 0x0012, 0x0011, 0x0010, 0x000a, 0x0009, 0x0008 },                \
	.rates = {                                                                             \
		[FAMILY_CD] = { 8467, { 8467, 7056, 5645, 4234, 2822, 1764, 706 }, 50 },       \
		[FAMILY_DVD] = { 22160, { 22160, 16620, 11080, 5540, 3324 }, 45 },             \
		[FAMILY_BD] = { 53940, { 62930, 53940, 35960, 26970, 17980, 8990 }, 45 },      \
	},                                                                                     \
	.load_ms = 12000, .seek_ms = 150, .spin_up_ms = 2500, .calibrate_ms = 3000,            \
	.close_percent = 100

/* How long a close, a blank and a format take, in milliseconds. */
#define LONG_WORK(ms)                                                                          \
	.lasts_ms = { [WORK_SESSION] = ms,                                                     \
		      [WORK_FINAL] = ms,                                                       \
		      [WORK_BLANK] = ms,                                                       \
		      [WORK_FORMAT] = ms }

#define PAGE_SANE .group1_s = 10, .group2_s = 60

#define CLOSING { 2, 0x04, 0x07 }
#define WRITING { 2, 0x04, 0x08 }
#define BECOMING_READY { 2, 0x04, 0x01 }
#define BUSY_STATUS { KEY_BUSY, 0, 0 }
#define NO_ANSWER { KEY_SILENT, 0, 0 }
/* clang-format on */

#endif
