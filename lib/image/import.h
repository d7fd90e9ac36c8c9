/* SPDX-License-Identifier: MIT */
/* Taking the files of an earlier session into an image. */
#ifndef LIB_IMAGE_IMPORT_H
#define LIB_IMAGE_IMPORT_H

#include "imapi/file-system-image.h"

#include "base/units.h"
#include "image/disc-id.h"
#include "image/read/reader.h"
#include "image/tree.h"

#define IMPORT_HEAD 32u	   /* blocks at the start of a volume that grows in place */
#define IMPORT_ALIGNED 32u /* blocks: where a session may begin on a medium that grows */

/* What is known of the session whose files are in the tree. */
struct imported {
	unsigned references;
	bool in_place;
	bool has_iso, has_udf;	      /* file systems of the session */
	bool has_zisofs;	      /* files that zisofs compressed */
	enum imapi_udf_layout layout; /* of UDF */
	uint64_t udf_end;	      /* LBA behind its volume */
	uint64_t udf_size;	      /* its blocks, if it can be overwritten */
	unsigned revision;	      /* of UDF, 0: none */
	struct imapi_stream *stream;  /* borrowed */
	uint64_t end;		      /* LBA behind all that the session refers to */
	uint64_t lowest;	      /* LBA of the first file */
	char *name;		      /* of the volume */
	char disc_id[DISC_ID_ROOM];
	bool has_boot;
	uint8_t boot[BLOCK_SIZE];		/* the boot record */
	uint8_t head[IMPORT_HEAD * BLOCK_SIZE]; /* of the volume, in place */
};

/* NULL is fine; returns NULL. */
struct imported *imported_unref(struct imported *imported);

/* import.c; said at the functions of the same name in imapi/file-system-image.h. */
imapi_status image_import(struct imapi_file_system_image *image, struct imapi_stream *stream,
			  const struct imapi_image_import *options, unsigned *ret_file_system);
imapi_status image_identify(struct imapi_context *context, struct imapi_stream *stream,
			    uint32_t session_start, unsigned *ret_mask);
imapi_status image_probe(struct imapi_context *context, struct imapi_stream *stream,
			 const struct imapi_image_import *options);

/*
 * import-tree.c: makes nodes of the entries of @reader below a directory that is in no tree
 * yet. *@imported learns the extent of what they refer to.
 */
struct import_call {
	struct tree *tree;
	struct imapi_image_reader *reader;
	const struct imapi_image_import *options;
};

imapi_status import_tree(const struct import_call *call, struct imported *imported,
			 struct tree_node **ret_top);

#define IMPORT_COPY_MAX (256u << 20) /* bytes of an import that may be kept in memory */

/*
 * import-copy.c: of files whose bytes are not a row of whole blocks, as those of UDF beside
 * their file entries or with holes. A copy takes what is recorded from *@room.
 */
bool import_must_copy(const struct imapi_image_entry *entry);
imapi_status import_copy(struct imapi_image_reader *reader,
			 const struct imapi_image_entry *entry, uint64_t *room,
			 struct imapi_stream **ret_stream);
/* The times of the entry, and copies of its streams, become those of the node. */
imapi_status import_extra(struct imapi_image_reader *reader,
			  const struct imapi_image_entry *entry, uint64_t *room,
			  struct tree *tree, struct tree_node *node);

#endif
