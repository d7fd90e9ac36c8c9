/* SPDX-License-Identifier: MIT */
#include "sim/media/bd.h"

#include "base/bytes.h"
#include "sim/disc.h"

#include <string.h>

#define DI_BLOCK 4096
#define DI_UNITS 5  /* per block of disc information */
#define DI_UNIT 112 /* bytes of a unit */
#define DI_BYTES 98 /* of it that are used */
#define FIRST_ADDRESS                                                                          \
	0x20000u /* address units of the data zone, two per cluster of 32 blocks */

/* 25 and 50 GB have one and two layers of 25 GB, larger discs three or four of 33.4 or 32 GB.
 */
static uint8_t layer_count(uint32_t capacity)
{
	static const uint32_t most[] = { 12219392, 24438784, 48878592 };
	uint8_t n = 1;

	while (n <= 3 && capacity > most[n - 1])
		n++;
	return n;
}

static void put_unit(uint8_t *unit, const struct bd_kind *kind, uint8_t layer, uint8_t layers)
{
	memcpy(unit, "DI", 2);
	unit[2] = 1; /* format of the unit */
	unit[3] = DI_UNITS << 3 | layer;
	unit[5] = layer; /* sequence number */
	unit[6] = DI_BYTES;
	memcpy(unit + 8, kind->name, 3);
	unit[11] = 0x01; /* 120 mm, class 0, version 1 */
	unit[12] = (uint8_t)(layers << 4 | kind->nature);
	unit[13] = layers > 2 ? 0x02 : 0x01; /* channel bits: 33.4 or 25 GB a layer */
	unit[16] = 0x01;		     /* it has a burst cutting area */
	memcpy(unit + 100, "IMAPSM", 6);     /* manufacturer */
	memcpy(unit + 106, kind->type, 3);   /* media type */
}

size_t bd_information(const struct sim_disc *disc, const struct bd_kind *kind,
		      uint8_t data[4096])
{
	uint8_t layers = layer_count(disc->whole);
	uint32_t per_layer = disc->whole / layers;

	memset(data, 0, DI_BLOCK);
	for (uint8_t i = 0; i < layers; i++) {
		uint8_t *unit = data + i * DI_UNIT;

		put_unit(unit, kind, i, layers);
		put_be32(unit + 24, FIRST_ADDRESS);
		put_be32(unit + 28, FIRST_ADDRESS + per_layer / 8 - 2);
	}
	return DI_BLOCK;
}
