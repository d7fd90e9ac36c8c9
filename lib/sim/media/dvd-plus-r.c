/* SPDX-License-Identifier: MIT */
/* DVD+R, single layer (ECMA-349, MMC-6 4.3). */
#include "sim/media/dvd-plus.h"

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct dvd_plus_kind kind = { 0xa1, 2, "IMAPISIMR01" };

	return dvd_plus_structure(disc, &kind, format, data);
}

/*
 * Fragments after the first of a session have a run-in of one ECC block; between two sessions
 * lie the closure of the one and the intro of the next, 1024 sectors each.
 */
const struct sim_medium sim_dvd_plus_r = {
	.name = "dvd+r",
	.text = "DVD+R, 4.7 GB",
	.profile = 0x001b,
	.final_profile = 0x0010,
	.family = FAMILY_DVD,
	.capacity = 2295104,
	.least = 65536,
	.most = 2295104,
	.unit = 16,
	.single_kbps = 1385,
	.tracks_max = 168,
	.sessions_max = 153,
	.open_max = 16,
	.track_gap = 16,
	.session_gap_first = 2048,
	.session_gap_later = 2048,
	.close = { [1] = CLOSE_TRACK,
		   [2] = CLOSE_SESSION,
		   [5] = CLOSE_FINAL,
		   [6] = CLOSE_FINAL },
	.track_work = { 2, 1, 1 },
	.session_work = { 10, 40, 40 },
	.final_work = { 15, 40, 40 },
	.closed_sense = { 5, 0x30, 0x05 },
	.written_is_reserved = true,
	.tail_reserve = true,
	.control = 4,
	.track_mode = 4,
	.structure = structure,
};
