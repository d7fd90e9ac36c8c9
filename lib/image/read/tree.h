/* SPDX-License-Identifier: MIT */
/* The directory tree of an image in memory. */
#ifndef LIB_IMAGE_READ_TREE_H
#define LIB_IMAGE_READ_TREE_H

#include "imapi/image-reader.h"

#include "base/arena.h"
#include "image/read/claim.h"
#include "image/read/rock.h"
#include "image/read/scan.h"

#define RD_DEPTH_MAX 2048u

struct imapi_image_entry {
	struct imapi_image_entry *parent;
	struct imapi_image_entry **children; /* sorted by name */
	const char *name;
	const char *target;
	struct imapi_image_extent *extents;
	uint32_t child_count, child_room;
	uint32_t index; /* among the parent's children */
	uint32_t extent_count;
	uint32_t order; /* of its record, so that equal names keep their order */
	uint16_t depth;
	uint8_t type;
	uint16_t flags;
	bool only_moved; /* a directory that held nothing but relocated ones */
	uint32_t mode, uid, gid, nlink;
	uint32_t device_major, device_minor;
	uint32_t unpacked_length;
	uint64_t serial;
	uint8_t zisofs[4]; /* algorithm, size of the header in words, log2 of a block */
	uint64_t length;
	struct imapi_image_time mtime, atime, ctime, birth;
	struct imapi_image_extent first; /* spares an allocation for nearly every file */
	struct imapi_image_entry
		*streams; /* UDF: the directory of its named streams, or NULL */
	uint64_t icb;	  /* UDF: LBA of its file entry, else 0 */
};

struct rd_tree {
	struct rd_source *source;
	enum imapi_image_tree kind;
	size_t susp_skip;
	bool tolerant;
	struct arena arena;
	struct imapi_image_entry *root;
	uint64_t file_bytes;
};

/* Reads the tree below the root directory record @root. Call rd_tree_clear() in any case. */
imapi_status rd_tree_load(struct rd_tree *tree, const uint8_t root[34]);
void rd_tree_clear(struct rd_tree *tree);

/* Pre-order; NULL after the last entry below @top. */
struct imapi_image_entry *rd_tree_next(const struct imapi_image_entry *entry,
				       const struct imapi_image_entry *top);

/* The child of @directory that is called @name; NULL if there is none. */
struct imapi_image_entry *rd_tree_child(const struct imapi_image_entry *directory,
					const char *name, size_t length);

size_t rd_tree_path(const struct imapi_image_entry *entry, char *text, size_t size);

#endif
