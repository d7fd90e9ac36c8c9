/* SPDX-License-Identifier: MIT */
#include "imapi/boot-options.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/boot/options.h"
#include "image/image.h"
#include "image/read/reader.h"

static imapi_status null_pointer(struct imapi_context *context, const char *call)
{
	return err_set(context ? &context->error : NULL, IMAPI_E_POINTER, "%s: NULL pointer",
		       call);
}

static imapi_status null_options(const struct imapi_boot_options *options, const char *call)
{
	return null_pointer(options ? options->context : NULL, call);
}

/* What every setter begins with. */
static imapi_status check_setter(const struct imapi_boot_options *options, const char *call)
{
	return options ? boot_options_check_frozen(options) : null_options(options, call);
}

IMAPI_API imapi_status imapi_boot_options_new(struct imapi_context *context,
					      struct imapi_boot_options **ret_options)
{
	if (!context || !ret_options)
		return null_pointer(context, __func__);
	return boot_options_new(context, ret_options);
}

IMAPI_API struct imapi_boot_options *imapi_boot_options_free(struct imapi_boot_options *options)
{
	return boot_options_unref(options);
}

IMAPI_API imapi_status imapi_boot_options_assign_boot_image(struct imapi_boot_options *options,
							    struct imapi_stream *stream)
{
	if (!options || !stream)
		return null_options(options, __func__);
	return boot_options_assign(options, stream);
}

IMAPI_API imapi_status imapi_boot_options_set_path(struct imapi_boot_options *options,
						   const char *disc_path)
{
	if (!options || !disc_path)
		return null_options(options, __func__);
	return boot_options_set_path(options, disc_path);
}

IMAPI_API imapi_status imapi_boot_options_set_manufacturer(struct imapi_boot_options *options,
							   const char *manufacturer)
{
	imapi_status status = check_setter(options, __func__);

	if (IMAPI_FAILED(status))
		return status;
	manufacturer = manufacturer ? manufacturer : "";
	if (strlen(manufacturer) > BOOT_MANUFACTURER)
		return err_set(&options->context->error, IMAPI_E_INVALID_PARAM,
			       "\"%s\" has more than %u bytes", manufacturer,
			       BOOT_MANUFACTURER);
	memset(options->manufacturer, 0, sizeof(options->manufacturer));
	memcpy(options->manufacturer, manufacturer, strlen(manufacturer));
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_boot_options_set_platform(struct imapi_boot_options *options,
						       enum imapi_boot_platform platform)
{
	imapi_status status = check_setter(options, __func__);

	if (IMAPI_FAILED(status))
		return status;
	if ((unsigned)platform > IMAPI_BOOT_PLATFORM_MAC && platform != IMAPI_BOOT_PLATFORM_EFI)
		return err_set(&options->context->error, IMAPI_E_INVALID_PARAM,
			       "there is no platform %d", (int)platform);
	options->platform = platform;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_boot_options_set_emulation(struct imapi_boot_options *options,
							enum imapi_boot_emulation emulation)
{
	if (!options)
		return null_options(options, __func__);
	return boot_options_set_emulation(options, emulation);
}

IMAPI_API imapi_status imapi_boot_options_set_load_segment(struct imapi_boot_options *options,
							   uint16_t segment)
{
	imapi_status status = check_setter(options, __func__);

	if (!IMAPI_FAILED(status))
		options->load_segment = segment;
	return status;
}

IMAPI_API imapi_status imapi_boot_options_set_load_sectors(struct imapi_boot_options *options,
							   uint16_t sectors)
{
	imapi_status status = check_setter(options, __func__);

	if (IMAPI_FAILED(status))
		return status;
	options->has_load_sectors = true;
	options->load_sectors = sectors;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_boot_options_set_info_table(struct imapi_boot_options *options,
							 int wanted)
{
	imapi_status status = check_setter(options, __func__);

	if (!IMAPI_FAILED(status))
		options->info_table = wanted != 0;
	return status;
}

IMAPI_API imapi_status imapi_boot_options_info(const struct imapi_boot_options *options,
					       struct imapi_boot_options_info *ret_info)
{
	if (!options || !ret_info)
		return null_options(options, __func__);
	if (ret_info->size < sizeof(*ret_info))
		return err_set(&options->context->error, IMAPI_E_INVALIDARG, "%s: size not set",
			       __func__);
	ret_info->image_size = options->stream ? options->stream->length : 0;
	ret_info->path = options->path;
	ret_info->platform = options->platform;
	ret_info->emulation = boot_options_emulation(options, ret_info->image_size);
	ret_info->load_segment = options->load_segment;
	ret_info->load_sectors = options->has_load_sectors ? options->load_sectors : -1;
	ret_info->info_table = options->info_table;
	memcpy(ret_info->manufacturer, options->manufacturer, sizeof(options->manufacturer));
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_file_system_image_set_boot_options(
	struct imapi_file_system_image *image, struct imapi_boot_options *const *options,
	size_t count)
{
	if (!image || (!options && count))
		return null_pointer(image ? image->context : NULL, __func__);
	for (size_t i = 0; i < MIN(count, IMAPI_BOOT_ENTRIES_MAX); i++)
		if (!options[i])
			return null_pointer(image->context, __func__);
	return image_set_boot_options(image, options, count);
}

IMAPI_API size_t
imapi_file_system_image_boot_options(const struct imapi_file_system_image *image,
				     struct imapi_boot_options **ret_options, size_t room)
{
	if (!image || (!ret_options && room))
		return 0;
	for (size_t i = 0; i < MIN(room, image->boot.count); i++)
		ret_options[i] = image->boot.options[i];
	return image->boot.count;
}

IMAPI_API imapi_status imapi_file_system_image_set_hybrid(struct imapi_file_system_image *image,
							  int wanted, const void *code,
							  size_t code_length)
{
	if (!image || (!code && code_length))
		return null_pointer(image ? image->context : NULL, __func__);
	return image_set_hybrid(image, wanted != 0, code, code_length);
}

IMAPI_API imapi_status imapi_image_reader_boot_entry(struct imapi_image_reader *reader,
						     size_t index,
						     struct imapi_boot_entry *ret_entry)
{
	const struct rd_boot_image *image;
	imapi_status status;

	if (!reader || !ret_entry)
		return null_pointer(reader ? reader->context : NULL, __func__);
	err_clear(reader->err);
	if (ret_entry->size < sizeof(*ret_entry))
		return err_set(reader->err, IMAPI_E_INVALIDARG, "%s: size not set", __func__);
	status = rd_reader_need_boot(reader);
	if (IMAPI_FAILED(status))
		return status;
	if (index >= reader->boot->count)
		return IMAPI_S_FALSE;
	image = &reader->boot->images[index];
	ret_entry->platform = image->platform;
	ret_entry->emulation = image->entry.media & ET_MEDIA_TYPE;
	ret_entry->bootable = image->entry.header == ET_BOOTABLE;
	ret_entry->system_type = image->entry.system;
	ret_entry->load_segment = image->entry.segment;
	ret_entry->load_sectors = image->entry.sectors;
	ret_entry->block = image->entry.block;
	ret_entry->length = image->length;
	return IMAPI_OK;
}
