/* SPDX-License-Identifier: MIT */
/* The format that goes on while a DVD+RW is used. */
#ifndef LIB_SIM_BACKGROUND_H
#define LIB_SIM_BACKGROUND_H

#include "sim/drive.h"

/* Goes on from where it was. */
void background_start(struct sim_drive *drive);
/* Stops, to be started again some day. */
void background_stop(struct sim_drive *drive);
/* What has been done by now takes effect. */
void background_update(struct sim_drive *drive);
/* The host uses the disc: the format waits until it does not. */
void background_yield(struct sim_drive *drive);

bool background_runs(const struct sim_drive *drive);
/* In 1/65536. */
uint16_t background_progress(const struct sim_drive *drive);

#endif
