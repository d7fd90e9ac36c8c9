/* SPDX-License-Identifier: MIT */
/* Dual layer discs whose first layer can be made smaller (MMC-6 READ DISC STRUCTURE 20h). */
#include "base/mem.h"
#include "sim/disc.h"
#include "sim/jump.h"

static uint32_t most(const struct sim_disc *disc)
{
	return disc->whole / 2;
}

uint32_t disc_layer_0(const struct sim_disc *disc)
{
	return disc->layer_0 ? disc->layer_0 : most(disc);
}

bool disc_layer_0_fixed(const struct sim_disc *disc)
{
	return disc->layer_0 || !disc_blank(disc);
}

void disc_fit_layers(struct sim_disc *disc)
{
	struct sim_track *tail = disc_tail(disc);

	jump_fit(disc);
	if (!disc->layer_0 || disc->jumps)
		return;
	disc->capacity = 2 * disc->layer_0;
	if (tail)
		tail->end = disc->capacity;
}

struct sim_sense disc_set_layer_0(struct sim_disc *disc, uint32_t blocks)
{
	if (disc_layer_0_fixed(disc))
		return SENSE(5, 0x2c, 0x00);
	if (!blocks || blocks % disc->medium->unit || blocks > most(disc))
		return SENSE(5, 0x26, 0x00);
	disc->layer_0 = blocks;
	disc_fit_layers(disc);
	disc_save(disc);
	return GOOD;
}

/* Layer 1 runs inwards from where layer 0 ends; what lies opposite to data must be written. */
uint32_t disc_unequal(const struct sim_disc *disc)
{
	uint32_t end = 0;

	if (disc->medium->layers < 2)
		return 0;
	for (size_t i = 0; i < disc->count; i++)
		end = MAX(end, disc->tracks[i].nwa > disc->tracks[i].start ? disc->tracks[i].nwa
									   : 0);
	return end <= disc_layer_0(disc) ? end : disc->capacity - end;
}
