/* SPDX-License-Identifier: MIT */
/* One unit per quantity. */
#ifndef LIB_BASE_UNITS_H
#define LIB_BASE_UNITS_H

#include <stdint.h>

#define BLOCK_SIZE 2048u

typedef int64_t lba_t;	 /* logical block address; negative before the program area of a CD */
typedef uint64_t usec_t; /* microseconds, on the transport's clock */
typedef uint32_t kbps_t; /* 1000 bytes per second */

#define USEC_PER_MSEC 1000u
#define USEC_PER_SEC 1000000u

static inline uint64_t blocks_of(uint64_t bytes)
{
	return bytes / BLOCK_SIZE + (bytes % BLOCK_SIZE != 0);
}

/* @value rounded up to a multiple of @unit. */
static inline uint64_t round_up(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

#endif
