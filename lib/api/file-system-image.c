/* SPDX-License-Identifier: MIT */
#include "imapi/file-system-image.h"

#include "base/api.h"
#include "base/mem.h"
#include "base/text.h"
#include "image/image.h"

#include <inttypes.h>

#define KNOWN_FILE_SYSTEMS                                                                     \
	(IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET | IMAPI_FILE_SYSTEM_UDF |        \
	 IMAPI_FILE_SYSTEM_ROCK_RIDGE)

static imapi_status null_pointer(struct imapi_file_system_image *image, const char *call)
{
	return err_set(image ? &image->context->error : NULL, IMAPI_E_POINTER,
		       "%s: NULL pointer", call);
}

IMAPI_API imapi_status imapi_file_system_image_new(struct imapi_context *context,
						   struct imapi_file_system_image **ret_image)
{
	if (!context || !ret_image)
		return err_set(context ? &context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return image_new(context, ret_image);
}

IMAPI_API struct imapi_file_system_image *imapi_file_system_image_free(
	struct imapi_file_system_image *image)
{
	return image_free(image);
}

IMAPI_API imapi_status
imapi_file_system_image_set_file_systems(struct imapi_file_system_image *image, unsigned mask)
{
	struct imapi_error *err;

	if (!image)
		return null_pointer(image, __func__);
	err = &image->context->error;
	if (mask & ~(unsigned)KNOWN_FILE_SYSTEMS)
		return err_set(err, IMAPI_E_INVALID_PARAM, "unknown file systems 0x%x", mask);
	if (mask == 0)
		return err_set(err, IMAPI_E_NO_OUTPUT, "no file system selected");
	if (mask & ~(unsigned)IMAPI_FILE_SYSTEM_UDF && !(mask & IMAPI_FILE_SYSTEM_ISO9660))
		return err_advise(err,
				  err_set(err, IMAPI_E_INVALID_PARAM,
					  "Joliet and Rock Ridge need ISO 9660"),
				  "Add IMAPI_FILE_SYSTEM_ISO9660.");
	image->file_systems = mask;
	image->file_systems_set = true;
	return IMAPI_OK;
}

IMAPI_API unsigned imapi_file_system_image_file_systems(
	const struct imapi_file_system_image *image)
{
	return image ? image->file_systems : 0;
}

IMAPI_API unsigned imapi_file_system_image_file_systems_supported(void)
{
	return KNOWN_FILE_SYSTEMS;
}

/* Characters of valid UTF-8. */
static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}

static imapi_status replace(struct imapi_file_system_image *image, char **text,
			    const char *value)
{
	char *copy = value && *value ? strdup(value) : NULL;

	if (value && *value && !copy)
		return err_no_memory(&image->context->error);
	free(*text);
	*text = copy;
	return IMAPI_OK;
}

IMAPI_API imapi_status
imapi_file_system_image_set_volume_name(struct imapi_file_system_image *image, const char *name)
{
	if (!image)
		return null_pointer(image, __func__);
	if (name && (!utf8_valid(name, strlen(name)) || characters(name) > VOLUME_NAME_MAX))
		return err_advise(&image->context->error,
				  err_set(&image->context->error, IMAPI_E_INVALID_VOLUME_NAME,
					  "\"%s\" cannot be the name of a volume", name),
				  "Give a name of at most %u characters, in UTF-8.",
				  VOLUME_NAME_MAX);
	return replace(image, &image->name, name);
}

IMAPI_API const char *imapi_file_system_image_volume_name(
	const struct imapi_file_system_image *image)
{
	return image ? image->name : NULL;
}

IMAPI_API imapi_status imapi_file_system_image_set_text(struct imapi_file_system_image *image,
							enum imapi_image_text text,
							const char *value)
{
	if (!image)
		return null_pointer(image, __func__);
	if ((unsigned)text >= VOLUME_TEXTS)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "there is no text %d", (int)text);
	return replace(image, &image->texts[text], value);
}

IMAPI_API imapi_status imapi_file_system_image_set_interchange_level(
	struct imapi_file_system_image *image, unsigned level)
{
	if (!image)
		return null_pointer(image, __func__);
	if (level < 1 || level > 3)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "interchange level %u is none of 1, 2, 3", level);
	image->level = level;
	return IMAPI_OK;
}

IMAPI_API unsigned imapi_file_system_image_interchange_level(
	const struct imapi_file_system_image *image)
{
	return image ? image->level : 0;
}

IMAPI_API void imapi_file_system_image_set_relaxed_depth(struct imapi_file_system_image *image,
							 int relaxed)
{
	image->relaxed_depth = relaxed;
}

IMAPI_API void imapi_file_system_image_set_strict_joliet(struct imapi_file_system_image *image,
							 int strict)
{
	image->strict_joliet = strict;
}

IMAPI_API void imapi_file_system_image_set_joliet_utf16(struct imapi_file_system_image *image,
							int utf16)
{
	image->joliet_utf16 = utf16;
}

IMAPI_API void imapi_file_system_image_set_timestamp(struct imapi_file_system_image *image,
						     int64_t seconds)
{
	image->has_timestamp = true;
	image->timestamp = seconds;
}

IMAPI_API imapi_status imapi_file_system_image_set_free_media_blocks(
	struct imapi_file_system_image *image, uint64_t blocks)
{
	struct tree_counts counts;
	imapi_status status;

	if (!image)
		return null_pointer(image, __func__);
	status = image_counts(image, &counts);
	if (IMAPI_FAILED(status))
		return status;
	if (blocks != 0 && counts.data_blocks > blocks && !image->dedupe &&
	    image->full.policy == IMAPI_IMAGE_FULL_REFUSE)
		return err_set(&image->context->error, IMAPI_E_IMAGE_TOO_BIG,
			       "the image has %" PRIu64 " blocks of contents already",
			       counts.data_blocks);
	image->limit = blocks;
	return IMAPI_OK;
}

IMAPI_API imapi_status
imapi_file_system_image_set_session_start(struct imapi_file_system_image *image, uint64_t block)
{
	if (!image)
		return null_pointer(image, __func__);
	if (block > UINT32_MAX)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "block %" PRIu64 " is beyond what an address can name", block);
	if (image->imported)
		return err_set(&image->context->error, IMAPI_E_READONLY,
			       "the session start was fixed by the import");
	image->start = block;
	return IMAPI_OK;
}

IMAPI_API uint64_t
imapi_file_system_image_session_start(const struct imapi_file_system_image *image)
{
	return image ? image->start : 0;
}

IMAPI_API void imapi_file_system_image_set_padding(struct imapi_file_system_image *image,
						   uint32_t blocks)
{
	image->padding = blocks;
}

IMAPI_API void imapi_file_system_image_set_filter(struct imapi_file_system_image *image,
						  imapi_image_filter_fn *fn, void *user)
{
	image->source.filter = fn;
	image->source.filter_user = user;
}

IMAPI_API void imapi_file_system_image_set_unreadable(struct imapi_file_system_image *image,
						      imapi_image_unreadable_fn *fn, void *user)
{
	image->source.unreadable = fn;
	image->source.unreadable_user = user;
}

IMAPI_API imapi_status imapi_file_system_image_add_tree(struct imapi_file_system_image *image,
							const char *host_path,
							const char *disc_path, int include_base)
{
	if (!image || !host_path)
		return null_pointer(image, __func__);
	return image_add_tree(image, host_path, disc_path, include_base);
}

IMAPI_API imapi_status imapi_file_system_image_add_file(struct imapi_file_system_image *image,
							const char *disc_path,
							struct imapi_stream *stream)
{
	if (!image || !disc_path || !stream)
		return null_pointer(image, __func__);
	return image_add_file(image, disc_path, stream);
}

IMAPI_API imapi_status imapi_file_system_image_add_directory(
	struct imapi_file_system_image *image, const char *disc_path)
{
	if (!image || !disc_path)
		return null_pointer(image, __func__);
	return image_add_directory(image, disc_path);
}

IMAPI_API imapi_status imapi_file_system_image_remove(struct imapi_file_system_image *image,
						      const char *disc_path)
{
	if (!image || !disc_path)
		return null_pointer(image, __func__);
	return image_remove(image, disc_path);
}

IMAPI_API imapi_status imapi_file_system_image_counts(struct imapi_file_system_image *image,
						      struct imapi_image_counts *ret_counts)
{
	struct tree_counts counts;
	imapi_status status;

	if (!image || !ret_counts)
		return null_pointer(image, __func__);
	if (ret_counts->size < sizeof(*ret_counts))
		return err_set(&image->context->error, IMAPI_E_INVALIDARG, "%s: size not set",
			       __func__);
	status = image_counts(image, &counts);
	if (IMAPI_FAILED(status))
		return status;
	ret_counts->files = counts.files;
	ret_counts->directories = counts.directories;
	ret_counts->others = counts.others;
	ret_counts->data_blocks = counts.data_blocks;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_file_system_image_create_result(
	struct imapi_file_system_image *image, struct imapi_image_result **ret_result)
{
	if (!image || !ret_result)
		return null_pointer(image, __func__);
	return image_create_result(image, ret_result);
}
