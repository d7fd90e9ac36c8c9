/* SPDX-License-Identifier: MIT */
/*
 * System use entries (SUSP 1.12): a list that is laid into a directory record and, where it is
 * full, into a continuation area.
 */
#ifndef LIB_IMAGE_ISO9660_SUSP_H
#define LIB_IMAGE_ISO9660_SUSP_H

#include <stddef.h>
#include <stdint.h>

#define SUSP_ENTRY_MAX 255u /* bytes of an entry that we make */
#define SUSP_HEAD 4u
#define SUSP_ENTRIES 64u

struct susp {
	unsigned count;
	size_t length;
	uint16_t ends[SUSP_ENTRIES];
	uint8_t bytes[SUSP_ENTRIES * SUSP_ENTRY_MAX];
};

/* The continuation area of a directory; an area of a record never crosses a block. */
struct susp_area {
	uint8_t *data;	/* NULL: only sizes are wanted */
	uint32_t first; /* address */
	size_t used;
};

/* Appends an entry with @length bytes of data; returns where they go. */
uint8_t *susp_add(struct susp *susp, const char signature[2], size_t length);

/*
 * Lays the entries into the @room bytes at @record (NULL: only sizes are wanted) and what does
 * not fit into the area. Returns the bytes used at @record.
 */
size_t susp_place(const struct susp *susp, size_t room, uint8_t *record,
		  struct susp_area *area);

/* A number in both byte orders. */
void susp_put_both(uint8_t *p, uint32_t value);

#endif
