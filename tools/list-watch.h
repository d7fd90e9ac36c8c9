/* SPDX-License-Identifier: MIT */
/* imapi list --watch: drives and media as they come and go. */
#ifndef TOOLS_LIST_WATCH_H
#define TOOLS_LIST_WATCH_H

#include "run.h"

/* Prints a line per event until somebody wants the run to end, or nobody reads on. */
imapi_status list_watch(struct run *run);

#endif
