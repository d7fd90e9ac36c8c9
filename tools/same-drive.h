/* SPDX-License-Identifier: MIT */
/* Whether two addresses mean one drive. */
#ifndef TOOLS_SAME_DRIVE_H
#define TOOLS_SAME_DRIVE_H

#include <stdbool.h>

/* One address, or two names of one device or disc file. */
bool same_drive(const char *a, const char *b);

#endif
