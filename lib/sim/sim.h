/* SPDX-License-Identifier: MIT */
/* The simulated drive: a transport whose far end is a drive with a disc in it. */
#ifndef LIB_SIM_SIM_H
#define LIB_SIM_SIM_H

#include "transport/transport.h"

struct sim_disc;
struct sim_spec;

/*
 * Opens the drive that @address describes: "sim:MEDIUM", "sim:PATH" or "sim:none" (a disc file,
 * or the image "*.iso" on a pressed disc), options after a "?" joined with "&" (docs in
 * spec.c's table); the "sim:" may be left out. The transport runs on a virtual clock unless
 * "clock=real" is given.
 */
imapi_status sim_open(struct imapi_context *context, const char *address,
		      struct imapi_transport **ret_transport);

/* The disc that the target of @spec names; leaves *@ret_disc as it is for "none". */
imapi_status sim_open_disc(struct imapi_context *context, const struct sim_spec *spec,
			   struct sim_disc **ret_disc);

#endif
