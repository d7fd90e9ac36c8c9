/* SPDX-License-Identifier: MIT */
/* The file identifier descriptors of a directory, ECMA-167 4/14.4. */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

#define ENTITY_SIZE 32u

static size_t fid_size(size_t use_length, size_t name_length)
{
	return (size_t)round_up(UDF_FID_SIZE + use_length + name_length, 4);
}

/*
 * UDF 2.3.4.4: on media that are written once no tag lies in two blocks, so the descriptor at
 * @at of its directory is made longer by an entity if the next one's would.
 */
uint16_t directory_use_length(const struct udf *u, uint64_t at, size_t name_length)
{
	uint64_t rest = BLOCK_SIZE - (at + fid_size(0, name_length)) % BLOCK_SIZE;

	return udf_is_virtual(u) && rest < UDF_TAG_SIZE ? ENTITY_SIZE : 0;
}

size_t directory_fid_size(const struct udf *u, uint64_t at, size_t name_length)
{
	return fid_size(name_length ? directory_use_length(u, at, name_length) : 0,
			name_length);
}

uint64_t directory_size(const struct udf *u, const struct tree_node *directory)
{
	const struct tree_children *c = &directory->children;
	uint64_t size = fid_size(0, 0);
	uint8_t name[OSTA_NAME_MAX];

	for (uint32_t i = 0; i < c->count; i++)
		size += directory_fid_size(u, size, directory_name(u, c->at[i], name));
	return size;
}

static uint8_t characteristics_of(const struct tree_node *node)
{
	return (uint8_t)((tree_is_directory(node) ? UDF_FID_DIRECTORY : 0) |
			 (node->flags & TREE_HIDDEN ? UDF_FID_HIDDEN : 0));
}

size_t directory_put_fid(const struct udf *u, const struct udf_file_id *id, const uint8_t *name,
			 uint32_t location, uint8_t *data)
{
	const struct udf_seal seal = { UDF_TAG_FILE_ID, udf_version(u), location };
	size_t size = fid_size(id->use_length, id->name_length);

	wire_put_clean(&udf_file_id, id, data);
	if (id->use_length)
		udf_put_implementation(data + UDF_FID_SIZE);
	memcpy(data + UDF_FID_SIZE + id->use_length, name, id->name_length);
	udf_put_tag(&seal, data, size);
	return size;
}

void directory_fill(const struct udf *u, const struct tree_node *directory, uint32_t place,
		    uint8_t *data)
{
	const struct tree_children *c = &directory->children;
	uint32_t link = udf_part_of(u, directory)->links;
	uint8_t name[OSTA_NAME_MAX];
	struct udf_file_id id = { .version = 1,
				  .characteristics = UDF_FID_DIRECTORY | UDF_FID_PARENT,
				  .icb = udf_icb_of(u, directory->parent,
						    udf_unique_id(directory->parent)) };
	size_t at = directory_put_fid(u, &id, name, place, data);

	for (uint32_t i = 0; i < c->count; i++) {
		const struct tree_node *node = c->at[i];

		id.characteristics = characteristics_of(node);
		id.name_length = (uint8_t)directory_name(u, node, name);
		id.use_length = directory_use_length(u, at, id.name_length);
		id.icb = udf_icb_of(u, node,
				    node->flags & TREE_HARD_LINK ? udf_link_id(u, link++)
								 : udf_unique_id(node));
		at += directory_put_fid(u, &id, name, place + (uint32_t)(at / BLOCK_SIZE),
					data + at);
	}
}
