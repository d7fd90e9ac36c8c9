/* SPDX-License-Identifier: MIT */
/* The body of a file system image and of what is built from it. */
#ifndef LIB_IMAGE_IMAGE_H
#define LIB_IMAGE_IMAGE_H

#include "imapi/file-system-image.h"

#include "image/import.h"
#include "image/layout.h"
#include "image/source.h"

struct imapi_file_system_image {
	struct imapi_context *context;
	struct tree *tree;
	unsigned file_systems;
	unsigned level;
	bool relaxed_depth, strict_joliet, joliet_utf16;
	uint32_t padding;
	uint64_t start, limit;
	bool has_timestamp;
	int64_t timestamp;
	char *name;
	char *texts[VOLUME_TEXTS];
	struct source_options source;
	struct source_links links;
	struct imported *imported; /* the session whose files are in the tree, or NULL */
};

/* What a result and its stream share. */
struct built {
	unsigned references;
	struct layout *layout;
	struct imported *imported; /* or NULL */
	char *name;
	char *texts[VOLUME_TEXTS];
};

struct imapi_image_result {
	struct imapi_context *context;
	struct built *built;
	struct imapi_stream *stream; /* NULL after it was taken */
};

/* What each means is said at the function of the same name in imapi/file-system-image.h. */
imapi_status image_new(struct imapi_context *context,
		       struct imapi_file_system_image **ret_image);
struct imapi_file_system_image *image_free(struct imapi_file_system_image *image);
int64_t image_timestamp(const struct imapi_file_system_image *image);
imapi_status image_counts(struct imapi_file_system_image *image,
			  struct tree_counts *ret_counts);

/* contents.c */
imapi_status image_check_frozen(struct imapi_file_system_image *image);
imapi_status image_add_tree(struct imapi_file_system_image *image, const char *host_path,
			    const char *disc_path, bool include_base);
imapi_status image_add_file(struct imapi_file_system_image *image, const char *disc_path,
			    struct imapi_stream *stream);
imapi_status image_add_directory(struct imapi_file_system_image *image, const char *disc_path);
imapi_status image_remove(struct imapi_file_system_image *image, const char *disc_path);

/* result.c */
imapi_status image_create_result(struct imapi_file_system_image *image,
				 struct imapi_image_result **ret_result);
struct imapi_image_result *image_result_free(struct imapi_image_result *result);
struct imapi_stream *image_result_take_stream(struct imapi_image_result *result);
size_t image_modified_blocks(const struct imapi_image_result *result,
			     struct imapi_block_range *ret_ranges, size_t room);
size_t image_path_of_block(const struct imapi_image_result *result, uint64_t block, char *path,
			   size_t room);
imapi_status image_result_item(const struct imapi_image_result *result, size_t index,
			       struct imapi_image_item *ret_item, char *path, size_t room);

#endif
