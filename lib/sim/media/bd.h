/* SPDX-License-Identifier: MIT */
/* What the recordable media of the BD family have in common. */
#ifndef LIB_SIM_MEDIA_BD_H
#define LIB_SIM_MEDIA_BD_H

#include "sim/medium.h"

/* What the control data of a kind of BD says: its name, nature and media type. */
struct bd_kind {
	char name[4], type[4];
	uint8_t nature; /* 2: write once, 4: rewritable */
};

/* One unit of disc information for each layer; its length. */
size_t bd_information(const struct sim_disc *disc, const struct bd_kind *kind,
		      uint8_t data[4096]);

#endif
