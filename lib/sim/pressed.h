/* SPDX-License-Identifier: MIT */
/* A pressed disc that holds an image. */
#ifndef LIB_SIM_PRESSED_H
#define LIB_SIM_PRESSED_H

#include "base/context.h"
#include "sim/disc.h"

/* True if a path names an image; disc files have any other name. */
bool pressed_is_image(const char *path);

/* What is in the file is only read. @rom NULL: the smallest kind that has room for it. */
imapi_status pressed_open(struct imapi_context *context, const char *path,
			  const struct sim_medium *rom, struct sim_disc **ret_disc);

#endif
