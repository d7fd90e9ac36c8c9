/* SPDX-License-Identifier: MIT */
/* The file identifier descriptors of a directory, ECMA-167 4/14.4. */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

static size_t fid_size(size_t name_length)
{
	return (size_t)round_up(UDF_FID_SIZE + name_length, 4);
}

uint64_t directory_size(const struct udf *u, const struct tree_node *directory)
{
	const struct tree_children *c = &directory->children;
	uint64_t size = fid_size(0);
	uint8_t name[OSTA_NAME_MAX];

	for (uint32_t i = 0; i < c->count; i++)
		size += fid_size(directory_name(u, c->at[i], name));
	return size;
}

static uint8_t characteristics_of(const struct tree_node *node)
{
	return (uint8_t)((tree_is_directory(node) ? UDF_FID_DIRECTORY : 0) |
			 (node->flags & TREE_HIDDEN ? UDF_FID_HIDDEN : 0));
}

/* @name is behind the descriptor already. Returns the bytes that it takes. */
static size_t put_fid(const struct udf *u, const struct udf_file_id *id, uint32_t location,
		      uint8_t *data)
{
	const struct udf_seal seal = { UDF_TAG_FILE_ID, udf_version(u), location };
	size_t size = fid_size(id->name_length);

	wire_put_clean(&udf_file_id, id, data);
	udf_put_tag(&seal, data, size);
	return size;
}

void directory_fill(const struct udf *u, const struct tree_node *directory, uint32_t place,
		    uint8_t *data)
{
	const struct tree_children *c = &directory->children;
	uint32_t link = udf_part_of(u, directory)->links;
	struct udf_file_id id = { .version = 1,
				  .characteristics = UDF_FID_DIRECTORY | UDF_FID_PARENT,
				  .icb = udf_icb_of(u, directory->parent,
						    udf_unique_id(directory->parent)) };
	size_t at = put_fid(u, &id, place, data);

	for (uint32_t i = 0; i < c->count; i++) {
		const struct tree_node *node = c->at[i];

		id.characteristics = characteristics_of(node);
		id.name_length = (uint8_t)directory_name(u, node, data + at + UDF_FID_SIZE);
		id.icb = udf_icb_of(u, node,
				    node->flags & TREE_HARD_LINK ? udf_link_id(u, link++)
								 : udf_unique_id(node));
		at += put_fid(u, &id, place + (uint32_t)(at / BLOCK_SIZE), data + at);
	}
}
