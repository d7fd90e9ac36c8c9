/* SPDX-License-Identifier: MIT */
/* The partition tables of an image that is also a disk. */
#ifndef LIB_IMAGE_BOOT_HYBRID_H
#define LIB_IMAGE_BOOT_HYBRID_H

#include "image/boot/boot.h"
#include "image/boot/gpt.h"

#define HYBRID_TAIL_BLOCKS 9u /* room for the copy of the GPT, which is at its end */

/* UEFI 5.2.1, the legacy master boot record: one of four partitions. */
struct mbr_partition {
	uint8_t status, type;
	uint8_t start_chs[3], end_chs[3];
	uint32_t first, sectors;
};

extern const struct wire_layout mbr_partition_layout;

/* The master boot record and the GPT, at the start of the zeroed system area. */
void hybrid_put_head(const struct boot *boot, uint8_t *data);

/* The copy of the GPT, into the zeroed last blocks. */
void hybrid_put_tail(const struct boot *boot, uint8_t *data);

#endif
