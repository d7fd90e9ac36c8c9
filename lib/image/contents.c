/* SPDX-License-Identifier: MIT */
/* Putting things into an image and taking them out, all or nothing. */
#include "image/image.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/host-streams.h"
#include "image/merge.h"
#include "image/tree-edit.h"

#include <errno.h>
#include <inttypes.h>

imapi_status image_check_frozen(struct imapi_file_system_image *image)
{
	image_forget_plan(image);
	image_forget_same(image);
	if (image->tree->references == 1)
		return IMAPI_OK;
	return err_advise(&image->context->error,
			  err_set(&image->context->error, IMAPI_E_READONLY,
				  "the image cannot be changed while a result of it exists"),
			  "Release the result and its stream first.");
}

imapi_status image_begin(struct imapi_file_system_image *image)
{
	imapi_status status = image_check_frozen(image);

	image->mark = edit_mark(image->tree);
	return status;
}

imapi_status image_end(struct imapi_file_system_image *image, imapi_status status)
{
	if (IMAPI_FAILED(status))
		edit_undo(image->tree, image->mark);
	else
		edit_commit(image->tree);
	return status;
}

/* The next component of a path; false at the end. */
bool image_next_name(const char **path, const char **ret_name, size_t *ret_length)
{
	*path += strspn(*path, "/");
	*ret_name = *path;
	*ret_length = strcspn(*path, "/");
	*path += *ret_length;
	return *ret_length > 0;
}

imapi_status image_check_path(struct imapi_file_system_image *image, const char *path)
{
	const char *at = path, *name;
	size_t n;

	while (image_next_name(&at, &name, &n)) {
		if (n > TREE_NAME_MAX || (n == 1 && name[0] == '.') ||
		    (n == 2 && name[0] == '.' && name[1] == '.'))
			return err_set(&image->context->error, IMAPI_E_INVALID_PATH,
				       "%s: \"%.*s\" cannot be a name on the disc", path,
				       (int)MIN(n, 300), name);
		if (image->source.restricted_names && !source_is_restricted(name, n))
			return err_set(
				&image->context->error, IMAPI_E_RESTRICTED_NAME_VIOLATION,
				"%s: \"%.*s\" has other characters than U+0020 to U+007F", path,
				(int)n, name);
	}
	return IMAPI_OK;
}

/* The node at the path, or NULL. */
struct tree_node *image_resolve(const struct imapi_file_system_image *image, const char *path)
{
	struct tree_node *node = image->tree->root;
	const char *name;
	size_t n;

	while (node && image_next_name(&path, &name, &n))
		node = tree_is_directory(node) ? tree_find(node, name, n) : NULL;
	return node;
}

static struct tree_node *new_node(struct imapi_file_system_image *image, const char *name,
				  size_t length, uint32_t mode)
{
	struct tree_node *node = tree_node_new(image->tree, name, length, mode);

	if (node)
		node->mtime = image_timestamp(image);
	return node;
}

/*
 * The directory that the first @length bytes of the path name; what is missing is made.
 */
static imapi_status make_directories(struct imapi_file_system_image *image, const char *path,
				     size_t length, struct tree_node **ret_directory)
{
	struct imapi_error *err = &image->context->error;
	struct tree_node *node = image->tree->root;
	const char *at = path, *name;
	size_t n;

	while (image_next_name(&at, &name, &n) && (size_t)(name - path) < length) {
		struct tree_node *child = tree_find(node, name, n);

		if (!child) {
			child = new_node(image, name, n, S_IFDIR | 0755);
			if (!child || !edit_insert(image->tree, node, child))
				return err_no_memory(err);
		}
		if (!tree_is_directory(child))
			return err_set(err, IMAPI_E_NOT_DIR, "%.*s is not a directory",
				       (int)MIN((size_t)(at - path), 1000), path);
		node = child;
	}
	*ret_directory = node;
	return IMAPI_OK;
}

imapi_status image_check_limit(struct imapi_file_system_image *image, uint64_t more)
{
	struct tree_counts counts;
	imapi_status status;

	if (image->limit == 0 || image->dedupe || image->full.policy != IMAPI_IMAGE_FULL_REFUSE)
		return IMAPI_OK;
	status = image_counts(image, &counts);
	if (IMAPI_FAILED(status) || counts.data_blocks + more <= image->limit)
		return status;
	return err_advise(&image->context->error,
			  err_set(&image->context->error, IMAPI_E_IMAGE_SIZE_LIMIT,
				  "the contents would take %" PRIu64 " blocks, the limit is "
				  "%" PRIu64,
				  counts.data_blocks + more, image->limit),
			  "Leave something out, or use a larger medium.");
}

imapi_status image_add_directory(struct imapi_file_system_image *image, const char *disc_path)
{
	struct tree_node *node;
	imapi_status status = image_begin(image);

	if (!IMAPI_FAILED(status))
		status = image_check_path(image, disc_path);
	if (!IMAPI_FAILED(status))
		status = make_directories(image, disc_path, strlen(disc_path), &node);
	return image_end(image, status);
}

static size_t parent_length(const char *path)
{
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	return n;
}

imapi_status image_make_parents(struct imapi_file_system_image *image, const char *path,
				struct tree_node **ret_directory, const char **ret_name,
				size_t *ret_length)
{
	size_t parent = parent_length(path);
	const char *at = path + parent;

	if (!image_next_name(&at, ret_name, ret_length))
		return err_set(&image->context->error, IMAPI_E_INVALID_PATH,
			       "what is to be there needs a name");
	return make_directories(image, path, parent, ret_directory);
}

static imapi_status insert_file(struct imapi_file_system_image *image, const char *disc_path,
				struct imapi_stream *stream)
{
	struct imapi_error *err = &image->context->error;
	struct tree_node *directory, *node;
	const char *name;
	size_t n;
	imapi_status status = image_make_parents(image, disc_path, &directory, &name, &n);

	if (IMAPI_FAILED(status))
		return status;
	if (tree_find(directory, name, n))
		return err_set(err, IMAPI_E_DUP_NAME, "%s exists already", disc_path);
	node = new_node(image, name, n, S_IFREG | 0444);
	if (!node || !edit_insert(image->tree, directory, node) ||
	    !tree_set_stream(image->tree, node, stream))
		return err_no_memory(err);
	return IMAPI_OK;
}

imapi_status image_add_file(struct imapi_file_system_image *image, const char *disc_path,
			    struct imapi_stream *stream)
{
	imapi_status status = image_begin(image);

	if (!IMAPI_FAILED(status))
		status = image_check_path(image, disc_path);
	if (!IMAPI_FAILED(status))
		status = image_check_limit(image, blocks_of(stream->length));
	if (!IMAPI_FAILED(status))
		status = insert_file(image, disc_path, stream);
	return image_end(image, status);
}

imapi_status image_remove(struct imapi_file_system_image *image, const char *disc_path)
{
	struct tree_node *node;
	imapi_status status = image_begin(image);
	bool ok;

	if (IMAPI_FAILED(status))
		return status;
	node = image_resolve(image, disc_path);
	if (!node)
		return err_set(&image->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "%s is not in the image", disc_path);
	if (node == image->tree->root)
		ok = node->children.count == 0 || edit_empty(image->tree, node);
	else
		ok = edit_remove(image->tree, node);
	return image_end(image, ok ? IMAPI_OK : err_no_memory(&image->context->error));
}

/* What a scan found, before it is part of the image. */
struct addition {
	char *host_path;
	struct tree_node *top;
	uint16_t origin;
	bool with_streams;
	uint64_t streams; /* that were found */
};

static uint64_t blocks_below(struct tree_node *top)
{
	struct tree_walk walk = TREE_WALK(top);
	struct tree_node *node;
	uint64_t blocks = 0;

	while ((node = tree_walk_next(&walk)))
		if (S_ISREG(node->mode) && !(node->flags & TREE_HARD_LINK))
			blocks += blocks_of(node->file.size);
	tree_walk_done(&walk);
	return blocks;
}

static imapi_status scan(struct imapi_file_system_image *image, const char *host_path,
			 bool include_base, struct addition *a)
{
	struct imapi_error *err = &image->context->error;
	const char *base;
	imapi_status status;

	a->host_path = realpath(host_path, NULL);
	if (!a->host_path)
		return err_errno(err, IMAPI_E_DIRECTORY_READ_FAILURE, errno, "%s", host_path);
	if (strcmp(a->host_path, "/") == 0)
		a->host_path[0] = '\0';
	base = strrchr(a->host_path, '/');
	base = include_base && base ? base + 1 : "";
	if (include_base && !*base)
		return err_set(err, IMAPI_E_INVALID_PATH,
			       "%s: the root of the system has no name to add it by",
			       host_path);
	a->top = tree_node_new(image->tree, base, strlen(base), S_IFDIR | 0755);
	a->origin = a->top ? tree_add_origin(image->tree, a->host_path, a->top) : 0;
	if (!a->origin)
		return err_no_memory(err);
	status = source_scan(image->tree, a->origin, a->top, &image->source, err);
	if (!IMAPI_FAILED(status) && a->with_streams)
		status = host_streams_take(image->context, image->tree, a->top, &image->source,
					   &a->streams);
	if (!IMAPI_FAILED(status))
		status = image_check_limit(image, blocks_below(a->top));
	return status;
}

static imapi_status attach(struct imapi_file_system_image *image, const char *disc_path,
			   struct addition *a)
{
	struct tree_origin *origin = &image->tree->origins[a->origin];
	struct tree_node *directory, *old = NULL;
	imapi_status status;
	bool ok;

	status = make_directories(image, disc_path, strlen(disc_path), &directory);
	if (IMAPI_FAILED(status))
		return status;
	if (a->top->name_length == 0)
		old = directory;
	else
		old = tree_find(directory, a->top->name, a->top->name_length);
	if (old && tree_is_directory(old)) {
		origin->at = old;
		ok = merge_replace(image->tree, old, a->top);
	} else {
		ok = !old || edit_remove(image->tree, old);
		ok = ok && edit_insert(image->tree, directory, a->top);
	}
	return ok ? IMAPI_OK : err_no_memory(&image->context->error);
}

static imapi_status add_tree(struct imapi_file_system_image *image, const char *host_path,
			     const char *disc_path, bool include_base, struct addition *a)
{
	imapi_status status = image_begin(image);

	disc_path = disc_path ? disc_path : "/";
	if (!IMAPI_FAILED(status))
		status = image_check_path(image, disc_path);
	if (!IMAPI_FAILED(status))
		status = scan(image, host_path, include_base, a);
	if (!IMAPI_FAILED(status))
		status = attach(image, disc_path, a);
	free(a->host_path);
	return image_end(image, status);
}

imapi_status image_add_tree(struct imapi_file_system_image *image, const char *host_path,
			    const char *disc_path, bool include_base)
{
	struct addition a = { 0 };

	return add_tree(image, host_path, disc_path, include_base, &a);
}

imapi_status image_add_tree_with_streams(struct imapi_file_system_image *image,
					 const char *host_path, const char *disc_path,
					 bool include_base)
{
	struct addition a = { .with_streams = true };
	imapi_status status = add_tree(image, host_path, disc_path, include_base, &a);

	return IMAPI_FAILED(status) || a.streams == 0 || image_has_streams(image)
		       ? status
		       : IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED;
}
