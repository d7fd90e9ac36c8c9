/* SPDX-License-Identifier: MIT */
/* The error detection code of a data sector (ECMA-130 14.3). */
#ifndef LIB_CDDA_EDC_H
#define LIB_CDDA_EDC_H

#include <stddef.h>
#include <stdint.h>

/* Makes the table; once, and before anything else here. */
void edc_prepare(void);

/*
 * The CRC of @length bytes as a number, whose least significant byte lies first in the sector,
 * by means that every machine has; goes on from the code of what came before, 0: nothing.
 */
uint32_t edc_portable(uint32_t code, const uint8_t *bytes, size_t length);

#endif
