/* SPDX-License-Identifier: MIT */
/*
 * The checker of UDF volumes: what its parts share. It reads each structure itself; only the
 * way from blocks of a partition to the image is the reader's.
 */
#ifndef LIB_IMAGE_READ_UDF_CHECK_H
#define LIB_IMAGE_READ_UDF_CHECK_H

#include "image/read/check.h"
#include "image/read/udf/icb.h"

/* What occupies blocks. */
enum chu_kind { CHU_VOLUME, CHU_SPACE, CHU_TABLE, CHU_ENTRY, CHU_DIRECTORY, CHU_FILE };

/* The entry that an ICB leads to, and who leads there. */
struct chu_file {
	struct chk_dir *dir; /* where it was found first; NULL for what has no name */
	const char *name;
	struct chk_dir *own;	/* of a directory: itself */
	struct chu_file *owner; /* of a directory: its parent; of streams: their file */
	uint64_t at;		/* byte of the image */
	uint64_t unique_id;
	uint32_t links;	   /* FIDs that lead here */
	uint32_t first_id; /* unique id in the first of them */
	uint32_t block;	   /* of its partition */
	uint16_t partition, recorded_links;
	uint8_t type;
	bool judged;	   /* its entry is sound */
	bool as_directory; /* its first FID says that it is one */
	bool sound;	   /* its content is where its extents say */
	bool same_id, has_streams, in_streams;
	bool system; /* one of the volume itself */
	bool silent; /* its blocks are another's too, by the rules */
};

/* A name beyond the first of a file, with the unique id that it has (UDF 3.2.1.1). */
struct chu_link {
	struct chu_file *file;
	uint64_t id;
};

/* Blocks of the medium, or those of a metadata partition. */
struct chu_run {
	uint64_t block, blocks;
	uint64_t at; /* byte of the image */
	const struct chu_file *file;
	uint8_t kind;
	bool inner; /* in a metadata partition */
	bool first; /* of its file */
};

/* A piece of a directory: where its bytes are by the addresses of its partition. */
struct chu_piece {
	uint64_t offset;
	uint32_t block;
};

/* What a sequence of volume descriptors says; of several of a kind the newest counts. */
struct chu_sequence {
	const char *name;
	uint32_t counts[UDF_TAG_INTEGRITY + 1];
	uint64_t blocks[UDF_TAG_INTEGRITY + 1]; /* of the one that counts */
	uint8_t at[UDF_TAG_INTEGRITY + 1][UDF_DESCRIPTOR_SIZE];
	uint8_t logical[RD_UDF_BLOCK_MAX];
	struct udf_partition partitions[RD_UDF_PARTITIONS];
	size_t partition_count;
	bool damaged, read;
};

struct chu {
	struct chk *chk;
	struct rd_udf *raw; /* reads bytes, knows no partition */
	struct rd_udf *udf; /* NULL if there is no way to the partitions */
	uint32_t block_size;
	uint64_t start, end; /* blocks of the session and behind the image */
	uint16_t revision;   /* 0 unknown */
	uint8_t version;     /* of NSR: 2 or 3; 0 unknown */
	uint16_t serial;     /* of the anchor's tag */
	unsigned anchors;
	bool has_recognition;
	bool incomplete; /* something could not be judged: what counts all is left out */
	struct chk_dir root;

	struct udf_anchor anchor;
	struct chu_sequence main, reserve;
	const struct chu_sequence *sequence; /* the one to go on with */
	struct udf_integrity integrity;
	struct udf_integrity_use use;
	uint64_t integrity_block;
	uint8_t tables[RD_UDF_PARTITIONS * 8]; /* free, then all blocks of partitions */
	bool has_integrity, has_use, has_vat;
	struct udf_vat vat; /* its header */
	uint32_t access;    /* of the first partition */

	/* the tree */
	struct rd_claim icbs;  /* files by the byte of their entry */
	struct rd_claim taken; /* allocation extents, by the same */
	struct chu_file **files;
	size_t file_count, file_room;
	struct chu_run *runs;
	size_t run_count, run_room;
	uint64_t visits_left, bytes_left;
	uint64_t names; /* FIDs of files */
	uint64_t count_files, count_directories;
	uint64_t highest_id;
	struct chu_link *links;
	size_t link_count, link_room;
	struct rd_udf_file entry;
	struct rd_udf_extents content;
	struct chu_piece *pieces;
	size_t piece_count, piece_room;
};

/* check-field.c: the parts that descriptors share */
struct chu_tag_want {
	uint16_t id;
	uint32_t location;
	const char *name;
};
/* False if it is not that descriptor or is damaged: then nothing of it counts. */
bool chu_tag(struct chu *c, const uint8_t *bytes, size_t length,
	     const struct chu_tag_want *want, const struct chk_place *place);
void chu_text(struct chu *c, const uint8_t *field, size_t size, const char *what,
	      const struct chk_place *place);
void chu_charset(struct chu *c, const uint8_t charset[64], const char *what,
		 const struct chk_place *place);
void chu_time(struct chu *c, const uint8_t time[12], const char *what,
	      const struct chk_place *place);
/* By the kind of suffix (UDF 2.1.5.3). */
void chu_domain(struct chu *c, const uint8_t entity[32], const char *what,
		const struct chk_place *place);
void chu_entity(struct chu *c, const uint8_t entity[32], const char *id,
		const struct chk_place *place);
void chu_developer(struct chu *c, const uint8_t entity[32], const char *what,
		   const struct chk_place *place);
/* NULL or what is wrong with a text in compressed Unicode. */
const char *chu_bad_text(const uint8_t *bytes, size_t length);

/* @length bytes at a block of the medium; false if they are not in the image. */
bool chu_read(struct chu *c, uint64_t block, void *data, size_t length);
struct chk_place chu_at(const struct chu *c, uint64_t block);
struct chk_place chu_place(const struct chu_file *file);

imapi_status chu_run(struct chu *c, const struct chu_run *run);
imapi_status chu_volume_run(struct chu *c, uint64_t block, uint64_t bytes);

/* The parts. They fail only for want of memory. */
void chu_recognition(struct chu *c);
bool chu_anchors(struct chu *c); /* false if there is no anchor */
void chu_anchor_count(struct chu *c);
void chu_sequences(struct chu *c);
void chu_descriptors(struct chu *c, struct chu_sequence *sequence);
void chu_maps(struct chu *c);
void chu_integrity(struct chu *c);
void chu_counts(struct chu *c);
imapi_status chu_spares(struct chu *c);
imapi_status chu_vat(struct chu *c);
imapi_status chu_metadata(struct chu *c);
imapi_status chu_file_set(struct chu *c, struct udf_file_set *ret_set, bool *ret_good);
imapi_status chu_tree(struct chu *c);
imapi_status chu_space(struct chu *c);

/*
 * Where a block of a partition is, and how many follow it there; false if it does not exist.
 * Spared blocks keep their number, so that the run is that of the space bitmap.
 */
bool chu_locate(struct chu *c, uint16_t partition, uint32_t block, struct chu_run *run);

/*
 * The file of the ICB at @icb, new or known; NULL if it leads nowhere, which was said.
 * @place: what leads there.
 */
imapi_status chu_find(struct chu *c, const struct udf_long_ad *icb,
		      const struct chk_place *place, struct chu_file **ret_file);
imapi_status chu_link(struct chu *c, struct chu_file *file, uint32_t id);
void chu_links(struct chu *c);

/* Reads the entry of @file into c->entry and judges its tag; *@ret_good: it can be used. */
void chu_entry_read(struct chu *c, struct chu_file *file, bool *ret_good);
/* Judges what c->entry holds; what it leads to is in c->content and c->pieces then. */
imapi_status chu_entry(struct chu *c, struct chu_file *file);
imapi_status chu_allocation(struct chu *c, struct chu_file *file);
void chu_attributes(struct chu *c, const struct chu_file *file);
imapi_status chu_directory(struct chu *c, struct chu_file *file);
imapi_status chu_bitmaps(struct chu *c);
imapi_status chu_space_runs(struct chu *c);

/* A file of the volume itself; c->content is its content then. */
struct chu_system_want {
	uint8_t type;
	bool silent;
	const char *name, *clause;
};
imapi_status chu_system(struct chu *c, uint16_t partition, uint32_t block,
			const struct chu_system_want *want, struct chu_file **ret_file);
/* Counts one more structure; false if there were more than blocks. */
bool chu_visit(struct chu *c, const struct chk_place *place);

#endif
