/* SPDX-License-Identifier: MIT */
/* What the structures of a volume take, before any address is known. */
#include "image/udf/udf.h"

#include "base/mem.h"
#include "base/units.h"

uint32_t udf_place(const struct udf *u, uint64_t block)
{
	return (uint32_t)(udf_has_metadata(u) ? block : u->structures + block - u->partition);
}

uint32_t udf_file_set_place(const struct udf *u)
{
	return udf_is_virtual(u) ? 0 : udf_place(u, 0);
}

struct udf_long_ad udf_icb(const struct udf *u, uint32_t number, uint64_t id)
{
	struct udf_long_ad icb = { BLOCK_SIZE,
				   udf_is_virtual(u)
					   ? number
					   : udf_place(u, UDF_FIRST_ENTRY + number - 1),
				   udf_entry_reference(u),
				   { 0 } };

	if (u->settings.revision >= 0x200)
		for (size_t i = 0; i < 4; i++)
			icb.use[2 + i] = (uint8_t)(id >> (8 * i));
	return icb;
}

struct udf_long_ad udf_icb_of(const struct udf *u, const struct tree_node *node, uint64_t id)
{
	return udf_icb(u, node->number, id);
}

/* 0 is the root, 1 to 15 are reserved. */
uint64_t udf_unique_id(const struct tree_node *node)
{
	return node->number == 1 ? 0 : node->number + 14u;
}

uint64_t udf_link_id(const struct udf *u, uint32_t link)
{
	return (uint64_t)u->counts.nodes + 15u + link;
}

const struct udf_part *udf_part_of(const struct udf *u, const struct tree_node *node)
{
	size_t low = 0, high = u->part_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t number = u->parts[middle].node->number;

		if (number == node->number)
			return &u->parts[middle];
		if (number < node->number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static uint64_t part_size(const struct udf *u, const struct tree_node *node)
{
	if (tree_is_directory(node))
		return directory_size(u, node);
	if (S_ISLNK(node->mode))
		return symlink_fill(u, node->target, NULL);
	return S_ISREG(node->mode) ? ads_continued(u, node) : 0;
}

static uint32_t links_in(const struct tree_node *directory)
{
	uint32_t links = 0;

	if (tree_is_directory(directory))
		for (uint32_t i = 0; i < directory->children.count; i++)
			links += (directory->children.at[i]->flags & TREE_HARD_LINK) != 0;
	return links;
}

static imapi_status add_part(struct udf *u, struct tree_node *node, struct imapi_error *err)
{
	uint64_t size = part_size(u, node);
	bool outside = S_ISREG(node->mode) || (u->settings.bridge && tree_is_directory(node)) ||
		       size > entry_room(u, node);
	struct udf_part *parts;

	if (size == 0 && !S_ISLNK(node->mode))
		return IMAPI_OK;
	if (size > UDF_EXTENT_MAX / BLOCK_SIZE * BLOCK_SIZE)
		return err_set(err, IMAPI_E_TOO_MANY_DIRS,
			       "%s: the names in this directory take more than 1 GiB",
			       node->name);
	parts = array_grow(u->parts, u->part_count, &u->part_room, sizeof(*parts));
	if (!parts)
		return err_no_memory(err);
	u->parts = parts;
	parts[u->part_count++] = (struct udf_part){ .node = node,
						    .first = outside ? (uint32_t)u->blocks : 0,
						    .size = (uint32_t)size,
						    .links = u->links };
	u->links += links_in(node);
	u->blocks += outside ? blocks_of(size) : 0;
	return IMAPI_OK;
}

/* Leaders in the order of their numbers; directories have their names settled before. */
static imapi_status plan_node(struct udf *u, struct tree_node *node, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	if (u->nodes[node->number])
		return IMAPI_OK;
	u->nodes[node->number] = node;
	u->changed = MAX(u->changed, node->mtime + (node->mtime_nsec != 0));
	if (tree_is_directory(node))
		status = directory_names(u, node, err);
	return status;
}

static imapi_status plan_nodes(struct udf *u, struct imapi_error *err)
{
	struct tree_walk walk = TREE_WALK(u->tree->root);
	struct tree_node *node;
	imapi_status status = IMAPI_OK;

	while (!IMAPI_FAILED(status) && (node = tree_walk_next(&walk)))
		status = plan_node(u, tree_leader(node), err);
	if (!IMAPI_FAILED(status) && walk.failed)
		status = err_no_memory(err);
	tree_walk_done(&walk);
	names_settle(u);
	return status;
}

static imapi_status plan(struct udf *u, struct imapi_error *err)
{
	imapi_status status;

	u->nodes = calloc(u->counts.nodes + 1u, sizeof(struct tree_node *));
	if (!u->nodes)
		return err_no_memory(err);
	u->changed = u->settings.timestamp;
	status = plan_nodes(u, err);
	for (uint32_t i = 1; i <= u->counts.nodes && !IMAPI_FAILED(status); i++)
		if (streams_are_there(u, u->nodes[i]))
			status = streams_plan(u, u->nodes[i], err);
	u->blocks = UDF_FIRST_ENTRY + u->counts.nodes + u->stream_entries;
	for (uint32_t i = 1; i <= u->counts.nodes && !IMAPI_FAILED(status); i++)
		status = add_part(u, u->nodes[i], err);
	streams_place(u);
	return status;
}

imapi_status udf_new(struct tree *tree, const struct extents *extents,
		     const struct tree_counts *counts, const struct udf_settings *settings,
		     struct udf **ret_udf, struct imapi_error *err)
{
	struct udf *u = zalloc(sizeof(*u));
	imapi_status status;

	if (!u)
		return err_no_memory(err);
	u->tree = tree_ref(tree);
	u->extents = extents;
	u->counts = *counts;
	u->settings = *settings;
	status = plan(u, err);
	if (IMAPI_FAILED(status))
		udf_free(u);
	else
		*ret_udf = u;
	return status;
}

struct udf *udf_free(struct udf *u)
{
	if (!u)
		return NULL;
	free(u->nodes);
	free(u->parts);
	free(u->names);
	free(u->stream_directories);
	arena_done(&u->arena);
	tree_unref(u->tree);
	free(u);
	return NULL;
}
