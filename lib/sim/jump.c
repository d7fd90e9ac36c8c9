/* SPDX-License-Identifier: MIT */
#include "sim/jump.h"

enum { LJRS_NONE, LJRS_UNSPECIFIED, LJRS_MANUAL };

void jump_fit(struct sim_disc *disc)
{
	if (disc->jumps)
		disc->capacity = disc_layer_0(disc);
}

void jump_choose(struct sim_disc *disc, bool jumps)
{
	if (!disc->medium->jump_profile || !disc_blank(disc) || disc->jumps == jumps)
		return;
	disc->jumps = jumps;
	disc->jump = 0;
	disc->capacity = 2 * disc_layer_0(disc);
	jump_fit(disc);
	disc->tracks[0].end = disc->capacity;
}

struct sim_sense jump_set(struct sim_disc *disc, uint32_t lba)
{
	struct sim_track *tail = disc_tail(disc);

	if (!disc->jumps || !tail)
		return SENSE(5, 0x2c, 0x00);
	if (lba % disc->medium->unit || lba <= tail->nwa || lba > disc_layer_0(disc))
		return SENSE(5, 0x26, 0x00);
	disc->jump = tail->end = lba;
	disc_save(disc);
	return GOOD;
}

void jump_forget(struct sim_disc *disc)
{
	disc->jump = 0;
}

uint8_t jump_state(const struct sim_disc *disc)
{
	if (!disc->jumps)
		return LJRS_NONE;
	return disc->jump ? LJRS_MANUAL : LJRS_UNSPECIFIED;
}

uint32_t jump_unfilled(const struct sim_disc *disc)
{
	const struct sim_track *first = disc_session(disc, disc->sessions);
	uint32_t end = 0;

	for (size_t i = 0; i < disc->count; i++)
		if (disc->tracks[i].nwa > disc->tracks[i].start)
			end = disc->tracks[i].nwa;
	return disc->jumps && first && end > first->start ? end - first->start : 0;
}

bool jump_is_open(const struct sim_disc *disc)
{
	return disc->jumps && !disc->final;
}
