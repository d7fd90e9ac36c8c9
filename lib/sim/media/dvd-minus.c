/* SPDX-License-Identifier: MIT */
/* DVD-R and DVD-RW, recorded in sequence (ECMA-359, ECMA-338, MMC-6 4.3). */
#include "sim/medium.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define FIRST_SECTOR 0x30000u
#define BOOK_DVD_R 0x25
#define BOOK_DVD_RW 0x32

/* On the second layer, which runs inwards, addresses are the complements of the first's. */
static uint32_t last_sector(const struct sim_disc *disc, uint32_t end)
{
	uint32_t layer_0 = disc_layer_0(disc);

	if (disc->medium->layers < 2 || end <= layer_0)
		return FIRST_SECTOR + end - 1;
	return ~(FIRST_SECTOR + 2 * layer_0 - end) & 0xffffff;
}

static size_t physical_information(const struct sim_disc *disc, uint8_t data[4096])
{
	uint32_t end = disc_closed_end(disc);

	memset(data, 0, 2048);
	data[0] = disc->medium->erasable ? BOOK_DVD_RW : BOOK_DVD_R;
	data[1] = 0x0f; /* 120 mm, no maximum rate given */
	data[2] = 0x02; /* one layer, recordable */
	put_be32(data + 4, FIRST_SECTOR);
	put_be32(data + 8, last_sector(disc, end ? end : disc->capacity));
	if (disc->medium->layers > 1) {
		data[2] |= 0x30; /* two, the second from the rim inwards */
		put_be32(data + 12, FIRST_SECTOR + disc_layer_0(disc) - 1);
	}
	return 2048;
}

/* Pre-recorded lead-in: eight bytes a field, of which the first says which it is. */
static size_t prerecorded(uint8_t data[4096])
{
	static const uint8_t fields[] = {
		1, 0x40, 0xc1, 0xfd, 0x9e, 0xd8, 0x52, 0, /* application, purpose, limit */
		2, 0x8d, 0x0e, 0x11, 0x88, 0xa9, 0x80, 0, /* power and strategy */
		3, 'I',	 'M',  'A',  'P',  'I',	 'S',  0, /* manufacturer */
		4, 'I',	 'M',  ' ',  'R',  '0',	 '1',  0,
	};

	memset(data, 0, 64);
	memcpy(data, fields, sizeof(fields));
	return 64;
}

static size_t structure(const struct sim_disc *disc, uint8_t format, uint8_t data[4096])
{
	switch (format) {
	case 0x00: /* physical format information */
	case 0x10: /* the same, from the control data of the lead-in */
		return physical_information(disc, data);
	case 0x01: /* copyright information: none */
		memset(data, 0, 4);
		return 4;
	case 0x0e:
		return prerecorded(data);
	default:
		return 0;
	}
}

/*
 * Between two sessions lie the border-out of the one and the border-in of the next: the first
 * border zone is much longer. Zones of a session follow each other after a linking block of 16.
 */
/* clang-format off */
#define ZONES(blocks, sessions)                                                                                  \
	.family = FAMILY_DVD, .capacity = blocks, .least = 65536, .most = blocks,            \
	.unit = 16, .single_kbps = 1385, .tracks_max = 99, .sessions_max = sessions, .open_max = 3,  \
	.track_gap = 16, .session_gap_first = 28672, .session_gap_later = 6144,                \
	.close = { [1] = CLOSE_TRACK, [2] = CLOSE_SESSION },                                   \
	.track_work = { 3, 1, 1 }, .session_work = { 10, 58, 12 }, .final_work = { 15, 80, 40 }, \
	.closed_sense = { 5, 0x30, 0x05 }, .recording_zones = true, .multi_page = true,        \
	.control = 4, .track_mode = 5, .structure = structure
/* clang-format on */

const struct sim_medium sim_dvd_r = {
	ZONES(2298496, 99), .name = "dvd-r",	     .text = "DVD-R, 4.7 GB",
	.profile = 0x0011,  .final_profile = 0x0010,
};

#define DVD_RW                                                                                 \
	ZONES(2298496, 99), .profile = 0x0014, .final_profile = 0x0014,                        \
			    .restricted_profile = 0x0013, .fastest_kbps = 8310,                \
			    .erasable = true, .blank_types = 1 << 0 | 1 << 1, .blank_s = 45,   \
			    .format_s = 45

const struct sim_medium sim_dvd_rw = {
	DVD_RW,
	.name = "dvd-rw",
	.text = "DVD-RW, 4.7 GB",
};

const struct sim_medium sim_dvd_rw_ow = {
	DVD_RW,
	.name = "dvd-rw-ow",
	.text = "DVD-RW, 4.7 GB, formatted for restricted overwrite",
	.comes_restricted = true,
};

/* In sequence one session, whose layers are filled until they reach as far; by layer jump many.
 */
#define DVD_R_DL                                                                               \
	ZONES(4171712, 1), .profile = 0x0015, .final_profile = 0x0015, .jump_profile = 0x0016, \
			   .layers = 2, .fastest_kbps = 11080

const struct sim_medium sim_dvd_r_dl = {
	DVD_R_DL,
	.name = "dvd-r-dl",
	.text = "DVD-R DL, 8.5 GB",
};

const struct sim_medium sim_dvd_r_dl_lj = {
	DVD_R_DL,
	.name = "dvd-r-dl-lj",
	.text = "DVD-R DL, 8.5 GB, for layer jump recording",
	.comes_jumping = true,
};
