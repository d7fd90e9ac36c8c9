/* SPDX-License-Identifier: MIT */
/* The truth behind the transport, for tests: what the drive and its disc really are like. */
#ifndef LIB_SIM_INSPECT_H
#define LIB_SIM_INSPECT_H

#include "sim/drive.h"

/* The drive at the far end, NULL if @transport is no simulated drive (or is wrapped in
 * another). */
struct sim_drive *sim_inspect(struct imapi_transport *transport);

/*
 * What is on the disc, whatever the drive says about it; with a command pending, what is on it
 * by the time of the answer.
 */
struct sim_truth {
	bool disc;	   /* there is one, in the tray or taken out of it */
	bool blank;	   /* nothing is on it: it is new, or was blanked */
	bool formatted;	   /* can be written anywhere */
	bool spoiled;	   /* a blank or a format was cut off: it takes nothing */
	bool final;	   /* takes no more */
	bool closed;	   /* all that was written lies in closed sessions */
	bool damaged;	   /* a track of the open session was cut short */
	bool working;	   /* the drive is still changing it */
	unsigned sessions; /* closed ones */
	uint32_t complete; /* the last track with data is on the medium below this LBA */
};

struct sim_truth sim_truth(const struct sim_drive *drive);

#endif
