/* SPDX-License-Identifier: MIT */
/*
 * An image is an ordered list of regions. Adding a region of known size fixes its address and
 * that of the next; when all addresses are known the list can be read at any place.
 */
#ifndef LIB_IMAGE_REGION_H
#define LIB_IMAGE_REGION_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct region;

/*
 * A range of bytes that the kernel is to copy to the file @fd, at its offset, which @behind may
 * still have to reach; if that failed, nothing is copied.
 */
struct region_copy {
	uint64_t offset, length;
	int fd;
	struct write_behind *behind;
};

/* One of the first two functions. */
struct region_ops {
	const char *name; /* for people */
	/* Fills the whole region, which comes zeroed. What was built last is kept. */
	imapi_status (*build)(const struct region *region, uint8_t *data,
			      struct imapi_error *err);
	/* Fills exactly @length bytes from @offset on; the range is inside the region. */
	imapi_status (*read)(const struct region *region, uint64_t offset, uint8_t *data,
			     size_t length, struct imapi_error *err);
	/*
	 * May be NULL. Has the kernel copy what it can of the beginning of the range, which is
	 * inside the region. *@ret_copied is 0 where that cannot be: then it is to be read.
	 */
	imapi_status (*copy)(const struct region *region, const struct region_copy *want,
			     uint64_t *ret_copied, struct imapi_error *err);
};

struct region {
	const struct region_ops *ops;
	void *self;
	uint64_t item; /* tells the regions of one @self apart */
	uint64_t first, blocks;
};

/* Bytes that stand in place of those that a region gives. */
struct region_patch {
	uint64_t offset; /* in the image */
	size_t length;
	uint8_t bytes[64];
};

struct region_list {
	uint64_t start; /* address of the first block on the medium */
	struct region *regions;
	size_t count, room;
	size_t recent; /* where the last read ended */
	uint8_t *built;
	size_t built_room;
	const struct region *built_region;
	struct region_patch *patches;
	size_t patch_count, patch_room;
};

/* Puts a region at the end; false: out of memory. Nothing happens for one of no blocks. */
bool region_add(struct region_list *list, const struct region_ops *ops, void *self,
		uint64_t item, uint64_t blocks);

/* The address of the next region. */
uint64_t region_next(const struct region_list *list);

/* The region that has the block at that address, or NULL. */
const struct region *region_at(const struct region_list *list, uint64_t block);

/* From now on every read has these @length bytes, at most 64, at @offset of the image. False:
 * out of memory.
 */
bool region_patch(struct region_list *list, uint64_t offset, const uint8_t *bytes,
		  size_t length);

/* Reads from the byte @offset of the image on; the range must be inside it. */
imapi_status region_list_read(struct region_list *list, uint64_t offset, uint8_t *data,
			      size_t length, struct imapi_error *err);

/* The beginning of a range of the image by ops->copy. */
imapi_status region_list_copy(struct region_list *list, const struct region_copy *want,
			      uint64_t *ret_copied, struct imapi_error *err);

void region_list_done(struct region_list *list);

/* Blocks that are all zero. */
imapi_status region_read_zeroes(const struct region *region, uint64_t offset, uint8_t *data,
				size_t length, struct imapi_error *err);
extern const struct region_ops region_padding_ops;
/* The same, but nobody reads them: a medium may keep there what it has. */
extern const struct region_ops region_free_ops;

#endif
