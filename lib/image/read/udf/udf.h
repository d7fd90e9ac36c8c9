/* SPDX-License-Identifier: MIT */
/* The UDF volume of an image: its partitions, and how their blocks become bytes of the image.
 */
#ifndef LIB_IMAGE_READ_UDF_UDF_H
#define LIB_IMAGE_READ_UDF_UDF_H

#include "imapi/image-reader.h"

#include "image/read/source.h"
#include "image/udf/tag.h"

#define RD_UDF_BLOCK_MAX 32768u
#define RD_UDF_PARTITIONS 16u /* maps of a volume; UDF needs three */

/* Runs of bytes; every length is 1 or more. */
struct rd_udf_extents {
	struct imapi_image_extent *at;
	uint64_t *starts; /* byte of the file where each begins */
	size_t count, room, starts_room;
	uint64_t length; /* of all */
};

enum rd_udf_kind {
	RD_UDF_PHYSICAL,
	RD_UDF_VIRTUAL,	 /* UDF 2.2.8: blocks by the virtual allocation table */
	RD_UDF_SPARABLE, /* UDF 2.2.9: some packets are elsewhere */
	RD_UDF_METADATA, /* UDF 2.50 2.2.10: blocks of a file, which has a mirror */
};

/* A packet that lies elsewhere. */
struct rd_udf_spare {
	uint32_t original; /* first block in the partition */
	uint32_t mapped;   /* first block on the medium */
};

struct rd_udf_partition {
	enum rd_udf_kind kind;
	uint32_t start, length;		 /* on the medium, in logical blocks */
	uint16_t number;		 /* that of its descriptor */
	struct udf_short_ad free_bitmap; /* length 0: there is none */
	uint32_t packet;		 /* sparable: blocks of a packet */
	struct rd_udf_spare *spares;
	size_t spare_count;
	struct rd_udf_extents file;   /* virtual: the table; metadata: the blocks */
	struct rd_udf_extents mirror; /* metadata: the same elsewhere; may be empty */
	uint32_t entries_at;	      /* virtual: bytes before the first entry of the table */
	struct udf_map_metadata metadata;
};

struct rd_udf {
	struct rd_source *source;
	uint32_t block_size;
	uint64_t end;	    /* bytes from LBA 0 to the end of the stream */
	uint64_t anchor_at; /* bytes */
	uint64_t vat_at;    /* bytes, of its file entry; 0: there is none */
	struct udf_anchor anchor;
	bool has_primary, has_integrity;
	struct udf_primary primary;
	struct udf_logical logical;
	uint8_t maps[RD_UDF_BLOCK_MAX]; /* logical.maps_length of them */
	struct udf_integrity integrity;
	struct udf_integrity_use use; /* all 0 if there is none */
	struct udf_file_set file_set;
	struct rd_udf_partition partitions[RD_UDF_PARTITIONS];
	size_t partition_count;
	bool lenient;	      /* what a volume cannot do without may be missing */
	bool by_mirror;	      /* read what is in a metadata partition from its mirror */
	uint64_t visits_left; /* bounds what an image with loops or sharing can cost */
	uint64_t bytes_left;  /* of directories */
	uint8_t scratch[RD_UDF_BLOCK_MAX];
};

/*
 * Finds the volume whose anchor belongs to the session at @session_start and reads what
 * describes it, the file set included. Fails with IMAPI_E_FILE_SYSTEM_NOT_FOUND if no anchor
 * is there, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
 * IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR or what the stream says.
 */
imapi_status rd_udf_open(struct rd_source *source, uint32_t session_start,
			 struct rd_udf **ret_udf);
/* The same without tables of partitions and file set if they are damaged, for the checker. */
imapi_status rd_udf_open_damaged(struct rd_source *source, uint32_t session_start,
				 struct rd_udf **ret_udf);
struct rd_udf *rd_udf_free(struct rd_udf *udf);
static inline void rd_udf_free_pointer(struct rd_udf **udf)
{
	rd_udf_free(*udf);
}

/* The revision that the logical volume names (UDF 2.1.5.3); 0 if it is not OSTA's. */
uint32_t rd_udf_revision(const struct rd_udf *udf);

/* Blocks of 2048 bytes up to the end of all that belongs to the volume. */
uint64_t rd_udf_blocks(const struct rd_udf *udf);

/* space.c: the same up to the last block that is in use; fails as rd_udf_open() does. */
imapi_status rd_udf_used_blocks(const struct rd_udf *udf, uint64_t *ret_blocks);
/* Whether packets lie in the place of others. */
bool rd_udf_has_spares(const struct rd_udf *udf);

/* True if the entity identifier is @id. */
bool rd_udf_is(const uint8_t entity[32], const char *id);

/* A fault at byte @at of the image. */
imapi_status rd_udf_fault(const struct rd_udf *udf, uint64_t at, const char *what);

/* Counts one more structure that was looked at; fails if there were more than can be. */
imapi_status rd_udf_visit(struct rd_udf *udf, uint64_t at);

/* @length bytes at byte @at of the image, through the cache. */
imapi_status rd_udf_bytes(const struct rd_udf *udf, uint64_t at, void *data, size_t length);

/* The same from byte @offset of the file that @extents hold; all of them must be there. */
imapi_status rd_udf_content(const struct rd_udf *udf, const struct rd_udf_extents *extents,
			    uint64_t offset, void *data, size_t length);

/*
 * Reads a block of the medium and checks that a descriptor @id begins it which says that it is
 * at @location. @bytes has room for a block.
 */
struct rd_udf_place {
	uint64_t at;	   /* byte of the image */
	uint32_t location; /* as the tag is to say */
	uint16_t id;
};
imapi_status rd_udf_descriptor(const struct rd_udf *udf, const struct rd_udf_place *place,
			       uint8_t *bytes);

/* partition.c: where block @block of a partition is, and how many follow it there. */
imapi_status rd_udf_map(const struct rd_udf *udf, uint16_t partition, uint32_t block,
			uint64_t *ret_at, uint64_t *ret_blocks);
imapi_status rd_udf_partitions(struct rd_udf *udf, const struct udf_partition *found,
			       size_t count);
/* The physical or sparable partition below a virtual or metadata one. */
imapi_status rd_udf_below(const struct rd_udf *udf, const struct rd_udf_partition *partition,
			  uint16_t *ret_index);
/* vat.c, sparing.c, metadata.c */
imapi_status rd_udf_load_vat(struct rd_udf *udf, struct rd_udf_partition *partition);
imapi_status rd_udf_load_spares(struct rd_udf *udf, struct rd_udf_partition *partition,
				const struct udf_map_sparable *map);
imapi_status rd_udf_load_metadata(struct rd_udf *udf, size_t index);

/* extents.c; an extent that goes on where the last one ends becomes part of it. */
imapi_status rd_udf_extents_add(const struct rd_udf *udf, struct rd_udf_extents *extents,
				uint64_t at, uint64_t length);
imapi_status rd_udf_extents_add_hole(const struct rd_udf *udf, struct rd_udf_extents *extents,
				     uint64_t length);
/* The extent that holds byte @offset; @count if none does. */
size_t rd_udf_extents_find(const struct rd_udf_extents *extents, uint64_t offset);
void rd_udf_extents_clear(struct rd_udf_extents *extents);
static inline uint64_t rd_udf_extent_at(const struct imapi_image_extent *extent)
{
	return extent->block * BLOCK_SIZE + extent->offset;
}

#endif
