/* SPDX-License-Identifier: MIT */
/* BD-RE, single layer (MMC-6 4.5): formatted once, then written anywhere. */
#include "sim/medium.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define DI_UNITS 5  /* per block of disc information */
#define DI_BYTES 98 /* of a unit that are used */
#define FIRST_ADDRESS                                                                          \
	0x20000u /* address units of the data zone, two per cluster of 32 blocks */

/* Clusters of spare area that the default format of a 25 GB disc sets aside, and their blocks.
 */
#define SPARE_CLUSTERS 0x3000
#define SPARE_BLOCKS (SPARE_CLUSTERS * 32)

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	if (format != 0x00)
		return 0;
	memset(data, 0, 4096);
	memcpy(data, "DI", 2);
	data[2] = 1;		 /* format of the unit */
	data[3] = DI_UNITS << 3; /* and layer 0 */
	data[6] = DI_BYTES;
	memcpy(data + 8, "BDW", 3);
	data[11] = 0x01;       /* 120 mm, class 0, version 1 */
	data[12] = 1 << 4 | 4; /* one layer, rewritable */
	data[13] = 0x01;       /* 74.5 nm channel bits: 25 GB a layer */
	data[16] = 0x01;       /* it has a burst cutting area */
	put_be32(data + 24, FIRST_ADDRESS);
	put_be32(data + 28, FIRST_ADDRESS + disc->capacity / 8 - 2);
	memcpy(data + 100, "IMAPSM", 6); /* manufacturer */
	memcpy(data + 106, "W01", 3);	 /* media type */
	return 4096;
}

/* Formats: the default one, one that may be certified, and one without spare area. */
const struct sim_medium sim_bd_re = {
	.name = "bd-re",
	.text = "BD-RE, 25 GB",
	.profile = 0x0043,
	.final_profile = 0x0043,
	.family = FAMILY_BD,
	.capacity = 12219392,
	.least = 65536,
	.most = 12219392,
	.unit = 32,
	.single_kbps = 4495,
	.fastest_kbps = 8990,
	.tracks_max = 1,
	.sessions_max = 1,
	.open_max = 1,
	.erasable = true,
	.random = true,
	.format_s = 40,
	.formats = { { 0x00, true, SPARE_BLOCKS, SPARE_CLUSTERS },
		     { 0x30, true, SPARE_BLOCKS, SPARE_CLUSTERS },
		     { 0x31, true, 0, 0 } },
	.control = 4,
	.track_mode = 4,
	.structure = structure,
};
