/* SPDX-License-Identifier: MIT */
#include "imapi/image-names.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/node.h"
#include "image/recorded.h"

#include <stdio.h>

IMAPI_API imapi_status imapi_image_result_renamed(const struct imapi_image_result *result,
						  imapi_image_renamed_fn *fn, void *user)
{
	if (!result || !fn)
		return err_set(result ? &result->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return recorded_changes(result->built->layout, fn, user, &result->context->error);
}

static bool is_known(enum imapi_file_systems file_system)
{
	return file_system == IMAPI_FILE_SYSTEM_ISO9660 ||
	       file_system == IMAPI_FILE_SYSTEM_JOLIET || file_system == IMAPI_FILE_SYSTEM_UDF;
}

IMAPI_API imapi_status imapi_file_system_image_recorded_volume_name(
	const struct imapi_file_system_image *image, enum imapi_file_systems file_system,
	char *name, size_t room, size_t *ret_length)
{
	char text[IMAGE_VOLUME_NAME_ROOM];
	imapi_status status;

	if (!image || (!name && room))
		return err_set(image ? &image->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	if (!is_known(file_system))
		return err_set(&image->context->error, IMAPI_E_FILE_SYSTEM_NOT_FOUND,
			       "file system 0x%x has no volume name of its own",
			       (unsigned)file_system);
	status = image_recorded_volume_name(image, file_system, text);
	if (IMAPI_FAILED(status))
		return status;
	snprintf(name, room, "%s", text);
	if (ret_length)
		*ret_length = strlen(text);
	return IMAPI_OK;
}

/* The plan of the image that the item is in, if it has that file system. */
static imapi_status plan_of(struct imapi_image_node *node, enum imapi_file_systems file_system,
			    const struct layout **ret_layout)
{
	imapi_status status = node_check(node);

	if (IMAPI_FAILED(status))
		return status;
	if (!is_known(file_system) || !(node->image->file_systems & (unsigned)file_system))
		return err_set(&node->context->error, IMAPI_E_FILE_SYSTEM_NOT_FOUND,
			       "file system 0x%x is not to be created", (unsigned)file_system);
	return image_plan(node->image, ret_layout);
}

static imapi_status not_shown(struct imapi_image_node *node)
{
	return err_set(&node->context->error, IMAPI_E_PROPERTY_NOT_ACCESSIBLE,
		       "the file system does not show %s", node->node->name);
}

IMAPI_API imapi_status imapi_image_node_recorded_name(struct imapi_image_node *node,
						      enum imapi_file_systems file_system,
						      char *name, size_t room,
						      size_t *ret_length)
{
	char text[RECORDED_NAME_MAX] = "";
	const struct layout *layout;
	size_t length;
	imapi_status status;

	if (!node || (!name && room))
		return err_set(node ? &node->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	status = plan_of(node, file_system, &layout);
	if (IMAPI_FAILED(status))
		return status;
	length = recorded_name(layout, file_system, node->node, text);
	if (!length && node->node != node->image->tree->root)
		return not_shown(node);
	snprintf(name, room, "%s", text);
	if (ret_length)
		*ret_length = length;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_node_recorded_path(struct imapi_image_node *node,
						      enum imapi_file_systems file_system,
						      char *path, size_t room,
						      size_t *ret_length)
{
	const struct layout *layout;
	size_t length;
	imapi_status status;

	if (!node || (!path && room))
		return err_set(node ? &node->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	status = plan_of(node, file_system, &layout);
	if (IMAPI_FAILED(status))
		return status;
	length = recorded_path(layout, file_system, node->node, path, room);
	if (!length)
		return not_shown(node);
	if (ret_length)
		*ret_length = length;
	return IMAPI_OK;
}
