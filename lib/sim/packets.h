/* SPDX-License-Identifier: MIT */
/*
 * Packet writing on CD (MMC-6 packet writing, Orange Book): a flush ends a packet, and the
 * track goes on. Packets of one size are read without their links (addressing method 2); those
 * of several sizes with them, and nothing can be read there.
 */
#ifndef LIB_SIM_PACKETS_H
#define LIB_SIM_PACKETS_H

#include "sim/disc.h"

enum sim_packets { PACKETS_NONE, PACKETS_VARIABLE, PACKETS_FIXED };

#define PACKET_BLOCKS 32u /* of a packet of the one size that is in use */
#define PACKET_LINK 7u	  /* blocks between two packets: run-out, link, run-in */

/* What mode page 05h asks for. */
enum sim_packets packets_asked(const struct mmc_write_parameters *page);

/* The drive has written all that it held of the track. */
void packets_end(struct sim_disc *disc, struct sim_track *track);

/* Blocks that writing fills up to. */
uint32_t packets_unit(const struct sim_disc *disc, const struct sim_track *track);

#endif
