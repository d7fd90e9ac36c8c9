/* SPDX-License-Identifier: MIT */
/* DVD+R, dual layer (ECMA-364, MMC-6 4.3). */
#include "sim/media/dvd-plus.h"

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct dvd_plus_kind kind = { 0xe1, 2, "IMAPISIMD01" };

	return dvd_plus_structure(disc, &kind, format, data);
}

/*
 * As on DVD+R; a session that would leave less than 65 ECC blocks is the last. A disc that is
 * closed for good is filled until both layers reach as far, and gets a lead-out on each.
 */
const struct sim_medium sim_dvd_plus_r_dl = {
	.name = "dvd+r-dl",
	.text = "DVD+R DL, 8.5 GB",
	.profile = 0x002b,
	.final_profile = 0x0010,
	.family = FAMILY_DVD,
	.capacity = 4173824,
	.least = 65536,
	.most = 4173824,
	.unit = 16,
	.layers = 2,
	.single_kbps = 1385,
	.fastest_kbps = 11080,
	.tracks_max = 142,
	.sessions_max = 127,
	.open_max = 16,
	.track_gap = 16,
	.session_gap_first = 2048,
	.session_gap_later = 2048,
	.session_least = 65 * 16,
	.close = { [1] = CLOSE_TRACK,
		   [2] = CLOSE_SESSION,
		   [4] = CLOSE_SESSION,
		   [5] = CLOSE_FINAL,
		   [6] = CLOSE_FINAL },
	.track_work = { 2, 1, 1 },
	.session_work = { 15, 80, 80 },
	.final_work = { 30, 80, 80 },
	.closed_sense = { 5, 0x30, 0x05 },
	.written_is_reserved = true,
	.tail_reserve = true,
	.control = 4,
	.track_mode = 4,
	.structure = structure,
};
