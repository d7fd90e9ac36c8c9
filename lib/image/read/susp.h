/* SPDX-License-Identifier: MIT */
/* System use entries of a directory record, through its continuation areas (SUSP). */
#ifndef LIB_IMAGE_READ_SUSP_H
#define LIB_IMAGE_READ_SUSP_H

#include "image/read/layout.h"
#include "image/read/source.h"

#define RD_CONTINUATIONS_MAX 64u /* areas of one record; the next block is none of them */

struct rd_susp_entry {
	const uint8_t *bytes; /* signature, length, version, data; valid until the next call */
	uint8_t length, version;
	uint64_t block; /* where it lies */
};

struct rd_susp {
	struct rd_source *source;
	const uint8_t *at;
	size_t left;
	uint64_t block;
	bool has_next;
	unsigned areas;
	struct rd_ce next;
	const char *fault, *clause; /* of the last failure */
	uint8_t area[BLOCK_SIZE];
};

/* Walks the @length bytes at @use, which lie in block @block and stay there meanwhile. */
void rd_susp_init(struct rd_susp *susp, struct rd_source *source, const uint8_t *use,
		  size_t length, uint64_t block);

/*
 * The next entry, CE and ST included; *@ret_more is false after the last. A wrong length or a
 * continuation that is out of bounds fails with IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR;
 * the next call goes on behind it.
 */
imapi_status rd_susp_next(struct rd_susp *susp, struct rd_susp_entry *ret, bool *ret_more);

static inline bool rd_susp_is(const struct rd_susp_entry *entry, const char *signature)
{
	return entry->bytes[0] == (uint8_t)signature[0] &&
	       entry->bytes[1] == (uint8_t)signature[1];
}

#endif
