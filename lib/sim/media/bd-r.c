/* SPDX-License-Identifier: MIT */
/* BD-R, sequential recording mode (MMC-6 4.5). */
#include "sim/medium.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define UNIT_BYTES 112

/* Disc information (MMC-6 READ DISC STRUCTURE, BD format 00h): one DI unit of the header "DI".
 */
static size_t disc_information(const struct sim_disc *disc, uint8_t data[4096])
{
	memset(data, 0, 4096);
	memcpy(data, "DI", 2);
	data[2] = 1; /* DI format */
	data[5] = 0; /* first DI unit */
	data[6] = UNIT_BYTES - 14;
	memcpy(data + 8, "BDR", 3);
	data[11] = 0x01;				       /* class 0, version 1 */
	data[12] = 0x10 | (disc->capacity > 12219392 ? 2 : 1); /* 120 mm; layers */
	data[13] = 0x01;				       /* BD layer type, writable */
	put_be32(data + 24, 0x00100000u);		       /* first address of the data */
	put_be32(data + 28, 0x00100000u + disc->capacity * 2 / 4 - 2);
	memcpy(data + 100, "IMAPSM", 6); /* disc manufacturer */
	memcpy(data + 106, "R01", 3);	 /* media type */
	return 4096;
}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	return format == 0x00 ? disc_information(disc, data) : 0;
}

const struct sim_medium sim_bd_r = {
	.name = "bd-r",
	.text = "BD-R, 25 GB, sequential recording mode",
	.profile = 0x0041,
	.final_profile = 0x0041,
	.family = FAMILY_BD,
	.capacity = 12219392,
	.least = 65536,
	.most = 62500864,
	.unit = 32,
	.single_kbps = 4495,
	.tracks_max = 7927,
	.sessions_max = 7927,
	.open_max = 16,
	.close = { [1] = CLOSE_TRACK, [2] = CLOSE_SESSION, [6] = CLOSE_FINAL },
	.track_work = { 1, 0, 0 },
	.session_work = { 5, 64, 64 },
	.final_work = { 15, 64, 64 },
	.closed_sense = { 7, 0x27, 0x00 },
	.tail_reserve = true,
	.control = 4,
	.track_mode = 4,
	.data_mode = 1,
	.structure = structure,
};
