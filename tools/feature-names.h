/* SPDX-License-Identifier: MIT */
/* Names of features and profiles (MMC-6 5.3, 5.4). */
#ifndef TOOLS_FEATURE_NAMES_H
#define TOOLS_FEATURE_NAMES_H

#include <stdint.h>

/* Both return "unknown" for a code that has no row. */
const char *feature_name(uint16_t code);
const char *profile_name(uint16_t code);

#endif
