/* SPDX-License-Identifier: MIT */
/* The file entry of a node (ECMA-167 4/14.9): what it is, and where its bytes lie. */
#include "image/udf/udf.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/tree-extra.h"
#include "image/udf/tag.h"

size_t entry_room(const struct udf *u, const struct tree_node *node)
{
	return BLOCK_SIZE - udf_node_layout(u, node)->size - attributes_size(u, node);
}

static bool is_real_time(const struct udf *u, const struct tree_node *node)
{
	return u->settings.revision >= 0x201 && node->flags & TREE_REAL_TIME;
}

static uint8_t type_of(const struct udf *u, const struct tree_node *node)
{
	switch (node->mode & S_IFMT) {
	case S_IFDIR:
		return UDF_TYPE_DIRECTORY;
	case S_IFLNK:
		return UDF_TYPE_SYMLINK;
	case S_IFCHR:
		return UDF_TYPE_CHARACTER_DEVICE;
	case S_IFBLK:
		return UDF_TYPE_BLOCK_DEVICE;
	case S_IFIFO:
		return UDF_TYPE_FIFO;
	case S_IFSOCK:
		return UDF_TYPE_SOCKET;
	default:
		return is_real_time(u, node) ? UDF_TYPE_REAL_TIME : UDF_TYPE_FILE;
	}
}

/* Who may write may also delete and change attributes. */
uint32_t udf_permissions(uint32_t mode)
{
	uint32_t permissions = 0;

	for (unsigned who = 0; who < 3; who++) {
		uint32_t bits = mode >> (3 * who) & 7;

		permissions |= (bits | (bits & 2 ? 0x18u : 0)) << (5 * who);
	}
	return permissions;
}

static uint16_t flags_of(uint32_t mode)
{
	return (uint16_t)((mode & S_ISUID ? UDF_ICB_SETUID : 0) |
			  (mode & S_ISGID ? UDF_ICB_SETGID : 0) |
			  (mode & S_ISVTX ? UDF_ICB_STICKY : 0));
}

/*
 * FIDs that lead to the node: of a directory its own and the parent's one of each below; that
 * of the stream directory.
 */
static uint16_t links_of(const struct udf *u, const struct tree_node *node)
{
	uint32_t links = tree_is_directory(node) ? node->links - 1 : node->links;

	links += streams_are_there(u, node);
	return (uint16_t)MIN(links, UINT16_MAX);
}

/* What is recorded in the structures: a directory's FIDs, the path of a link. */
static void put_inside(const struct udf *u, struct tree_node *node, struct udf_file *f,
		       uint32_t place, uint8_t *data)
{
	const struct udf_part *part = udf_part_of(u, node);

	f->length = part->size;
	if (part->first) {
		f->blocks = blocks_of(part->size);
		f->descriptors_length = (uint32_t)ads_size(u, node);
		ads_put_part(u, part, data);
		return;
	}
	f->icb.flags |= UDF_ICB_EMBEDDED;
	f->descriptors_length = part->size;
	if (tree_is_directory(node))
		directory_fill(u, node, place, data);
	else
		symlink_fill(u, node->target, data);
}

static imapi_status put_file(const struct udf *u, struct tree_node *node, struct udf_file *f,
			     uint8_t *data, struct imapi_error *err)
{
	struct ads_summary ads;
	imapi_status status = ads_put(u, node, data, &ads, err);

	f->length = node->file.size;
	f->blocks = ads.blocks;
	f->descriptors_length = ads.bytes;
	return status;
}

void udf_put_times(const struct udf *u, const struct tree_node *node, struct udf_file *f)
{
	struct tree_time created = tree_created(u->tree, node);
	struct tree_time accessed = tree_accessed(u->tree, node);

	udf_put_time(node->mtime, node->mtime_nsec, f->mtime);
	udf_put_time(accessed.seconds, accessed.nanoseconds, f->atime);
	udf_put_time(created.seconds, created.nanoseconds, f->birth);
	memcpy(f->ctime, f->mtime, sizeof(f->ctime));
}

void udf_put_own_times(const struct udf *u, struct udf_file *f)
{
	udf_put_time(u->changed, 0, f->mtime);
	memcpy(f->atime, f->mtime, sizeof(f->atime));
	memcpy(f->ctime, f->mtime, sizeof(f->ctime));
	memcpy(f->birth, f->mtime, sizeof(f->birth));
}

/* Streams, and what of the entry they change. */
static void put_streams(const struct udf *u, const struct tree_node *node, struct udf_file *f)
{
	f->object_size = f->length;
	if (!streams_are_there(u, node))
		return;
	f->object_size += streams_length(u, node);
	f->streams = streams_icb(u, node);
}

imapi_status entry_build(const struct udf *u, struct tree_node *node, uint8_t *block,
			 struct imapi_error *err)
{
	const struct wire_layout *layout = udf_node_layout(u, node);
	const struct udf_seal seal = { layout == &udf_file ? UDF_TAG_FILE
							   : UDF_TAG_EXTENDED_FILE,
				       udf_version(u), udf_icb_of(u, node, 0).block };
	struct udf_file f = {
		.icb = { .strategy = 4,
			 .entries = 1,
			 .type = type_of(u, node),
			 .flags = flags_of(node->mode) | (uint16_t)(ads_size(u, node) == 16) },
		.uid = node->uid,
		.gid = node->gid,
		.permissions = udf_permissions(node->mode),
		.links = links_of(u, node),
		.checkpoint = 1,
		.unique_id = udf_unique_id(node),
		.attributes_length = (uint32_t)attributes_size(u, node),
	};
	uint8_t *data = block + layout->size + f.attributes_length;
	imapi_status status = IMAPI_OK;

	attributes_put(u, node, seal.location, block + layout->size);
	if (S_ISREG(node->mode))
		status = put_file(u, node, &f, data, err);
	else if (tree_is_directory(node) || S_ISLNK(node->mode))
		put_inside(u, node, &f, seal.location, data);
	udf_put_times(u, node, &f);
	udf_put_implementation(f.implementation);
	put_streams(u, node, &f);
	wire_put(layout, &f, block);
	udf_put_tag(&seal, block, layout->size + f.attributes_length + f.descriptors_length);
	return status;
}
