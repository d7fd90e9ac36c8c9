/* SPDX-License-Identifier: MIT */
/*
 * A UDF volume that is made from a tree: where its structures lie and what they hold. The
 * structures (file set, file entries, directories) form one run of blocks in the order of the
 * tree, so that most addresses follow from a node's number.
 */
#ifndef LIB_IMAGE_UDF_UDF_H
#define LIB_IMAGE_UDF_UDF_H

#include "imapi/file-system-image.h"

#include "image/extents.h"
#include "image/udf/ecma167.h"

#define UDF_VDS_BLOCKS 16u	/* of each volume descriptor sequence */
#define UDF_INTEGRITY_BLOCKS 4u /* ECMA-167 3/10.6.12: at least 8 KiB */
#define UDF_RECOGNITION_BLOCKS 3u
#define UDF_VDS_PLACE 32u /* blocks from the start of the session */
#define UDF_RESERVE_PLACE 128u
#define UDF_ANCHOR_PLACE 256u /* ECMA-167 3/8.4.2.1 */
#define UDF_PARTITION_PLACE 288u
#define UDF_SPARING_PLACE 160u /* first table; the other lies behind the spares */
#define UDF_SPARING_TABLES 2u
#define UDF_SPARES 32u /* packets of UDF_UNIT blocks */
#define UDF_UNIT                                                                               \
	32u /* blocks: allocation unit of the metadata files, one ECC block of a BD            \
	     */

struct udf_settings {
	uint16_t revision; /* 0x102 to 0x260 */
	bool redundant;	   /* UDF 2.50: the mirror has a copy of the metadata */
	enum imapi_udf_layout layout;
	uint64_t size; /* blocks that what can be overwritten spans if they do; 0: as few as can
			  be */
	uint64_t old_end; /* of a volume that grows: behind its last anchor; else 0 */

	bool bridge; /* with ISO 9660, whose readers expect directories outside entries */
	const char *name;
	int64_t timestamp;
	uint64_t start;	 /* of the session */
	uint64_t lowest; /* address of what earlier sessions hold; UINT64_MAX: nothing */
};

/* What a node has in the structures besides its entry: FIDs, a long path, more descriptors. */
struct udf_part {
	struct tree_node *node;
	uint32_t first; /* block, from the start of the structures; 0: inside the entry */
	uint32_t size;	/* bytes */
	uint32_t links; /* of a directory: names before it whose nodes have other names too */
};

/* A name in a directory that differs from the one in the tree. */
struct udf_name {
	const struct tree_node *node;
	uint8_t length;
	uint8_t bytes[];
};

/* The named streams of a node. */
struct udf_stream_directory {
	const struct tree_node *node;
	uint32_t entry; /* of the directory; those of the streams follow it */
	uint32_t size;	/* bytes of its FIDs */
	uint32_t first; /* block of them in the structures; 0: inside the entry */
	uint64_t block; /* of the bytes, from those of the first stream on */
};

struct udf_gap {
	uint64_t first, end;
};
#define UDF_GAPS 8u

struct udf {
	struct udf_settings settings;
	struct tree *tree;
	const struct extents *extents;
	struct arena arena;
	struct tree_counts counts;
	struct tree_node **nodes; /* by number; a leader each */
	struct udf_part *parts;	  /* by number of their nodes */
	size_t part_count, part_room;
	struct udf_name **names; /* sorted by address of the node */
	size_t name_count, name_room;
	struct udf_stream_directory *stream_directories; /* by number of their nodes */
	size_t stream_directory_count, stream_directory_room;
	uint32_t stream_entries;
	uint64_t stream_blocks; /* of their bytes */
	int64_t changed;	/* when the volume was, or the newest of its files */
	uint32_t links;		/* names that lead to the node of another name */
	uint64_t blocks;	/* of the structures */

	/* addresses on the medium */
	uint64_t partition;	       /* first block */
	uint64_t partition_end;	       /* behind the last */
	uint64_t structures;	       /* of the first copy */
	uint64_t metadata;	       /* of the metadata file's entry, 0: none */
	uint64_t mirror;	       /* of the mirror's entry */
	uint64_t mirrored;	       /* of the second copy of the structures */
	uint64_t main, integrity;      /* volume descriptor sequence, integrity sequence */
	uint64_t reserve, last;	       /* second sequence, last anchor */
	uint64_t vat;		       /* first block of the table */
	uint64_t metadata_bitmap;      /* entry of the metadata bitmap file, 0: none */
	uint64_t bitmap;	       /* space bitmap, 0: none */
	uint64_t used_end;	       /* from here on the partition is free ... */
	struct udf_gap gaps[UDF_GAPS]; /* ... and here, for alignment */
	size_t gap_count;
	bool spans;	      /* the volume has the size that it was to have */
	uint64_t stream_data; /* bytes of the named streams */
	uint64_t spares;      /* packets for others */
	uint64_t sparing[UDF_SPARING_TABLES];
};

/* All but the addresses. @tree is numbered. */
imapi_status udf_new(struct tree *tree, const struct extents *extents,
		     const struct tree_counts *counts, const struct udf_settings *settings,
		     struct udf **ret_udf, struct imapi_error *err);
struct udf *udf_free(struct udf *udf); /* NULL is fine; returns NULL */

/*
 * Add regions and so fix addresses, in this order: the recognition sequence behind the volume
 * descriptors of ISO 9660 if there are any; what lies before the partition; the structures;
 * after all contents, what ends the volume.
 */
bool udf_add_recognition(struct udf *udf, struct region_list *list);
bool udf_add_head(struct udf *udf, struct region_list *list);
bool udf_add_structures(struct udf *udf, struct region_list *list);
bool udf_add_tail(struct udf *udf, struct region_list *list);

#define UDF_FIRST_ENTRY 2u /* block; the file set and its terminator come before */

static inline bool udf_is_virtual(const struct udf *udf)
{
	return udf->settings.layout == IMAPI_UDF_LAYOUT_VIRTUAL;
}

static inline bool udf_is_sparable(const struct udf *udf)
{
	return udf->settings.layout == IMAPI_UDF_LAYOUT_SPARABLE;
}

/* Other systems can write to it: it says what is free. */
static inline bool udf_is_writable(const struct udf *udf)
{
	return udf->settings.layout == IMAPI_UDF_LAYOUT_OVERWRITABLE || udf_is_sparable(udf);
}

/* UDF 2.50 2.2.10: not together with a virtual partition. */
static inline bool udf_has_metadata(const struct udf *udf)
{
	return udf->settings.revision >= 0x250 && !udf_is_virtual(udf);
}

/* The version in tags: that of NSR02 or NSR03. */
static inline uint16_t udf_version(const struct udf *udf)
{
	return udf->settings.revision >= 0x200 ? 3 : 2;
}

/* The partition references of the entries, and of what else is in the structures. */
static inline uint16_t udf_entry_reference(const struct udf *udf)
{
	return udf_has_metadata(udf) || udf_is_virtual(udf) ? 1 : 0;
}

static inline uint16_t udf_reference(const struct udf *udf)
{
	return udf_has_metadata(udf) ? 1 : 0;
}

/* The address of a block of the structures in its partition, a virtual one left aside. */
uint32_t udf_place(const struct udf *udf, uint64_t block);

/* The address of the file set in its own partition. */
uint32_t udf_file_set_place(const struct udf *udf);

/* UDF 2.2.6.4 and 2.2.11. */
uint32_t udf_file_count(const struct udf *udf);
uint32_t udf_directory_count(const struct udf *udf);
uint16_t udf_read_min(const struct udf *udf);

/* The times of an entry that is the volume's own. */
void udf_put_own_times(const struct udf *udf, struct udf_file *file);

/* Where the entry of that number lies, for the ICB field of a descriptor with that unique id.
 */
struct udf_long_ad udf_icb(const struct udf *udf, uint32_t number, uint64_t id);
/* The same of a node. */
struct udf_long_ad udf_icb_of(const struct udf *udf, const struct tree_node *node, uint64_t id);

/* UDF 3.2.1.1: of a node, and of the names that come after its first. */
uint64_t udf_unique_id(const struct tree_node *node);
uint64_t udf_link_id(const struct udf *udf, uint32_t link);

/* part of a node, or NULL */
const struct udf_part *udf_part_of(const struct udf *udf, const struct tree_node *node);

/* streams.c: the named streams of nodes. Planned in the order of their numbers, then placed. */
bool streams_are_there(const struct udf *udf, const struct tree_node *node);
imapi_status streams_plan(struct udf *udf, const struct tree_node *node,
			  struct imapi_error *err);
void streams_place(struct udf *udf);
struct udf_long_ad streams_icb(const struct udf *udf, const struct tree_node *node);
uint64_t streams_length(const struct udf *udf, const struct tree_node *node);
void streams_entry(const struct udf *udf, uint32_t entry, uint8_t *block);
void streams_fill(const struct udf *udf, const struct udf_stream_directory *directory,
		  uint32_t place, uint8_t *data);
imapi_status streams_read(const struct udf *udf, uint64_t offset, uint8_t *data, size_t length,
			  struct imapi_error *err);

/* attributes.c: the extended attributes of a node; @data has room for their size. */
size_t attributes_size(const struct udf *udf, const struct tree_node *node);
void attributes_put(const struct udf *udf, const struct tree_node *node, uint32_t place,
		    uint8_t *data);

/*
 * UDF 2.00 prefers Extended File Entries; some readers of that time know only File Entries,
 * none of UDF 2.50 does without the others.
 */
static inline const struct wire_layout *udf_entry_layout(const struct udf *udf)
{
	return udf->settings.revision >= 0x250 ? &udf_extended_file : &udf_file;
}

static inline uint16_t udf_entry_tag(const struct udf *udf)
{
	return udf->settings.revision >= 0x250 ? UDF_TAG_EXTENDED_FILE : UDF_TAG_FILE;
}

/* Of a node: named streams need the extended one. */
static inline const struct wire_layout *udf_node_layout(const struct udf *udf,
							const struct tree_node *node)
{
	return streams_are_there(udf, node) ? &udf_extended_file : udf_entry_layout(udf);
}

/* entry.c: the file entry of a node; and how many bytes of anything else fit into it. */
void udf_put_times(const struct udf *udf, const struct tree_node *node, struct udf_file *file);
uint32_t udf_permissions(uint32_t mode); /* ECMA-167 4/14.9.5 */
size_t entry_room(const struct udf *udf, const struct tree_node *node);
imapi_status entry_build(const struct udf *udf, struct tree_node *node, uint8_t *block,
			 struct imapi_error *err);

/* ads.c: the allocation descriptors of a file, and what of them does not fit its entry. */
struct ads_summary {
	uint32_t bytes; /* of descriptors */
	uint64_t blocks;
};
/* Of one descriptor: what lies in the node's own partition has short ones. */
size_t ads_size(const struct udf *udf, const struct tree_node *node);
size_t ads_size_of(const struct udf *udf, bool is_directory);
/* Descriptors of a run of blocks of the medium; returns their bytes. */
uint32_t ads_put_run(const struct udf *udf, uint64_t block, uint64_t length, uint8_t *data);
/* A descriptor of @size bytes of what lies in the structures. */
void ads_put_structure(const struct udf *u, size_t size, uint32_t length, uint64_t block,
		       uint8_t *data);
imapi_status ads_put(const struct udf *udf, const struct tree_node *node, uint8_t *data,
		     struct ads_summary *ret, struct imapi_error *err);
void ads_put_part(const struct udf *udf, const struct udf_part *part, uint8_t *data);
size_t ads_continued(const struct udf *udf, const struct tree_node *node); /* bytes */
imapi_status ads_put_rest(const struct udf *udf, const struct udf_part *part, uint8_t *data,
			  struct imapi_error *err);

/* names.c: after this every child has a name; names_settle() when all directories had it. */
imapi_status directory_names(struct udf *udf, struct tree_node *directory,
			     struct imapi_error *err);
void names_settle(struct udf *udf);
/* Why the name of @node is not what it is called: enum imapi_image_renamed_reason, or 0. */
unsigned names_udf_reasons(const struct udf *udf, const struct tree_node *node);
/* Bytes of the name of @node in @ret, which has OSTA_NAME_MAX. */
size_t directory_name(const struct udf *udf, const struct tree_node *node, uint8_t *ret);

/* directory.c: the FIDs of a directory, and one of them at byte @at of it. */
size_t directory_fid_size(const struct udf *udf, uint64_t at, size_t name_length);
uint16_t directory_use_length(const struct udf *udf, uint64_t at, size_t name_length);
size_t directory_put_fid(const struct udf *udf, const struct udf_file_id *id,
			 const uint8_t *name, uint32_t location, uint8_t *data);
uint64_t directory_size(const struct udf *udf, const struct tree_node *directory);
void directory_fill(const struct udf *udf, const struct tree_node *directory, uint32_t place,
		    uint8_t *data);

/* symlink.c: the path components of a target; @data may be NULL for the size. */
size_t symlink_fill(const struct udf *udf, const char *target, uint8_t *data);

/* volume.c */
void volume_recognition(const struct udf *udf, uint8_t *data);
void volume_sequence(const struct udf *udf, uint64_t at, uint8_t *data);
void volume_integrity(const struct udf *udf, uint8_t *data);
void volume_anchor(const struct udf *udf, uint64_t at, uint8_t *data);
void volume_file_set(const struct udf *udf, uint8_t *data); /* with its terminator */

/* vat.c */
uint64_t vat_size(const struct udf *udf);
void vat_build(const struct udf *udf, uint8_t *data);
void vat_entry(const struct udf *udf, uint64_t at, uint8_t *data);

/* space.c: what of the partition is free, and of the metadata partition. */
uint64_t space_bitmap_size(uint64_t blocks); /* bytes */
imapi_status space_read(const struct udf *udf, uint64_t offset, uint8_t *data, size_t length);
uint64_t space_free_blocks(const struct udf *udf);
uint64_t space_metadata_blocks(const struct udf *udf);
void space_build_metadata(const struct udf *udf, uint64_t at, uint8_t *data);
void space_sparing_table(const struct udf *udf, uint64_t at, uint8_t *data);

/* metadata.c */
void metadata_entry(const struct udf *udf, uint64_t at, uint8_t type, uint8_t *data);

#endif
