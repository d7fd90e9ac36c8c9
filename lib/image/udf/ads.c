/* SPDX-License-Identifier: MIT */
/* Where the bytes of a file lie, as allocation descriptors (ECMA-167 4/14.14). */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/tag.h"

#define PIECE_MAX (UDF_EXTENT_MAX / BLOCK_SIZE * BLOCK_SIZE) /* bytes of one extent */

/* A list of allocation descriptors that goes on in blocks of its own when its place is full. */
struct ads {
	const struct udf *udf;
	uint8_t *data; /* NULL: only count */
	size_t at, size, count;
	uint64_t blocks;
};

/* UDF 2.50 2.2.13.1: short ones for what the metadata partition itself holds, directories. */
size_t ads_size_of(const struct udf *u, bool is_directory)
{
	bool own = udf_has_metadata(u) && is_directory;

	return udf_entry_reference(u) != 0 && !own ? 16 : 8;
}

size_t ads_size(const struct udf *u, const struct tree_node *node)
{
	return ads_size_of(u, tree_is_directory(node));
}

static void put_ad(struct ads *a, uint32_t length, uint64_t block)
{
	const struct udf *u = a->udf;

	a->count++;
	a->blocks += blocks_of(length);
	if (!a->data)
		return;
	put_le32(a->data + a->at, length);
	put_le32(a->data + a->at + 4, (uint32_t)(block - u->partition));
	if (a->size == 16)
		memset(a->data + a->at + 8, 0, 8);
	a->at += a->size;
}

/* A run of bytes from a block of the medium on. */
static void put_run(struct ads *a, uint64_t block, uint64_t length)
{
	while (length > 0) {
		uint32_t piece = (uint32_t)MIN(length, PIECE_MAX);

		put_ad(a, piece, block);
		block += piece / BLOCK_SIZE;
		length -= piece;
	}
}

uint32_t ads_put_run(const struct udf *u, uint64_t block, uint64_t length, uint8_t *data)
{
	struct ads a = { .udf = u, .data = data, .size = ads_size_of(u, false) };

	put_run(&a, block, length);
	return (uint32_t)a.at;
}

/* Interleaved sections are taken apart into their units. */
static void put_section(struct ads *a, const struct tree_section *s)
{
	uint64_t unit = (uint64_t)s->unit * BLOCK_SIZE, block = s->block;

	if (!s->unit || !s->gap) {
		put_run(a, block, s->length);
		return;
	}
	for (uint64_t left = s->length; left > 0; left -= MIN(left, unit)) {
		put_run(a, block, MIN(left, unit));
		block += (uint64_t)s->unit + s->gap;
	}
}

static void put_contents(struct ads *a, const struct tree_node *node)
{
	if (node->flags & TREE_STORED) {
		for (uint32_t i = 0; i < node->file.stored->count; i++)
			put_section(a, &node->file.stored->sections[i]);
	} else if (node->file.size > 0) {
		put_run(a, extents_block_of(a->udf->extents, node), node->file.size);
	}
}

/* Descriptors of a file, counted or written one after the other. */
static struct ads list_of(const struct udf *u, const struct tree_node *node, uint8_t *data)
{
	struct ads a = { .udf = u, .data = data, .size = ads_size(u, node) };

	put_contents(&a, node);
	return a;
}

/* How many descriptors stand in the entry; the last place is for the one that leads on. */
static size_t ads_inside(const struct udf *u, const struct tree_node *node, size_t count)
{
	size_t room = entry_room(u, node) / ads_size(u, node);

	return count <= room ? count : room - 1;
}

static size_t ads_per_block(size_t size)
{
	return (BLOCK_SIZE - UDF_AED_SIZE) / size;
}

size_t ads_continued(const struct udf *u, const struct tree_node *node)
{
	size_t count, inside, blocks = 0;

	if (!S_ISREG(node->mode))
		return 0;
	count = list_of(u, node, NULL).count;
	inside = ads_inside(u, node, count);
	for (count -= inside; count > 0; blocks++) {
		size_t room = ads_per_block(ads_size(u, node));

		count -= count <= room ? count : room - 1;
	}
	return blocks * BLOCK_SIZE;
}

void ads_put_structure(const struct udf *u, size_t size, uint32_t length, uint64_t block,
		       uint8_t *data)
{
	put_le32(data, length);
	put_le32(data + 4, udf_place(u, block));
	if (size == 16) {
		memset(data + 8, 0, 8);
		put_le16(data + 8, udf_reference(u));
	}
}

void ads_put_part(const struct udf *u, const struct udf_part *part, uint8_t *data)
{
	ads_put_structure(u, ads_size(u, part->node), part->size, part->first, data);
}

/* The descriptor of type 3 that leads to more of them. */
static void put_continuation(const struct udf *u, size_t size, uint64_t block, uint8_t *data)
{
	ads_put_structure(u, size, BLOCK_SIZE | (uint32_t)UDF_EXTENT_CONTINUES << 30, block,
			  data);
}

/* All descriptors of a file one after the other, to be freed; NULL: out of memory. */
static uint8_t *all_of(const struct udf *u, const struct tree_node *node, size_t count)
{
	uint8_t *all = malloc(count * ads_size(u, node));

	if (all)
		list_of(u, node, all);
	return all;
}

imapi_status ads_put(const struct udf *u, const struct tree_node *node, uint8_t *data,
		     struct ads_summary *ret, struct imapi_error *err)
{
	struct ads a = list_of(u, node, NULL);
	size_t inside = ads_inside(u, node, a.count), used = inside * a.size;
	AUTOFREE uint8_t *all = NULL;

	*ret = (struct ads_summary){ (uint32_t)used, a.blocks };
	if (inside == a.count) {
		list_of(u, node, data);
		return IMAPI_OK;
	}
	all = all_of(u, node, a.count);
	if (!all)
		return err_no_memory(err);
	memcpy(data, all, used);
	put_continuation(u, a.size, udf_part_of(u, node)->first, data + used);
	ret->bytes += (uint32_t)a.size;
	return IMAPI_OK;
}

/* One allocation extent descriptor, with as many of those @left at @from as it holds. */
static size_t put_extent(const struct ads *whole, uint64_t block, const uint8_t *from,
			 size_t left, uint8_t *data)
{
	const struct udf *u = whole->udf;
	const struct udf_seal seal = { UDF_TAG_ALLOCATION, udf_version(u),
				       udf_place(u, block) };
	size_t room = ads_per_block(whole->size), n = left <= room ? left : room - 1;
	struct udf_allocation head = { .length = (uint32_t)(n * whole->size) };

	memcpy(data + UDF_AED_SIZE, from, head.length);
	if (n < left) {
		put_continuation(u, whole->size, block + 1, data + UDF_AED_SIZE + head.length);
		head.length += (uint32_t)whole->size;
	}
	wire_put_clean(&udf_allocation, &head, data);
	udf_put_tag(&seal, data, UDF_AED_SIZE + head.length);
	return n;
}

imapi_status ads_put_rest(const struct udf *u, const struct udf_part *part, uint8_t *data,
			  struct imapi_error *err)
{
	const struct ads whole = list_of(u, part->node, NULL);
	size_t at = ads_inside(u, part->node, whole.count);
	AUTOFREE uint8_t *all = all_of(u, part->node, whole.count);

	if (!all)
		return err_no_memory(err);
	for (uint64_t block = part->first; at < whole.count; block++) {
		at += put_extent(&whole, block, all + at * whole.size, whole.count - at, data);
		data += BLOCK_SIZE;
	}
	return IMAPI_OK;
}
