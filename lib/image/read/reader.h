/* SPDX-License-Identifier: MIT */
/* The body of an image reader, and what the public functions call. */
#ifndef LIB_IMAGE_READ_READER_H
#define LIB_IMAGE_READ_READER_H

#include "imapi/image-reader.h"

#include "image/read/boot.h"
#include "image/read/tree.h"
#include "image/read/udf/tree.h"
#include "image/read/volume.h"

/* A run of blocks and what it belongs to. */
struct rd_run {
	uint64_t block, end;
	const struct imapi_image_entry *entry;
};

/* An extent of a file, and the byte of the file where it starts. */
struct rd_cursor {
	const struct imapi_image_entry *entry;
	uint32_t index;
	uint64_t start;
};

struct imapi_image_reader {
	struct imapi_context *context;
	struct imapi_error *err;
	struct rd_source source;
	struct rd_volume volume;
	struct rd_udf *udf; /* NULL if there is none */
	uint32_t session_start;
	uint32_t trees;
	bool loaded;
	struct rd_boot *boot; /* NULL until it is asked for */
	struct rd_tree tree;
	struct rd_cursor cursor; /* of the last read */
	struct arena texts;
	struct imapi_image_volume_info info;
	struct rd_run *runs; /* sorted by first block; NULL until they are asked for */
	size_t run_count;
	uint64_t longest_run;
};

imapi_status rd_reader_open(struct imapi_context *context, struct imapi_stream *stream,
			    const struct imapi_image_reader_options *options,
			    struct imapi_image_reader **ret_reader);
struct imapi_image_reader *rd_reader_free(struct imapi_image_reader *reader);

/* Reads the tree if that was not done yet. */
imapi_status rd_reader_need_tree(struct imapi_image_reader *reader);

imapi_status rd_reader_lookup(struct imapi_image_reader *reader, const char *path,
			      const struct imapi_image_entry **ret_entry);
void rd_entry_info(const struct imapi_image_entry *entry, struct imapi_image_entry_info *ret);

/* Fills the texts and dates of reader->info. */
imapi_status rd_reader_describe(struct imapi_image_reader *reader);

/* Content. */
imapi_status rd_file_read(struct imapi_image_reader *reader,
			  const struct imapi_image_entry *entry, uint64_t offset, void *data,
			  size_t length);
imapi_status rd_file_stream(struct imapi_image_reader *reader,
			    const struct imapi_image_entry *entry,
			    struct imapi_stream **ret_stream);

/* The block that holds byte @offset of a file; 0 if none does. */
uint64_t rd_file_block(const struct imapi_image_entry *entry, uint64_t offset);

/* Reads the boot catalog if that was not done yet. */
imapi_status rd_reader_need_boot(struct imapi_image_reader *reader);

imapi_status rd_path_of_block(struct imapi_image_reader *reader, uint64_t block, char *text,
			      size_t size);

struct rd_extract_options {
	uint32_t flags;
	imapi_image_extract_fn *progress;
	void *user;
};

imapi_status rd_extract(struct imapi_image_reader *reader,
			const struct imapi_image_entry *entry, const char *host_dir,
			const struct rd_extract_options *options);

imapi_status rd_compare(struct imapi_image_reader *reader, const char *host_dir,
			imapi_image_difference_fn *report, void *user);
imapi_status rd_compare_stream(struct imapi_image_reader *reader, struct imapi_stream *other,
			       imapi_image_difference_fn *report, void *user);

#endif
