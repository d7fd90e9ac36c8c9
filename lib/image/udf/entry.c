/* SPDX-License-Identifier: MIT */
/* The file entry of a node (ECMA-167 4/14.9): what it is, and where its bytes lie. */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/tag.h"

#define DEVICE_SIZE (UDF_EAHD_SIZE + 24u + 32u) /* with the attribute's own identifier */
#define ATTRIBUTE_DEVICE 12u

static bool is_device(const struct tree_node *node)
{
	return S_ISCHR(node->mode) || S_ISBLK(node->mode);
}

size_t entry_room(const struct udf *u, const struct tree_node *node)
{
	return BLOCK_SIZE - udf_entry_layout(u)->size - (is_device(node) ? DEVICE_SIZE : 0);
}

static uint8_t type_of(const struct tree_node *node)
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
		return UDF_TYPE_FILE;
	}
}

/* ECMA-167 4/14.9.5: who may write may also delete and change attributes. */
static uint32_t permissions_of(uint32_t mode)
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

/* FIDs that lead to the node: of a directory its own and the parent's one of each below. */
static uint16_t links_of(const struct tree_node *node)
{
	uint32_t links = tree_is_directory(node) ? node->links - 1 : node->links;

	return (uint16_t)MIN(links, UINT16_MAX);
}

/* ECMA-167 4/14.10.7, with the header that must come before it. */
static void put_device(const struct udf *u, const struct tree_node *node, uint32_t place,
		       uint8_t *data)
{
	/* UDF 3.3.4.1 changed how it is said that there are no more */
	uint32_t none = udf_version(u) == 3 ? UINT32_MAX : DEVICE_SIZE;
	const struct udf_attributes head = { none, none };
	const struct udf_attribute device = { ATTRIBUTE_DEVICE, 1,
					      DEVICE_SIZE - UDF_EAHD_SIZE };
	const struct udf_seal seal = { UDF_TAG_ATTRIBUTES, udf_version(u), place };
	uint8_t *at = data + UDF_EAHD_SIZE;

	wire_put_clean(&udf_attributes, &head, data);
	udf_put_tag(&seal, data, UDF_EAHD_SIZE);
	wire_put_clean(&udf_attribute, &device, at);
	put_le32(at + 12, 32);
	put_le32(at + 16, (uint32_t)(node->device >> 32));
	put_le32(at + 20, (uint32_t)node->device);
	udf_put_implementation(at + 24);
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

static void put_times(const struct tree_node *node, struct udf_file *f)
{
	udf_put_time(node->mtime, node->mtime_nsec, f->mtime);
	memcpy(f->atime, f->mtime, sizeof(f->atime));
	memcpy(f->ctime, f->mtime, sizeof(f->ctime));
	memcpy(f->birth, f->mtime, sizeof(f->birth));
}

void udf_put_own_times(const struct udf *u, struct udf_file *f)
{
	udf_put_time(u->changed, 0, f->mtime);
	memcpy(f->atime, f->mtime, sizeof(f->atime));
	memcpy(f->ctime, f->mtime, sizeof(f->ctime));
	memcpy(f->birth, f->mtime, sizeof(f->birth));
}

imapi_status entry_build(const struct udf *u, struct tree_node *node, uint8_t *block,
			 struct imapi_error *err)
{
	const struct udf_seal seal = { udf_entry_tag(u), udf_version(u),
				       udf_icb_of(u, node, 0).block };
	struct udf_file f = {
		.icb = { .strategy = 4,
			 .entries = 1,
			 .type = type_of(node),
			 .flags = flags_of(node->mode) | (uint16_t)(ads_size(u, node) == 16) },
		.uid = node->uid,
		.gid = node->gid,
		.permissions = permissions_of(node->mode),
		.links = links_of(node),
		.checkpoint = 1,
		.unique_id = udf_unique_id(node),
	};
	const struct wire_layout *layout = udf_entry_layout(u);
	uint8_t *data = block + layout->size;
	imapi_status status = IMAPI_OK;

	if (is_device(node)) {
		put_device(u, node, seal.location, data);
		f.attributes_length = DEVICE_SIZE;
	} else if (S_ISREG(node->mode)) {
		status = put_file(u, node, &f, data, err);
	} else if (tree_is_directory(node) || S_ISLNK(node->mode)) {
		put_inside(u, node, &f, seal.location, data);
	}
	put_times(node, &f);
	udf_put_implementation(f.implementation);
	f.object_size = f.length;
	wire_put(layout, &f, block);
	udf_put_tag(&seal, block, layout->size + f.attributes_length + f.descriptors_length);
	return status;
}
