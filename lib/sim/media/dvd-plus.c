/* SPDX-License-Identifier: MIT */
#include "sim/media/dvd-plus.h"

#include "base/bytes.h"

#include <string.h>

#define FIRST_SECTOR 0x30000u
#define OPPOSITE_TRACK_PATH 0x10

/* Where the data ends: on a second layer that runs inwards the addresses are the complements of
 * those on the first. */
static uint32_t last_sector(const struct sim_disc *disc)
{
	uint32_t left = 2 * disc_layer_0(disc) - disc->capacity;

	if (disc->medium->layers < 2)
		return FIRST_SECTOR + disc->capacity - 1;
	return ~(FIRST_SECTOR + left) & 0xffffff;
}

/* Physical format information (ECMA-349 14.4, ECMA-364): kind, size, rate, end of the data. */
static size_t physical_information(const struct sim_disc *disc,
				   const struct dvd_plus_kind *kind, uint8_t data[4096])
{
	memset(data, 0, 2048);
	data[0] = kind->book;
	data[1] = 0x0f; /* 120 mm, no maximum rate given */
	data[2] = kind->layer_type;
	put_be32(data + 4, FIRST_SECTOR);
	put_be32(data + 8, last_sector(disc));
	if (disc->medium->layers > 1) {
		data[2] |= (uint8_t)((disc->medium->layers - 1) << 5 | OPPOSITE_TRACK_PATH);
		put_be32(data + 12, FIRST_SECTOR + disc_layer_0(disc) - 1);
	}
	memcpy(data + 19, kind->id, 11);
	return 2048;
}

size_t dvd_plus_structure(const struct sim_disc *disc, const struct dvd_plus_kind *kind,
			  uint8_t format, uint8_t data[4096])
{
	switch (format) {
	case 0x00: /* physical format information: from the lead-in */
	case 0x11: /* the same from ADIP */
		return physical_information(disc, kind, data);
	case 0x01: /* copyright information: none */
		memset(data, 0, 4);
		return 4;
	default:
		return 0;
	}
}
