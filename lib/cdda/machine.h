/* SPDX-License-Identifier: MIT */
/* What the processor can do, asked once. */
#ifndef LIB_CDDA_MACHINE_H
#define LIB_CDDA_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/* The two codes of a sector, by the means of a kind of machine. */
struct sector_codes {
	uint32_t (*edc)(const uint8_t *bytes, size_t length);
	void (*parity)(uint8_t *sector);
};

/* The portable ones, and the fastest that this machine has: they may be the same. */
extern const struct sector_codes sector_codes_portable;
const struct sector_codes *sector_codes_fastest(void);

#endif
