/* SPDX-License-Identifier: MIT */
/* After a verb that wrote: the system shall see what is on the disc. */
#ifndef TOOLS_REFRESH_H
#define TOOLS_REFRESH_H

#include "run.h"

/*
 * Has the system look at the disc anew, unless --no-reload is given or nothing was written;
 * says what is left to do by hand. What comes of it does not change how the verb ended.
 */
void refresh_system(struct run *run, struct imapi_recorder *recorder, imapi_status status);

#endif
