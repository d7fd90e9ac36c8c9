/* SPDX-License-Identifier: MIT */
/* BD-R, sequential recording mode (MMC-6 4.5). */
#include "sim/medium.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define DI_UNITS 5  /* per block of disc information */
#define DI_BYTES 98 /* of a unit that are used */
#define FIRST_ADDRESS                                                                          \
	0x20000u /* address units of the data zone, two per cluster of 32 blocks */

/* Clusters that the formats set aside in 25 GB to replace bad ones. */
#define SPARE_CLUSTERS 0x3000
#define LEAST_CLUSTERS 0x1000
#define MOST_CLUSTERS 0x31000
#define FORMAT_BD_R(clusters)                                                                  \
	{                                                                                      \
		0x32, true, (clusters)*32u, 0                                                  \
	}

/* 25 and 50 GB have one and two layers of 25 GB, larger discs three or four of 33.4 or 32 GB.
 */
static uint8_t layer_count(uint32_t capacity)
{
	static const uint32_t most[] = { 12219392, 24438784, 48878592 };
	uint8_t n = 1;

	while (n <= 3 && capacity > most[n - 1])
		n++;
	return n;
}

/* One unit of disc information, as the medium's own control data has it for a BD-R. */
static size_t disc_information(const struct sim_disc *disc, uint8_t data[4096])
{
	uint8_t layers = layer_count(disc->whole);
	uint32_t per_layer = disc->whole / layers;

	memset(data, 0, 4096);
	memcpy(data, "DI", 2);
	data[2] = 1;		 /* format of the unit */
	data[3] = DI_UNITS << 3; /* and layer 0 */
	data[6] = DI_BYTES;
	memcpy(data + 8, "BDR", 3);
	data[11] = 0x01;		       /* 120 mm, class 0, version 1 */
	data[12] = (uint8_t)(layers << 4 | 2); /* write once */
	data[13] = 0x01;		       /* 74.5 nm channel bits: 25 GB a layer */
	data[16] = 0x01;		       /* it has a burst cutting area */
	put_be32(data + 24, FIRST_ADDRESS);
	put_be32(data + 28, FIRST_ADDRESS + per_layer / 8 - 2);
	memcpy(data + 100, "IMAPSM", 6); /* manufacturer */
	memcpy(data + 106, "R01", 3);	 /* media type */
	return 4096;
}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	return format == 0x00 ? disc_information(disc, data) : 0;
}

/* All keep the same rules; they differ in how much they hold and in what a close writes. */
#define BD_R(title, description, blocks, closing_mb)                                           \
	{                                                                                      \
		.name = title, .text = description ", sequential recording mode",              \
		.profile = 0x0041, .final_profile = 0x0041, .family = FAMILY_BD,               \
		.capacity = blocks, .least = 65536, .most = 62500864, .unit = 32,              \
		.single_kbps = 4495, .tracks_max = 7927, .sessions_max = 7927, .open_max = 16, \
		.close = { [1] = CLOSE_TRACK, [2] = CLOSE_SESSION, [6] = CLOSE_FINAL },        \
		.track_work = { 1, 0, 0 }, .session_work = { 5, closing_mb, closing_mb },      \
		.final_work = { 15, closing_mb, closing_mb },                                  \
		.closed_sense = { 7, 0x27, 0x00 }, .tail_reserve = true, .control = 4,         \
		.formats = { { 0x00, true, SPARE_CLUSTERS * 32, SPARE_CLUSTERS },              \
			     FORMAT_BD_R(SPARE_CLUSTERS),                                      \
			     FORMAT_BD_R(MOST_CLUSTERS),                                       \
			     FORMAT_BD_R(LEAST_CLUSTERS) },                                    \
		.format_s = 20, .track_mode = 4, .structure = structure,                       \
	}

const struct sim_medium sim_bd_r = BD_R("bd-r", "BD-R, 25 GB", 12219392, 64);
const struct sim_medium sim_bd_r_dl = BD_R("bd-r-dl", "BD-R DL, 50 GB", 24438784, 128);
const struct sim_medium sim_bd_r_tl = BD_R("bd-r-tl", "BD-R TL, 100 GB", 48878592, 128);
const struct sim_medium sim_bd_r_ql = BD_R("bd-r-ql", "BD-R QL, 128 GB", 62500864, 128);
