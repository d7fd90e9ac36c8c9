/* SPDX-License-Identifier: MIT */
#include "imapi/image-result.h"

#include "base/api.h"
#include "image/image.h"

static imapi_status null_pointer(const struct imapi_image_result *result, const char *call)
{
	return err_set(result ? &result->context->error : NULL, IMAPI_E_POINTER,
		       "%s: NULL pointer", call);
}

IMAPI_API struct imapi_image_result *imapi_image_result_free(struct imapi_image_result *result)
{
	return image_result_free(result);
}

IMAPI_API struct imapi_stream *imapi_image_result_stream(struct imapi_image_result *result)
{
	return result ? result->stream : NULL;
}

IMAPI_API struct imapi_stream *imapi_image_result_take_stream(struct imapi_image_result *result)
{
	return result ? image_result_take_stream(result) : NULL;
}

IMAPI_API imapi_status imapi_image_result_write(struct imapi_image_result *result, int fd,
						imapi_image_written_fn *written, void *user)
{
	if (!result)
		return null_pointer(result, __func__);
	return image_result_write(result, fd, written, user);
}

IMAPI_API uint64_t imapi_image_result_total_blocks(const struct imapi_image_result *result)
{
	return result ? result->built->layout->total : 0;
}

IMAPI_API uint64_t imapi_image_result_first_block(const struct imapi_image_result *result)
{
	return result ? result->built->layout->regions.start : 0;
}

IMAPI_API size_t imapi_image_result_path_of_block(const struct imapi_image_result *result,
						  uint64_t block, char *path, size_t room)
{
	if (!result || (!path && room))
		return 0;
	return image_path_of_block(result, block, path, room);
}

IMAPI_API size_t imapi_image_result_item_count(const struct imapi_image_result *result)
{
	return result ? extents_count(result->built->layout->extents) : 0;
}

IMAPI_API imapi_status imapi_image_result_item(const struct imapi_image_result *result,
					       size_t index, struct imapi_image_item *ret_item,
					       char *path, size_t room)
{
	if (!result || !ret_item || (!path && room))
		return null_pointer(result, __func__);
	if (ret_item->size < sizeof(*ret_item))
		return err_set(&result->context->error, IMAPI_E_INVALIDARG, "%s: size not set",
			       __func__);
	return image_result_item(result, index, ret_item, path, room);
}

IMAPI_API size_t imapi_image_result_modified_blocks(const struct imapi_image_result *result,
						    struct imapi_block_range *ret_ranges,
						    size_t room)
{
	return result ? image_modified_blocks(result, ret_ranges, ret_ranges ? room : 0) : 0;
}

IMAPI_API imapi_status imapi_image_result_item_of_block(const struct imapi_image_result *result,
							uint64_t block, size_t *ret_index)
{
	if (!result || !ret_index)
		return null_pointer(result, __func__);
	return image_item_of_block(result, block, ret_index);
}

IMAPI_API imapi_status imapi_image_result_item_of_path(const struct imapi_image_result *result,
						       const char *path, size_t *ret_index)
{
	if (!result || !path || !ret_index)
		return null_pointer(result, __func__);
	return image_item_of_path(result, path, ret_index);
}

IMAPI_API const char *imapi_image_result_disc_id(const struct imapi_image_result *result)
{
	return result && result->built->imported ? result->built->imported->disc_id : NULL;
}
