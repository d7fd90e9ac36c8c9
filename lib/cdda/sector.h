/* SPDX-License-Identifier: MIT */
/* CD sectors as they lie on the disc (ECMA-130 clause 14 and annex A; Yellow Book, XA). */
#ifndef LIB_CDDA_SECTOR_H
#define LIB_CDDA_SECTOR_H

#include <stddef.h>
#include <stdint.h>

#define CD_SECTOR_SIZE 2352

/* What a sector holds. */
enum cd_mode {
	CD_MODE_AUDIO,	   /* 2352 bytes of samples */
	CD_MODE_0,	   /* zeros */
	CD_MODE_1,	   /* 2048 bytes, EDC and ECC */
	CD_MODE_2,	   /* 2336 bytes, no form */
	CD_MODE_XA_FORM_1, /* sub-header, 2048 bytes, EDC and ECC */
	CD_MODE_XA_FORM_2, /* sub-header, 2324 bytes, EDC */
	CD_MODES
};

/*
 * Makes sectors, @count of them from @lba on, of as many times the user data of the mode, one
 * after the other: sync, header, EDC and parity are put round it. XA gets the usual sub-header
 * (file 0, channel 0, data or form 2); audio stays as it is.
 */
void cd_sectors_encode(enum cd_mode mode, int32_t lba, const uint8_t *user, uint8_t *sectors,
		       size_t count);

struct sector_codes;
/* What sectors are completed with, ready for use. */
const struct sector_codes *cd_sector_codes(void);

#endif
