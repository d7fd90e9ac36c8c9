/* SPDX-License-Identifier: MIT */
/* DVD-RAM, 4.7 GB (ECMA-330, MMC-6 4.3): formatted when it is bought, written anywhere. */
#include "sim/medium.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define FIRST_SECTOR 0x31000u
#define BLOCK_LENGTH 0x800 /* parameter of its formats */

/* Blocks of the supplementary spare area that the default format has, and the most. */
#define SPARE 58368u
#define SPARE_MOST 97792u
#define PRIMARY_SPARE 12800u

static size_t physical_information(const struct sim_disc *disc, uint8_t data[4096])
{
	memset(data, 0, 2048);
	data[0] = 0x16; /* DVD-RAM, version 6 */
	data[1] = 0x02; /* 120 mm, 10.08 Mbps */
	data[2] = 0x04; /* one layer, rewritable */
	put_be32(data + 4, FIRST_SECTOR);
	put_be32(data + 8, FIRST_SECTOR + disc->whole - 1);
	return 2048;
}

/* Spare blocks: primary ones and supplementary ones that are unused, and allocated ones. */
static size_t spare_information(const struct sim_disc *disc, uint8_t data[4096])
{
	uint32_t allocated = disc->whole - disc->tracks[0].end;

	memset(data, 0, 12);
	put_be32(data, PRIMARY_SPARE);
	put_be32(data + 4, allocated);
	put_be32(data + 8, allocated);
	return 12;
}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	switch (format) {
	case 0x00: /* physical format information */
		return physical_information(disc, data);
	case 0x01: /* copyright information: none */
	case 0x09: /* medium status: no cartridge, not protected */
		memset(data, 0, 4);
		return 4;
	case 0x0a:
		return spare_information(disc, data);
	default:
		return 0;
	}
}

const struct sim_medium sim_dvd_ram = {
	.name = "dvd-ram",
	.text = "DVD-RAM, 4.7 GB",
	.profile = 0x0012,
	.final_profile = 0x0012,
	.family = FAMILY_DVD,
	.capacity = 2295072,
	.least = 65536,
	.most = 2295072,
	.unit = 16,
	.single_kbps = 1385,
	.fastest_kbps = 6925,
	.tracks_max = 1,
	.sessions_max = 1,
	.open_max = 1,
	.erasable = true,
	.random = true,
	.comes_formatted = true,
	.primary_spares = PRIMARY_SPARE / 16,
	.format_s = 60,
	.formats = { { 0x00, true, SPARE, BLOCK_LENGTH },
		     { 0x00, true, 0, BLOCK_LENGTH },
		     { FORMAT_EXPAND_SPARE, true, SPARE, BLOCK_LENGTH },
		     { FORMAT_EXPAND_SPARE, true, SPARE_MOST, BLOCK_LENGTH } },
	.control = 4,
	.track_mode = 4,
	.structure = structure,
};
