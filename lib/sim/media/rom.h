/* SPDX-License-Identifier: MIT */
/* Pressed discs, made from the file of an image. */
#ifndef LIB_SIM_MEDIA_ROM_H
#define LIB_SIM_MEDIA_ROM_H

#include "sim/medium.h"

/* The kind of that name, or NULL; and the smallest one that an image of @blocks fits on. */
const struct sim_medium *rom_find(const char *name);
const struct sim_medium *rom_for(uint64_t blocks);

#endif
