/* SPDX-License-Identifier: MIT */
/* CD sectors as they lie on the disc: what surrounds 2048 bytes of user data (ECMA-130). */
#ifndef LIB_SIM_SECTOR_H
#define LIB_SIM_SECTOR_H

#include <stddef.h>
#include <stdint.h>

#define SECTOR_SIZE 2352

/* In the order in which they lie in a sector; bits of READ CD's main channel, sync the highest.
 */
enum sector_field {
	FIELD_SYNC,
	FIELD_HEADER,
	FIELD_SUB_HEADER,
	FIELD_USER,
	FIELD_CORRECTION,
	SECTOR_FIELDS
};

/* Bytes of a field in a sector of mode 1, or of mode 2 form 1. */
size_t sector_field_size(uint8_t mode, enum sector_field field);

/* Makes the sector for a block; @user has 2048 bytes. */
void sector_make(uint8_t mode, uint32_t lba, const uint8_t *user, uint8_t sector[SECTOR_SIZE]);

#endif
