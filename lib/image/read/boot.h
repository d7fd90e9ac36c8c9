/* SPDX-License-Identifier: MIT */
/* The boot catalog of an image: what a computer would start from (El Torito). */
#ifndef LIB_IMAGE_READ_BOOT_H
#define LIB_IMAGE_READ_BOOT_H

#include "image/boot/el-torito.h"
#include "image/read/source.h"

#define RD_BOOT_SLOTS_MAX 512u /* entries of a catalog that are looked at */
#define RD_BOOT_IMAGES_MAX 64u

struct rd_boot_image {
	struct et_entry entry;
	uint8_t platform;
	uint64_t length; /* as far as it is known, at least one sector */
};

struct rd_boot {
	uint64_t catalog, blocks; /* 0: there is none */
	size_t count;
	struct rd_boot_image images[RD_BOOT_IMAGES_MAX];
};

/* True if the boot record is one of El Torito; fills *@ret. */
bool rd_boot_record(const uint8_t *bytes, struct et_record *ret);

/* Reads the entry with that index; *@ret_there is false if the image ends before it. */
imapi_status rd_boot_slot(struct rd_source *source, uint64_t catalog, size_t index,
			  uint8_t slot[ET_ENTRY_SIZE], bool *ret_there);

/* The bytes that a boot image has: what is loaded of it, or the drive that is emulated. */
imapi_status rd_boot_length(struct rd_source *source, const struct et_entry *entry,
			    uint64_t *ret_length);

/*
 * Reads what the record in that block names, as far as it makes sense. A block of 0 or a record
 * of another system is no failure; a block that cannot be read is.
 */
imapi_status rd_boot_read(struct rd_source *source, uint64_t record_block, struct rd_boot *ret);

#endif
