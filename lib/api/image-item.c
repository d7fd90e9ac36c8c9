/* SPDX-License-Identifier: MIT */
#include "imapi/image-item.h"

#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "image/node.h"
#include "image/tree-edit.h"
#include "image/tree-extra.h"

#include <inttypes.h>
#include <stdio.h>

static imapi_status null_pointer(const struct imapi_image_node *node, const char *call)
{
	return err_set(node ? &node->context->error : NULL, IMAPI_E_POINTER, "%s: NULL pointer",
		       call);
}

static imapi_status no_pointer(struct imapi_file_system_image *image, const char *call)
{
	return err_set(image ? &image->context->error : NULL, IMAPI_E_POINTER,
		       "%s: NULL pointer", call);
}

IMAPI_API enum imapi_image_node_kind imapi_file_system_image_exists(
	const struct imapi_file_system_image *image, const char *disc_path)
{
	if (!image || !disc_path)
		return IMAPI_IMAGE_NODE_NOT_FOUND;
	return node_kind(image_resolve(image, disc_path));
}

IMAPI_API imapi_status imapi_file_system_image_node(struct imapi_file_system_image *image,
						    const char *disc_path,
						    struct imapi_image_node **ret_node)
{
	struct tree_node *at;

	if (!image || !disc_path || !ret_node)
		return no_pointer(image, __func__);
	at = image_resolve(image, disc_path);
	if (!at)
		return err_set(&image->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "%s is not in the image", disc_path);
	return node_new(image, at, ret_node);
}

IMAPI_API struct imapi_image_node *imapi_image_node_free(struct imapi_image_node *node)
{
	return node_free(node);
}

static imapi_status check_directory(struct imapi_image_node *node)
{
	imapi_status status = node_check(node);

	if (!IMAPI_FAILED(status) && !tree_is_directory(node->node))
		status = err_set(&node->context->error, IMAPI_E_NOT_DIR,
				 "%s is not a directory", node->node->name);
	return status;
}

IMAPI_API imapi_status imapi_image_node_find(struct imapi_image_node *directory,
					     const char *path,
					     struct imapi_image_node **ret_node)
{
	struct tree_node *at;
	imapi_status status;

	if (!directory || !path || !ret_node)
		return null_pointer(directory, __func__);
	status = check_directory(directory);
	if (IMAPI_FAILED(status))
		return status;
	at = node_below(directory->node, path);
	if (!at)
		return err_set(&directory->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "%s is not in \"%s\"", path, directory->node->name);
	return node_new(directory->image, at, ret_node);
}

IMAPI_API imapi_status imapi_image_node_child(struct imapi_image_node *directory,
					      uint32_t index,
					      struct imapi_image_node **ret_node)
{
	const struct tree_children *c;
	imapi_status status;

	if (!directory || !ret_node)
		return null_pointer(directory, __func__);
	status = check_directory(directory);
	if (IMAPI_FAILED(status))
		return status;
	c = &directory->node->children;
	if (index >= c->count)
		return err_set(&directory->context->error, IMAPI_E_INVALIDARG,
			       "there are %" PRIu32 " children, no number %" PRIu32, c->count,
			       index);
	return node_new(directory->image, c->at[index], ret_node);
}

IMAPI_API size_t imapi_image_node_name(struct imapi_image_node *node, char *name, size_t room)
{
	if (!node || (!name && room) || IMAPI_FAILED(node_check(node)))
		return 0;
	return (size_t)snprintf(name, room, "%s", node->node->name);
}

IMAPI_API size_t imapi_image_node_path(struct imapi_image_node *node, char *path, size_t room)
{
	if (!node || (!path && room) || IMAPI_FAILED(node_check(node)))
		return 0;
	return tree_disc_path(node->node, path, room);
}

static struct imapi_image_time time_of(struct tree_time time)
{
	return (struct imapi_image_time){ time.seconds, time.nanoseconds, 1 };
}

static uint32_t count_streams(const struct tree *tree, const struct tree_node *node)
{
	uint32_t count = 0;

	for (const struct tree_stream *s = tree_streams(tree, node); s; s = s->next)
		count++;
	return count;
}

IMAPI_API imapi_status imapi_image_node_info(struct imapi_image_node *node,
					     struct imapi_image_node_info *ret_info)
{
	const struct tree_node *leader;
	struct imapi_image_node_info info;
	imapi_status status;

	if (!node || !ret_info)
		return null_pointer(node, __func__);
	status = node_check(node);
	if (IMAPI_FAILED(status))
		return status;
	leader = tree_leader(node->node);
	info = (struct imapi_image_node_info){
		.kind = node_kind(leader),
		.mode = leader->mode,
		.uid = leader->uid,
		.gid = leader->gid,
		.hidden = (node->node->flags & TREE_HIDDEN) != 0,
		.real_time = (leader->flags & TREE_REAL_TIME) != 0,
		.length = S_ISREG(leader->mode) ? leader->file.size : 0,
		.created = time_of(tree_created(node->image->tree, leader)),
		.modified = time_of((struct tree_time){ leader->mtime, leader->mtime_nsec }),
		.accessed = time_of(tree_accessed(node->image->tree, leader)),
		.child_count = tree_is_directory(leader) ? leader->children.count : 0,
		.stream_count = count_streams(node->image->tree, leader),
	};
	if (!size_copy(ret_info, &info, sizeof(info)))
		return err_set(&node->context->error, IMAPI_E_INVALIDARG, "%s: size not set",
			       __func__);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_node_set_times(struct imapi_image_node *node,
						  const struct imapi_image_node_times *times)
{
	if (!node || !times)
		return null_pointer(node, __func__);
	if (times->size < sizeof(*times))
		return err_set(&node->context->error, IMAPI_E_INVALIDARG, "%s: size not set",
			       __func__);
	return node_set_times(node, times);
}

IMAPI_API imapi_status imapi_image_node_set_hidden(struct imapi_image_node *node, int hidden)
{
	if (!node)
		return null_pointer(node, __func__);
	return node_set_flag(node, node->node, TREE_HIDDEN, hidden);
}

IMAPI_API imapi_status imapi_image_node_set_mode(struct imapi_image_node *node, uint32_t mode)
{
	if (!node)
		return null_pointer(node, __func__);
	if (mode & ~07777u)
		return err_set(&node->context->error, IMAPI_E_INVALIDARG,
			       "0%o is more than permissions", mode);
	return node_set_mode(node, mode);
}

IMAPI_API imapi_status imapi_image_node_set_owner(struct imapi_image_node *node, uint32_t uid,
						  uint32_t gid)
{
	if (!node)
		return null_pointer(node, __func__);
	return node_set_owner(node, uid, gid);
}

static imapi_status check_file(struct imapi_image_node *node)
{
	imapi_status status = node_check(node);

	if (!IMAPI_FAILED(status) && !S_ISREG(node->node->mode))
		status = err_set(&node->context->error, IMAPI_E_NOT_FILE, "%s is not a file",
				 node->node->name);
	return status;
}

IMAPI_API imapi_status imapi_image_node_set_real_time(struct imapi_image_node *node,
						      int real_time)
{
	imapi_status status;

	if (!node)
		return null_pointer(node, __func__);
	status = check_file(node);
	if (!IMAPI_FAILED(status))
		status =
			node_set_flag(node, tree_leader(node->node), TREE_REAL_TIME, real_time);
	if (!IMAPI_FAILED(status) && real_time && !image_has_real_time(node->image))
		return IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED;
	return status;
}

IMAPI_API imapi_status imapi_image_node_open(struct imapi_image_node *node,
					     struct imapi_stream **ret_stream)
{
	imapi_status status;

	if (!node || !ret_stream)
		return null_pointer(node, __func__);
	status = check_file(node);
	return IMAPI_FAILED(status) ? status : node_open(node, ret_stream);
}

IMAPI_API imapi_status imapi_image_node_move(struct imapi_image_node *node,
					     const char *disc_path)
{
	imapi_status status;

	if (!node || !disc_path)
		return null_pointer(node, __func__);
	status = node_check(node);
	return IMAPI_FAILED(status) ? status : image_move(node->image, node->node, disc_path);
}

IMAPI_API imapi_status imapi_file_system_image_move(struct imapi_file_system_image *image,
						    const char *from_path, const char *to_path)
{
	struct tree_node *node;

	if (!image || !from_path || !to_path)
		return no_pointer(image, __func__);
	node = image_resolve(image, from_path);
	if (!node)
		return err_set(&image->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "%s is not in the image", from_path);
	return image_move(image, node, to_path);
}

IMAPI_API imapi_status imapi_image_node_add_stream(struct imapi_image_node *node,
						   const char *name,
						   struct imapi_stream *stream)
{
	if (!node || !name || !stream)
		return null_pointer(node, __func__);
	return node_add_stream(node, name, stream);
}

IMAPI_API imapi_status imapi_file_system_image_add_tree_with_named_streams(
	struct imapi_file_system_image *image, const char *host_path, const char *disc_path,
	int include_base)
{
	if (!image || !host_path)
		return no_pointer(image, __func__);
	return image_add_tree_with_streams(image, host_path, disc_path, include_base);
}

IMAPI_API imapi_status imapi_image_node_remove_stream(struct imapi_image_node *node,
						      const char *name)
{
	if (!node || !name)
		return null_pointer(node, __func__);
	return node_remove_stream(node, name);
}

IMAPI_API imapi_status imapi_image_node_stream(struct imapi_image_node *node, uint32_t index,
					       char *name, size_t room, uint64_t *ret_length)
{
	const struct tree_stream *s;
	imapi_status status;

	if (!node || (!name && room))
		return null_pointer(node, __func__);
	status = node_check(node);
	if (IMAPI_FAILED(status))
		return status;
	s = tree_streams(node->image->tree, node->node);
	for (uint32_t i = 0; s && i < index; i++)
		s = s->next;
	if (!s)
		return err_set(&node->context->error, IMAPI_E_INVALID_PARAM,
			       "there is no stream number %" PRIu32, index);
	snprintf(name, room, "%s", s->name);
	if (ret_length)
		*ret_length = s->stream->length;
	return IMAPI_OK;
}

IMAPI_API uint32_t
imapi_file_system_image_change_point(const struct imapi_file_system_image *image)
{
	return image ? image->tree->edits.change : 0;
}

IMAPI_API imapi_status imapi_file_system_image_rollback(struct imapi_file_system_image *image,
							uint32_t change_point)
{
	if (!image)
		return no_pointer(image, __func__);
	return image_rollback(image, change_point);
}

IMAPI_API void imapi_file_system_image_lock_in(struct imapi_file_system_image *image)
{
	if (image)
		edit_lock(image->tree);
}
