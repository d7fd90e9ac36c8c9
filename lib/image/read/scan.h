/* SPDX-License-Identifier: MIT */
/* The records of one directory, one after the other. */
#ifndef LIB_IMAGE_READ_SCAN_H
#define LIB_IMAGE_READ_SCAN_H

#include "image/read/layout.h"
#include "image/read/source.h"

struct rd_record {
	struct rd_record_head head;
	uint64_t block;	      /* where the record lies */
	uint32_t offset;      /* in that block */
	const uint8_t *bytes; /* head.length of them, valid until the next record */
	const uint8_t *name;  /* head.name_length of them */
	const uint8_t *use;   /* the system use area */
	size_t use_length;
};

struct rd_scan {
	struct rd_source *source;
	uint64_t block;
	uint64_t left; /* bytes of the directory from @block on */
	uint32_t at;   /* next byte in the sector */
	bool loaded;
	uint8_t sector[BLOCK_SIZE];
};

/* Prepares the walk over @length bytes at @block. */
void rd_scan_init(struct rd_scan *scan, struct rd_source *source, uint64_t block,
		  uint64_t length);

/*
 * The next record; *@ret_more is false after the last. A record that cannot be one fails with
 * IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR; the next call goes on with the next sector.
 */
imapi_status rd_scan_next(struct rd_scan *scan, struct rd_record *ret, bool *ret_more);

/* Splits a record whose length was checked. False if its lengths contradict each other. */
bool rd_record_split(const uint8_t *bytes, size_t room, struct rd_record *ret);

bool rd_record_is_dot(const struct rd_record *record);
bool rd_record_is_dotdot(const struct rd_record *record);

#endif
