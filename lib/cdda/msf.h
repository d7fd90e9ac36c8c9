/* SPDX-License-Identifier: MIT */
/* Minutes, seconds and frames of a CD (ECMA-130 22.3.3). */
#ifndef LIB_CDDA_MSF_H
#define LIB_CDDA_MSF_H

#include <stdint.h>

#define MSF_OFFSET 150
#define MSF_LEAD_IN (-11634) /* of the first session, by ATIP: 97:26:66 */
#define MSF_WRAP 450000	     /* 100 minutes; addresses before 0 count down from here */

/* An address as the bytes 0, M, S, F of a big-endian number. */
static inline uint32_t msf_of(int64_t lba)
{
	uint32_t f = (uint32_t)((lba + MSF_OFFSET + MSF_WRAP) % MSF_WRAP);

	return f / 75 / 60 << 16 | f / 75 % 60 << 8 | f % 75;
}

static inline uint8_t bcd_of(uint32_t n)
{
	return (uint8_t)(n / 10 % 10 << 4 | n % 10);
}

#endif
