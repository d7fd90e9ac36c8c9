/* SPDX-License-Identifier: MIT */
/* The files of a metadata partition (UDF 2.50 2.2.13): entries that lie in the partition
 * itself. */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/tag.h"

#define PIECE_MAX (UDF_EXTENT_MAX / (UDF_UNIT * BLOCK_SIZE) * (UDF_UNIT * BLOCK_SIZE))

/* Short descriptors of one run; returns their bytes. */
static uint32_t put_run(const struct udf *u, uint64_t block, uint64_t length, uint8_t *data)
{
	uint32_t used = 0;

	while (length > 0) {
		uint32_t piece = (uint32_t)MIN(length, PIECE_MAX);

		put_le32(data + used, piece);
		put_le32(data + used + 4, (uint32_t)(block - u->partition));
		block += piece / BLOCK_SIZE;
		length -= piece;
		used += 8;
	}
	return used;
}

struct run {
	uint64_t block, length; /* in bytes */
};

static struct run run_of(const struct udf *u, uint8_t type)
{
	uint64_t blocks = space_metadata_blocks(u);

	if (type == UDF_TYPE_METADATA_BITMAP)
		return (struct run){ u->metadata_bitmap + 1, space_bitmap_size(blocks) };
	if (type == UDF_TYPE_MIRROR && u->mirrored)
		return (struct run){ u->mirrored, blocks * BLOCK_SIZE };
	return (struct run){ u->structures, blocks * BLOCK_SIZE };
}

void metadata_entry(const struct udf *u, uint64_t at, uint8_t type, uint8_t *data)
{
	const struct run run = run_of(u, type);
	const struct udf_seal seal = { udf_entry_tag(u), udf_version(u),
				       (uint32_t)(at - u->partition) };
	struct udf_file f = {
		.icb = { .strategy = 4, .entries = 1, .type = type },
		.uid = UINT32_MAX,
		.gid = UINT32_MAX,
		.length = run.length,
		.object_size = run.length,
		.blocks = blocks_of(run.length),
		.checkpoint = 1,
	};

	f.descriptors_length = put_run(u, run.block, f.length, data + UDF_EFE_SIZE);
	udf_put_own_times(u, &f);
	udf_put_implementation(f.implementation);
	wire_put(&udf_extended_file, &f, data);
	udf_put_tag(&seal, data, UDF_EFE_SIZE + f.descriptors_length);
}
