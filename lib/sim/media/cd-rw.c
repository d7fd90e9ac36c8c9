/* SPDX-License-Identifier: MIT */
/* CD-RW, written track at once (Orange Book part III, MMC-6 4.2), blanked whole or minimally.
 */
#include "sim/medium.h"

/* Tracks, sessions and closes as on CD-R; 24x is the fastest that such media are made for. */
const struct sim_medium sim_cd_rw = {
	.name = "cd-rw",
	.text = "CD-RW, 700 MB, 80 minutes",
	.profile = 0x000a,
	.final_profile = 0x000a,
	.family = FAMILY_CD,
	.capacity = 359847,
	.least = 20000,
	.most = 449847,
	.unit = 1,
	.single_kbps = 176,
	.fastest_kbps = 4234,
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
	.erasable = true,
	.blank_types = 1 << 0 | 1 << 1,
	.blank_s = 30,
	.control = 4,
	.track_mode = 4,
};
