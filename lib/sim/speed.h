/* SPDX-License-Identifier: MIT */
/* How fast the drive reads and writes, and how full its buffer is. */
#ifndef LIB_SIM_SPEED_H
#define LIB_SIM_SPEED_H

#include "sim/drive.h"

/* Rates of the drive for the medium in it; zeroes without one. */
const struct sim_rates *speed_rates(const struct sim_drive *drive);
/* Leaves out of the model's rates those that the medium in the drive cannot take. */
void speed_fit(struct sim_drive *drive);
unsigned speed_count(const struct sim_rates *rates);

/* The write speed in use, at the outer rim, and the rate at an address. kB/s, never 0. */
uint32_t speed_write(const struct sim_drive *drive);
uint32_t speed_write_at(const struct sim_drive *drive, uint32_t lba);
uint32_t speed_read(const struct sim_drive *drive);

/* The fastest write speed that is not above @kbps; the slowest if all are. */
uint32_t speed_nearest(const struct sim_rates *rates, uint32_t kbps);

usec_t transfer_time(uint64_t bytes, uint32_t kbps);

/* Lets the buffer run out up to now. */
void buffer_update(struct sim_drive *drive);
void buffer_update_to(struct sim_drive *drive, usec_t now);
uint64_t buffer_free(const struct sim_drive *drive);
/* How long until @bytes fit; until it is empty. */
usec_t buffer_wait(const struct sim_drive *drive, uint64_t bytes);
usec_t buffer_drain_time(const struct sim_drive *drive);
void buffer_add(struct sim_drive *drive, unsigned track, uint64_t bytes);
/* First block of the track that is not on the medium yet. */
uint32_t buffer_recorded(const struct sim_drive *drive);

#endif
