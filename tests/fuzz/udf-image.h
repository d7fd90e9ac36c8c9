/* SPDX-License-Identifier: MIT */
/*
 * A UDF volume of 128 blocks of 512 bytes, made of the input: a row of blocks, each behind a
 * byte that says where it goes. What looks like a descriptor gets the checksums it needs, so
 * that what is in it is looked at.
 */
#ifndef TESTS_FUZZ_UDF_IMAGE_H
#define TESTS_FUZZ_UDF_IMAGE_H

#include "base/bytes.h"
#include "base/mem.h"
#include "image/udf/tag.h"

#define BLOCK 512u
#define BLOCKS 128u

static inline void seal(uint8_t *bytes, size_t room)
{
	size_t length = MIN(get_le16(bytes + 10), room - 16);

	put_le16(bytes + 10, (uint16_t)length);
	put_le16(bytes + 8, udf_crc(bytes + 16, length));
	bytes[4] = udf_checksum(bytes);
}

/* File identifiers inside a block first: they may be inside a file entry. */
static inline void seal_block(uint8_t *bytes)
{
	uint16_t id = get_le16(bytes);

	for (size_t at = BLOCK - 20; at > 0; at -= 4)
		if (get_le16(bytes + at) == UDF_TAG_FILE_ID)
			seal(bytes + at, BLOCK - at);
	if (id <= UDF_TAG_INTEGRITY || (id >= UDF_TAG_FILE_SET && id <= UDF_TAG_EXTENDED_FILE))
		seal(bytes, BLOCK);
}

static inline void put_blocks(uint8_t *image, const uint8_t *data, size_t size)
{
	for (size_t at = 0; at + 1 < size; at += 1 + BLOCK) {
		uint8_t *block = image + (size_t)(data[at] % BLOCKS) * BLOCK;

		memcpy(block, data + at + 1, MIN(size - at - 1, BLOCK));
		seal_block(block);
	}
}

#endif
