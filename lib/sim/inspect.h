/* SPDX-License-Identifier: MIT */
/* The truth behind the transport, for tests: what the drive and its disc really are like. */
#ifndef LIB_SIM_INSPECT_H
#define LIB_SIM_INSPECT_H

#include "sim/drive.h"

/* The drive at the far end, NULL if @transport is no simulated drive (or is wrapped in
 * another). */
struct sim_drive *sim_inspect(struct imapi_transport *transport);

#endif
