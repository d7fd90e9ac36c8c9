/* SPDX-License-Identifier: MIT */
/* A part of a medium, or of a stream that covers one (IMAPI v2: IBlockRange). */
#ifndef IMAPI_BLOCK_RANGE_H
#define IMAPI_BLOCK_RANGE_H

#include <stdint.h>

/** Blocks of the medium from @start_lba to @end_lba, both included (IMAPI v2: IBlockRange). */
struct imapi_block_range {
	uint64_t start_lba, end_lba;
};

#endif
