/* SPDX-License-Identifier: MIT */
/* Minutes, seconds and frames of a CD. */
#ifndef LIB_SIM_MSF_H
#define LIB_SIM_MSF_H

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

#endif
