/* SPDX-License-Identifier: MIT */
/* DVD+RW, single and dual layer (ECMA-337, ECMA-374, MMC-6 4.3): formatted in the background.
 */
#include "sim/media/dvd-plus.h"

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct dvd_plus_kind kind = { 0x92, 4, "IMAPISIMW01" };

	return dvd_plus_structure(disc, &kind, format, data);
}

static size_t dl_structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	static const struct dvd_plus_kind kind = { 0xd1, 4, "IMAPISIMX01" };

	return dvd_plus_structure(disc, &kind, format, data);
}

/*
 * The format first writes the lead-in, which takes most of a minute; then the disc can be
 * written anywhere, and the rest of it is gone over whenever the host leaves the drive alone.
 * Function 0 stops that, function 2 also writes a lead-out for drives that only read.
 */
/* clang-format off */
#define DVD_PLUS_RW                                                                            	.family = FAMILY_DVD, .least = 65536, .unit = 16, .single_kbps = 1385,                 	.tracks_max = 1, .sessions_max = 1, .open_max = 1,                                     	.erasable = true, .random = true, .background = true, .format_s = 40,                  	.formats = { { .type = 0x26, .there = true } },                                        	.close = { [0] = CLOSE_STOP, [2] = CLOSE_SESSION },                                    	.track_work = { 2, 0, 0 }, .session_work = { 40, 30, 30 },                             	.control = 4, .track_mode = 4
/* clang-format on */

const struct sim_medium sim_dvd_plus_rw = {
	DVD_PLUS_RW,	   .name = "dvd+rw",	    .text = "DVD+RW, 4.7 GB",
	.profile = 0x001a, .final_profile = 0x001a, .capacity = 2295104,
	.most = 2295104,   .fastest_kbps = 11080,   .structure = structure,
};

const struct sim_medium sim_dvd_plus_rw_dl = {
	DVD_PLUS_RW,
	.name = "dvd+rw-dl",
	.text = "DVD+RW DL, 8.5 GB",
	.profile = 0x002a,
	.final_profile = 0x002a,
	.capacity = 4173824,
	.most = 4173824,
	.layers = 2,
	.fastest_kbps = 3324,
	.structure = dl_structure,
};
