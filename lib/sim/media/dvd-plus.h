/* SPDX-License-Identifier: MIT */
/* What the kinds of DVD+ have in common. */
#ifndef LIB_SIM_MEDIA_DVD_PLUS_H
#define LIB_SIM_MEDIA_DVD_PLUS_H

#include "sim/disc.h"

/* READ DISC STRUCTURE; @book is the first byte, @id 8 bytes of manufacturer and 3 of type. */
struct dvd_plus_kind {
	uint8_t book;
	uint8_t layer_type; /* 2 recordable, 4 rewritable */
	char id[12];
};

size_t dvd_plus_structure(const struct sim_disc *disc, const struct dvd_plus_kind *kind,
			  uint8_t format, uint8_t data[4096]);

#endif
