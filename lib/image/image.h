/* SPDX-License-Identifier: MIT */
/* The body of a file system image and of what is built from it. */
#ifndef LIB_IMAGE_IMAGE_H
#define LIB_IMAGE_IMAGE_H

#include "imapi/boot-options.h"
#include "imapi/file-system-image.h"
#include "imapi/image-medium.h"

#include "image/import.h"
#include "image/layout.h"
#include "image/source.h"

/* What happens when the limit is reached. */
struct image_full {
	enum imapi_image_full policy;
	imapi_image_left_out_fn *fn; /* or NULL */
	void *user;
};

struct imapi_file_system_image {
	struct imapi_context *context;
	struct tree *tree;
	unsigned file_systems;
	unsigned level;
	bool strict, relaxed_depth, strict_joliet, joliet_utf16;
	unsigned udf_revision;		     /* enum imapi_udf_revision */
	bool file_systems_set, revision_set; /* by the caller */
	bool udf_redundant;
	bool has_manifest, dedupe;
	struct same *same; /* NULL: not looked for */
	struct weights weights;
	enum imapi_udf_layout udf_layout;
	uint64_t udf_size;
	uint32_t padding;
	uint64_t start, limit;
	struct image_full full;
	bool has_timestamp;
	int64_t timestamp;
	char *name;
	char *texts[VOLUME_TEXTS];
	struct source_options source;
	struct source_links links;
	struct imported *imported;	/* the session whose files are in the tree, or NULL */
	size_t mark;			/* where the call that is under way began */
	struct imapi_image_node *nodes; /* the handles that are out */
	struct planned *planned;	/* see plan.c; or NULL */
	struct boot_settings boot;
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
/* Around the edits of one call: it is one change, or none if it fails. */
imapi_status image_begin(struct imapi_file_system_image *image);
imapi_status image_end(struct imapi_file_system_image *image, imapi_status status);
/* The next component of a path; false at the end. */
bool image_next_name(const char **path, const char **ret_name, size_t *ret_length);
/* Fails with IMAPI_E_INVALID_PATH if a component cannot be a name. */
imapi_status image_check_path(struct imapi_file_system_image *image, const char *path);
/* The directory that the path ends in, made if need be, and the name behind it. */
imapi_status image_make_parents(struct imapi_file_system_image *image, const char *path,
				struct tree_node **ret_directory, const char **ret_name,
				size_t *ret_length);
/* Whether the file systems that are chosen can record named streams, and real-time files. */
bool image_has_streams(const struct imapi_file_system_image *image);
bool image_has_real_time(const struct imapi_file_system_image *image);
/* Fails with IMAPI_E_IMAGE_SIZE_LIMIT if that many blocks more are too many. */
imapi_status image_check_limit(struct imapi_file_system_image *image, uint64_t more);
/* The node at the path, or NULL. */
struct tree_node *image_resolve(const struct imapi_file_system_image *image, const char *path);
imapi_status image_add_tree(struct imapi_file_system_image *image, const char *host_path,
			    const char *disc_path, bool include_base);
imapi_status image_add_tree_with_streams(struct imapi_file_system_image *image,
					 const char *host_path, const char *disc_path,
					 bool include_base);
imapi_status image_add_file(struct imapi_file_system_image *image, const char *disc_path,
			    struct imapi_stream *stream);
imapi_status image_set_manifest(struct imapi_file_system_image *image, const char *disc_path);
imapi_status image_add_directory(struct imapi_file_system_image *image, const char *disc_path);
imapi_status image_remove(struct imapi_file_system_image *image, const char *disc_path);

/* order.c */
imapi_status image_set_dedupe(struct imapi_file_system_image *image, bool dedupe);
imapi_status image_add_weight(struct imapi_file_system_image *image, const char *pattern,
			      int weight);
/* Looks for identical files, if that is wanted; what was found stays until a change. */
imapi_status image_need_same(struct imapi_file_system_image *image);
void image_forget_same(struct imapi_file_system_image *image);

/* boot/attach.c */
imapi_status image_set_boot_options(struct imapi_file_system_image *image,
				    struct imapi_boot_options *const *options, size_t count);
imapi_status image_set_hybrid(struct imapi_file_system_image *image, bool wanted,
			      const void *code, size_t code_length);
/* write.c */
imapi_status image_result_write(struct imapi_image_result *result, int fd,
				imapi_image_written_fn *written, void *user);

/* plan.c: what would be built now; valid until something is changed. */
void image_settings(const struct imapi_file_system_image *image, struct layout_settings *ret);
imapi_status image_plan(struct imapi_file_system_image *image,
			const struct layout **ret_layout);
imapi_status image_used_blocks(struct imapi_file_system_image *image, uint64_t *ret_blocks);
void image_forget_plan(struct imapi_file_system_image *image);

/* result.c */
imapi_status image_build(struct imapi_file_system_image *image, struct built **ret_built);
struct built *built_unref(struct built *built); /* NULL is fine; returns NULL */
imapi_status image_create_result(struct imapi_file_system_image *image,
				 struct imapi_image_result **ret_result);
struct imapi_image_result *image_result_free(struct imapi_image_result *result);
struct imapi_stream *image_result_take_stream(struct imapi_image_result *result);
imapi_status image_result_manifest(struct imapi_image_result *result,
				   struct imapi_stream **ret_stream);
size_t image_modified_blocks(const struct imapi_image_result *result,
			     struct imapi_block_range *ret_ranges, size_t room);
size_t image_path_of_block(const struct imapi_image_result *result, uint64_t block, char *path,
			   size_t room);
imapi_status image_result_item(const struct imapi_image_result *result, size_t index,
			       struct imapi_image_item *ret_item, char *path, size_t room);

/* full.c: leaves out what has no room, if that is wanted. */
imapi_status image_make_fit(struct imapi_file_system_image *image);

/* volume-name.c: as it was given, or made of the timestamp; to be freed. NULL: no memory. */
char *image_volume_name(const struct imapi_file_system_image *image, int64_t timestamp);
#define IMAGE_VOLUME_NAME_ROOM (3u * VOLUME_NAME_MAX + 1u) /* UTF-8 with the terminator */
imapi_status image_recorded_volume_name(const struct imapi_file_system_image *image,
					enum imapi_file_systems file_system,
					char text[IMAGE_VOLUME_NAME_ROOM]);

/* items.c */
imapi_status image_item_of_block(const struct imapi_image_result *result, uint64_t block,
				 size_t *ret_index);
imapi_status image_item_of_path(const struct imapi_image_result *result, const char *path,
				size_t *ret_index);

#endif
