/* SPDX-License-Identifier: MIT */
/* BD-R, sequential recording mode (MMC-6 4.5). */
#include "sim/media/bd.h"

/* Clusters that the formats set aside in 25 GB to replace bad ones. */
#define SPARE_CLUSTERS 0x3000
#define LEAST_CLUSTERS 0x1000
#define MOST_CLUSTERS 0x31000
#define FORMAT_BD_R(clusters)                                                                  \
	{                                                                                      \
		0x32, true, (clusters)*32u, 0                                                  \
	}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct bd_kind kind = { "BDR", "R01", 2 };

	return format == 0x00 ? bd_information(disc, &kind, data) : 0;
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
