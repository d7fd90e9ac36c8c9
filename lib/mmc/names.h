/* SPDX-License-Identifier: MIT */
/* Names for the numbers that drives report. */
#ifndef LIB_MMC_NAMES_H
#define LIB_MMC_NAMES_H

#include <stdint.h>

/* "Real Time Streaming"; NULL for a code without a name. */
const char *mmc_feature_name(uint16_t code);

/* "Write Parameters"; NULL for a page without a name. */
const char *mmc_page_name(uint8_t code);

#endif
