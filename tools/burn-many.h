/* SPDX-License-Identifier: MIT */
/* Several drives that burn the same image at once, which is read once. */
#ifndef TOOLS_BURN_MANY_H
#define TOOLS_BURN_MANY_H

#include "run.h"

/*
 * Burns with all drives of the run. Nothing is written unless all of them can take the image;
 * from then on each goes its way. Fails if one of them does.
 */
imapi_status burn_many(struct run *run);

#endif
