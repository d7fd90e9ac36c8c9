/* SPDX-License-Identifier: MIT */
/* File entries: what an information control block leads to (ECMA-167 4/14.6). */
#ifndef LIB_IMAGE_READ_UDF_ICB_H
#define LIB_IMAGE_READ_UDF_ICB_H

#include "image/read/udf/udf.h"

/* A file entry or extended file entry, both in the form of the latter. */
struct rd_udf_file {
	struct udf_file entry;
	uint64_t at;	    /* byte of the image where it begins */
	uint32_t block;	    /* where that is in its partition */
	uint16_t partition; /* by number of the map */
	bool extended;
	size_t head; /* bytes before the extended attributes */
	uint8_t bytes[RD_UDF_BLOCK_MAX];
};

/* Reads the file entry that counts of the ICB at a place; from the mirror if need be. */
imapi_status rd_udf_file_read(struct rd_udf *udf, uint16_t partition, uint32_t block,
			      struct rd_udf_file *ret);

/* The bytes behind the head of the entry. */
static inline const uint8_t *rd_udf_attributes(const struct rd_udf_file *file)
{
	return file->bytes + file->head;
}
static inline const uint8_t *rd_udf_descriptors(const struct rd_udf_file *file)
{
	return file->bytes + file->head + file->entry.attributes_length;
}

/*
 * allocation.c: where the content is, through all extents of allocation descriptors. The
 * extents hold entry.length bytes in the end; if the descriptors have less, the rest is a hole
 * and *@ret_short is true.
 */
imapi_status rd_udf_allocate(struct rd_udf *udf, const struct rd_udf_file *file,
			     struct rd_udf_extents *ret, bool *ret_short);

#endif
