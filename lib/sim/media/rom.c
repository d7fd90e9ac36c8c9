/* SPDX-License-Identifier: MIT */
#include "sim/media/rom.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "sim/disc.h"
#include "sim/media/bd.h"

#define FIRST_SECTOR 0x30000u
#define LAYER_DVD 2298496u /* blocks of the first layer, at most */
#define WRITE_REFUSED                                                                          \
	{                                                                                      \
		5, 0x30, 0x05                                                                  \
	}

/* Physical format information (ECMA-267 16): a disc of two layers has them in parallel. */
static size_t dvd_information(const struct sim_disc *disc, uint8_t data[4096])
{
	bool dual = disc->whole > LAYER_DVD;
	uint32_t first = dual ? (uint32_t)round_up(disc->whole / 2, 16) : disc->whole;

	memset(data, 0, 2048);
	data[0] = 0x01;		      /* DVD-ROM, version 1 */
	data[1] = 0x02;		      /* 120 mm, 10.08 Mbps */
	data[2] = dual ? 0x21 : 0x01; /* layers, parallel; with pits */
	put_be32(data + 4, FIRST_SECTOR);
	put_be32(data + 8, FIRST_SECTOR + first - 1);
	if (dual)
		put_be32(data + 12, FIRST_SECTOR + first - 1);
	return 2048;
}

static size_t dvd_structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	if (format == 0x00)
		return dvd_information(disc, data);
	if (format != 0x01)
		return 0;
	memset(data, 0, 4); /* not protected, any region */
	return 4;
}

static size_t bd_structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct bd_kind kind = { "BDO", "O01", 1 };

	return format == 0x00 ? bd_information(disc, &kind, data) : 0;
}

static const struct sim_medium kinds[] = {
	{ .name = "cd-rom",
	  .text = "CD-ROM, from an image",
	  .profile = 0x0008,
	  .final_profile = 0x0008,
	  .family = FAMILY_CD,
	  .capacity = 359847,
	  .least = 1,
	  .most = 359847,
	  .unit = 1,
	  .single_kbps = 176,
	  .tracks_max = 1,
	  .sessions_max = 1,
	  .pressed = true,
	  .closed_sense = WRITE_REFUSED,
	  .control = 4,
	  .track_mode = 4 },
	{ .name = "dvd-rom",
	  .text = "DVD-ROM, from an image",
	  .profile = 0x0010,
	  .final_profile = 0x0010,
	  .family = FAMILY_DVD,
	  .capacity = LAYER_DVD,
	  .least = 16,
	  .most = 4171712,
	  .unit = 16,
	  .single_kbps = 1385,
	  .tracks_max = 1,
	  .sessions_max = 1,
	  .pressed = true,
	  .closed_sense = WRITE_REFUSED,
	  .control = 4,
	  .track_mode = 4,
	  .structure = dvd_structure },
	{ .name = "bd-rom",
	  .text = "BD-ROM, from an image",
	  .profile = 0x0040,
	  .final_profile = 0x0040,
	  .family = FAMILY_BD,
	  .capacity = 12219392,
	  .least = 32,
	  .most = 62500864,
	  .unit = 32,
	  .single_kbps = 4495,
	  .tracks_max = 1,
	  .sessions_max = 1,
	  .pressed = true,
	  .closed_sense = WRITE_REFUSED,
	  .control = 4,
	  .track_mode = 4,
	  .structure = bd_structure },
};

const struct sim_medium *rom_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const struct sim_medium *rom_for(uint64_t blocks)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (blocks <= kinds[i].most)
			return &kinds[i];
	return NULL;
}
