/* SPDX-License-Identifier: MIT */
/* Where the sectors of a burn go that writes only parts of its stream. */
#ifndef LIB_BURN_SPREAD_H
#define LIB_BURN_SPREAD_H

#include "imapi/block-range.h"
#include "imapi/status.h"

#include "base/error.h"

#include <stddef.h>

/* A run of sectors; what is written is counted from 0, over all parts in their order. */
struct spread_part {
	uint64_t first, lba, sectors;
};

struct spread {
	size_t count;
	uint64_t sectors; /* in all */
	uint64_t end;	  /* LBA behind the last sector of the highest part */
	uint64_t granule; /* sectors; parts begin at multiples of it: a power of two */
	struct spread_part parts[];
};

struct spread_wish {
	const struct imapi_block_range *ranges;
	size_t count;
	uint32_t unit;		 /* sectors that a write is a multiple of */
	uint64_t source_sectors; /* of the stream, which begins at LBA 0 */
};

/*
 * Parts in the order of the wish. Fails with IMAPI_E_INVALIDARG for ranges that overlap, are
 * not in the stream or not aligned; only the end of the stream need not be.
 */
imapi_status spread_new(const struct spread_wish *wish, struct spread **ret_spread,
			struct imapi_error *err);

/* The address of a sector, and for how many sectors it counts on from there. NULL: all
 * sectors follow each other, from 0 on. */
uint64_t spread_lba(const struct spread *spread, uint64_t sector, uint64_t *ret_run);

#endif
