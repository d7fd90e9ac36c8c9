/* SPDX-License-Identifier: MIT */
/* Mode pages that a host can change. */
#ifndef LIB_SIM_PAGES_H
#define LIB_SIM_PAGES_H

#include <stdint.h>

#define PAGE_COUNT 8
#define PAGE_ROOM 128
/* Multi-session field of the write parameters; the others are final. */
#define MULTI_RESERVED 2
#define MULTI_NEXT_ALLOWED 3

/* Current values, one per row of the table in pages.c. */
struct sim_pages {
	uint8_t current[PAGE_COUNT][PAGE_ROOM];
};

struct sim_drive;

void pages_init(struct sim_drive *drive);
/* The current bytes of a page, NULL if the drive does not have it. */
const uint8_t *pages_current(const struct sim_drive *drive, uint8_t code);

#endif
