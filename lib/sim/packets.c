/* SPDX-License-Identifier: MIT */
#include "sim/packets.h"

#include "base/mem.h"
#include "sim/store.h"

enum sim_packets packets_asked(const struct mmc_write_parameters *page)
{
	if (page->write_type != WRITE_PACKET)
		return PACKETS_NONE;
	return page->fixed_packet ? PACKETS_FIXED : PACKETS_VARIABLE;
}

void packets_end(struct sim_disc *disc, struct sim_track *track)
{
	if (track->packets != PACKETS_VARIABLE || track->complete ||
	    track->nwa == track->start || !store_written(disc->store, track->nwa - 1, 1))
		return;
	track->nwa = MIN(track->nwa + PACKET_LINK, track->end);
}

uint32_t packets_unit(const struct sim_disc *disc, const struct sim_track *track)
{
	return track->packets == PACKETS_FIXED ? PACKET_BLOCKS : disc->medium->unit;
}
