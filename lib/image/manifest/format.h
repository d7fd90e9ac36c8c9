/* SPDX-License-Identifier: MIT */
/* What the writer and the reader of manifests share; docs/manifest.md describes the format. */
#ifndef LIB_IMAGE_MANIFEST_FORMAT_H
#define LIB_IMAGE_MANIFEST_FORMAT_H

#include "base/sha256.h"

#define MANIFEST_BLOCK 65536u
#define MANIFEST_MAGIC "imapi-manifest 1"

/* Blocks of a file of that size. */
static inline uint64_t manifest_blocks(uint64_t size)
{
	return size / MANIFEST_BLOCK + (size % MANIFEST_BLOCK != 0);
}

/* Blocks that have a line: that of a file of one block would repeat its digest. */
static inline uint64_t manifest_leaves(uint64_t size)
{
	return size > MANIFEST_BLOCK ? manifest_blocks(size) : 0;
}

/*
 * The root over @count leaves, at least one, SHA256_SIZE bytes each: the digest of two
 * neighbours stands for both, an odd one goes up as it is. @leaves are lost.
 */
bool manifest_root(uint8_t *leaves, uint64_t count, uint8_t ret[SHA256_SIZE]);

/*
 * A path with %XX for control characters and the percent sign. Returns the length of the
 * whole; @ret, which may be NULL, needs that much room and gets no terminator.
 */
size_t manifest_escape(const char *path, size_t length, char *ret);
/* In place; false: there is a bad %XX, a NUL, or a byte that must be escaped. */
bool manifest_unescape(char *path, size_t *length);

#endif
