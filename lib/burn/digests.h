/* SPDX-License-Identifier: MIT */
/* Digests of what was written: one per block, and one of the whole stream. */
#ifndef LIB_BURN_DIGESTS_H
#define LIB_BURN_DIGESTS_H

#include "imapi/status.h"

#include "base/digest.h"
#include "base/error.h"

/* Memory is bounded: large jobs have larger blocks, so that the table stays below 4 MiB for
 * discs of up to 128 GB. */
#define DIGESTS_BLOCK_MIN (64u << 10)
#define DIGESTS_MAX (256u << 10)

struct digests {
	uint64_t length; /* bytes of the stream */
	size_t block;	 /* bytes of a block, the last one may be shorter */
	uint64_t count, taken;
	struct digest *table;
	struct digest_stream *whole;
};

/* Bytes of a block for a stream of @length bytes. */
size_t digests_block(uint64_t length);

/* Makes room for a stream of @length bytes. */
imapi_status digests_init(struct digests *digests, uint64_t length, struct imapi_error *err);
/* The same, with blocks that do not reach over multiples of @granule bytes, a power of two. */
imapi_status digests_init_parts(struct digests *digests, uint64_t length, uint64_t granule,
				struct imapi_error *err);
void digests_done(struct digests *digests);

/* The next block in order. @length is digests->block, except at the end. */
void digests_add(struct digests *digests, const void *data, size_t length);

/* Bytes of block @index. */
size_t digests_size(const struct digests *digests, uint64_t index);

bool digests_match(const struct digests *digests, uint64_t index, const void *data);

/* The digest of the whole stream, once every block was added; else "". */
void digests_print(const struct digests *digests, char text[33]);

#endif
