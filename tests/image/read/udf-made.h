/* SPDX-License-Identifier: MIT */
/*
 * Small UDF volumes written block by block, for what no program writes on demand. Blocks have
 * 512 bytes; the partition is all from MADE_PARTITION on; the anchor is in the last block.
 */
#ifndef TESTS_IMAGE_READ_UDF_MADE_H
#define TESTS_IMAGE_READ_UDF_MADE_H

#include "image/udf/tag.h"

#include <stdbool.h>

#define MADE_BLOCK 512u
#define MADE_BLOCKS 128u
#define MADE_PARTITION 16u /* first block on the medium */
#define MADE_SIZE (MADE_BLOCK * MADE_BLOCKS)
#define MADE_MAIN 1u
#define MADE_RESERVE 5u
#define MADE_FILE_SET 0u /* blocks of the partition */
#define MADE_ROOT 1u

struct made {
	uint8_t bytes[MADE_SIZE];
	uint8_t directory[4096]; /* the identifiers of the directory in the making */
	size_t directory_length;
	uint8_t maps[256]; /* those of type 2 stand after the one of type 1 */
	size_t maps_length;
	uint32_t map_count;
	uint16_t root_partition; /* where file set and root are; 0 unless set */
};

/* A file entry, without what follows its head. */
struct made_file {
	uint32_t block;	    /* of the partition */
	uint8_t type;	    /* enum udf_file_type */
	uint16_t flags;	    /* of the ICB */
	uint16_t strategy;  /* 0: 4 */
	uint64_t length;    /* 0: that of the descriptors */
	uint32_t streams;   /* block of the stream directory; makes it an extended entry */
	const void *tail;   /* attributes, then allocation descriptors or data */
	size_t tail_length; /* of all of it */
	size_t attributes;  /* bytes of @tail */
	uint32_t location;  /* what the tag says; 0: @block */
};

uint8_t *made_block(struct made *made, uint32_t block); /* of the partition */

/* Volume descriptors, file set and anchor; maps that were added count. */
void made_volume(struct made *made);
void made_add_map(struct made *made, const char *id, const void *tail, size_t length);

void made_file(struct made *made, const struct made_file *file);

/* Adds an identifier to the directory in the making. */
void made_name(struct made *made, uint8_t characteristics, const char *name, uint32_t block);
void made_name_bytes(struct made *made, uint8_t characteristics, const void *name,
		     size_t length, uint32_t block);

/* The directory so far becomes the one at @block, embedded in its entry; the next is empty. */
void made_directory(struct made *made, uint8_t type, uint32_t block);

/* A file of a few bytes beside its entry. */
void made_small(struct made *made, uint32_t block, const char *text);

/* Appends an allocation descriptor of a short form; returns the new length. */
size_t made_short(uint8_t *to, size_t at, uint32_t type, uint32_t length, uint32_t block);

#endif
