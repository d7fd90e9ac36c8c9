/* SPDX-License-Identifier: MIT */
/* Two clocks: a host that looks away from a command, and the drive that carries it out. */
#ifndef LIB_SIM_PENDING_H
#define LIB_SIM_PENDING_H

#include "sim/drive.h"

/* The host's clock. While a command is pending the drive's own is ahead of it. */
usec_t host_now(const struct sim_drive *drive);
void host_sleep(struct sim_drive *drive, usec_t duration);

/*
 * Lets the drive carry the command out on its own clock, and shows the host at most @patience
 * of it: the answer is there once the host's clock has come so far. Until then
 * pending_resume() must be called for it, and nothing else be sent.
 */
void pending_start(struct sim_drive *drive, struct imapi_exchange *x, usec_t patience);
void pending_resume(struct sim_drive *drive, struct imapi_exchange *x, usec_t patience);

#endif
