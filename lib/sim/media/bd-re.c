/* SPDX-License-Identifier: MIT */
/* BD-RE (MMC-6 4.5): formatted once, then written anywhere. */
#include "sim/media/bd.h"

/* Clusters of spare area that the default format of a 25 GB disc sets aside, and that one with
 * more of them does. */
#define SPARE_CLUSTERS 0x3000u
#define MOST_CLUSTERS 0xc000u
#define FORMAT_BD_RE(type, clusters)                                                           \
	{                                                                                      \
		type, true, (clusters)*32u, clusters                                           \
	}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct bd_kind kind = { "BDW", "W01", 4 };

	return format == 0x00 ? bd_information(disc, &kind, data) : 0;
}

/* Formats: the default one, those that may be certified, and one without spare area. */
#define BD_RE(title, description, blocks)                                                      \
	{                                                                                      \
		.name = title, .text = description, .profile = 0x0043,                         \
		.final_profile = 0x0043, .family = FAMILY_BD, .capacity = blocks,              \
		.least = 65536, .most = blocks, .unit = 32, .single_kbps = 4495,               \
		.fastest_kbps = 8990, .tracks_max = 1, .sessions_max = 1, .open_max = 1,       \
		.erasable = true, .random = true, .format_s = 40,                              \
		.formats = { FORMAT_BD_RE(0x00, SPARE_CLUSTERS),                               \
			     FORMAT_BD_RE(0x30, SPARE_CLUSTERS), FORMAT_BD_RE(0x31, 0),        \
			     FORMAT_BD_RE(0x30, MOST_CLUSTERS) },                              \
		.control = 4, .track_mode = 4, .structure = structure,                         \
	}

const struct sim_medium sim_bd_re = BD_RE("bd-re", "BD-RE, 25 GB", 12219392);
const struct sim_medium sim_bd_re_dl = BD_RE("bd-re-dl", "BD-RE DL, 50 GB", 24438784);
const struct sim_medium sim_bd_re_tl = BD_RE("bd-re-tl", "BD-RE TL, 100 GB", 48878592);
