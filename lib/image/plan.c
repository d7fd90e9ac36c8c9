/* SPDX-License-Identifier: MIT */
/* What an image would be if it were built now; kept until something changes. */
#include "image/image.h"

#include "base/mem.h"

struct planned {
	struct layout_settings settings; /* without what has no influence on names and places */
	struct boot_settings boot;
	struct built *built;
};

/* Every byte is set, so that settings can be compared. */
void image_settings(const struct imapi_file_system_image *image, struct layout_settings *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->file_systems = image->file_systems;
	ret->level = image->level;
	ret->relaxed_depth = image->relaxed_depth && !image->strict;
	ret->strict_joliet = image->strict_joliet || image->strict;
	ret->joliet_utf16 = image->joliet_utf16 && !image->strict;
	ret->order.same = image->same;
	ret->order.weights = &image->weights;
	ret->has_manifest = image->has_manifest;
	ret->padding = image->padding;
	ret->udf_revision = (uint16_t)image->udf_revision;
	ret->udf_redundant = image->udf_redundant;
	ret->udf_layout = image->udf_layout;
	ret->udf_size = image->udf_size;
	ret->start = image->start;
	ret->volume.timestamp = image_timestamp(image);
	ret->imported = image->imported;
	ret->boot = &image->boot;
}

static void key_of(const struct imapi_file_system_image *image, struct planned *key)
{
	memset(key, 0, sizeof(*key));
	image_settings(image, &key->settings);
	key->settings.volume.timestamp = 0;
	memcpy(&key->boot, &image->boot, sizeof(key->boot));
}

void image_forget_plan(struct imapi_file_system_image *image)
{
	if (image->planned)
		built_unref(image->planned->built);
	free(STEAL(image->planned));
}

/* True if the plan that is there is that of now. */
static bool is_current(const struct planned *planned, const struct planned *key)
{
	return planned && !memcmp(&planned->settings, &key->settings, sizeof(key->settings)) &&
	       !memcmp(&planned->boot, &key->boot, sizeof(key->boot));
}

imapi_status image_plan(struct imapi_file_system_image *image, const struct layout **ret_layout)
{
	AUTOFREE struct planned *key = malloc(sizeof(*key));
	imapi_status status;

	if (!key)
		return err_no_memory(&image->context->error);
	status = image_need_same(image);
	if (IMAPI_FAILED(status))
		return status;
	key_of(image, key);
	if (!is_current(image->planned, key)) {
		image_forget_plan(image);
		status = image_build(image, &key->built);
		if (IMAPI_FAILED(status))
			return status;
		image->planned = STEAL(key);
	}
	*ret_layout = image->planned->built->layout;
	return IMAPI_OK;
}

imapi_status image_used_blocks(struct imapi_file_system_image *image, uint64_t *ret_blocks)
{
	const struct layout *layout = NULL;
	imapi_status status = image_plan(image, &layout);

	if (!IMAPI_FAILED(status))
		*ret_blocks = layout->blocks;
	return status;
}
