/* SPDX-License-Identifier: MIT */
/* CD-R, written track at once (Orange Book part II, MMC-6 4.2). */
#include "sim/medium.h"

/*
 * Track at once leaves 2 run-out blocks behind each track and a pre-gap of 150 before the next;
 * the first lead-out and the next lead-in take 11400 blocks, later ones 6900.
 */
const struct sim_medium sim_cd_r = {
	.name = "cd-r",
	.text = "CD-R, 700 MB, 80 minutes",
	.profile = 0x0009,
	.final_profile = 0x0009,
	.family = FAMILY_CD,
	.capacity = 359847,
	.least = 20000,
	.most = 449847,
	.unit = 1,
	.single_kbps = 176,
	.tracks_max = 99,
	.sessions_max = 45,
	.open_max = 1,
	.track_least = 300,
	.track_tail = 2,
	.track_gap = 150,
	.session_gap_first = 11400,
	.session_gap_later = 6900,
	.close = { [1] = CLOSE_TRACK, [2] = CLOSE_SESSION },
	.track_work = { 2, 0, 0 },
	.session_work = { 20, 27, 16 },
	.final_work = { 20, 27, 16 },
	.closed_sense = { 5, 0x63, 0x00 },
	.write_page = true,
	.multi_page = true,
	.sync_ends = true,
	.control = 4,
	.track_mode = 4,
};
