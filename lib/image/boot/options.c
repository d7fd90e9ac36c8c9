/* SPDX-License-Identifier: MIT */
#include "image/boot/options.h"

#include "base/mem.h"
#include "image/boot/el-torito.h"

#include <inttypes.h>

imapi_status boot_options_new(struct imapi_context *context,
			      struct imapi_boot_options **ret_options)
{
	struct imapi_boot_options *options = zalloc(sizeof(*options));

	if (!options)
		return err_no_memory(&context->error);
	options->context = context;
	options->references = 1;
	*ret_options = options;
	return IMAPI_OK;
}

struct imapi_boot_options *boot_options_unref(struct imapi_boot_options *options)
{
	if (!options || --options->references > 0)
		return NULL;
	stream_free(options->stream);
	free(options->path);
	free(options);
	return NULL;
}

imapi_status boot_options_check_frozen(const struct imapi_boot_options *options)
{
	if (options->references == 1)
		return IMAPI_OK;
	return err_advise(&options->context->error,
			  err_set(&options->context->error, IMAPI_E_READONLY,
				  "boot options cannot be changed while an image has them"),
			  "Give the image other boot options, or none, and release its "
			  "results.");
}

enum imapi_boot_emulation boot_options_emulation(const struct imapi_boot_options *options,
						 uint64_t size)
{
	if (options->has_emulation)
		return options->emulation;
	if (options->platform == IMAPI_BOOT_PLATFORM_EFI)
		return IMAPI_BOOT_EMULATION_NONE;
	for (unsigned i = IMAPI_BOOT_EMULATION_FLOPPY_1_2; i < IMAPI_BOOT_EMULATION_HARD_DISK;
	     i++)
		if (et_floppy_size(i) == size)
			return (enum imapi_boot_emulation)i;
	return IMAPI_BOOT_EMULATION_NONE;
}

imapi_status boot_options_check_size(const struct imapi_boot_options *options, uint64_t size,
				     struct imapi_error *err)
{
	uint64_t wanted = options->has_emulation ? et_floppy_size(options->emulation) : 0;

	if (size == 0)
		return err_set(err, IMAPI_E_BOOT_IMAGE_DATA, "the boot image is empty");
	if (wanted && size != wanted)
		return err_advise(err,
				  err_set(err, IMAPI_E_BOOT_EMULATION_IMAGE_SIZE_MISMATCH,
					  "the boot image has %" PRIu64
					  " bytes, that of such a floppy has %" PRIu64,
					  size, wanted),
				  "Start it without emulation, or give a floppy's image.");
	if (options->info_table && size < 64)
		return err_set(err, IMAPI_E_BOOT_IMAGE_DATA,
			       "a boot image of %" PRIu64 " bytes has no room for a boot info "
			       "table",
			       size);
	return IMAPI_OK;
}

imapi_status boot_options_assign(struct imapi_boot_options *options,
				 struct imapi_stream *stream)
{
	imapi_status status = boot_options_check_frozen(options);

	if (!IMAPI_FAILED(status))
		status = boot_options_check_size(options, stream->length,
						 &options->context->error);
	if (IMAPI_FAILED(status))
		return status;
	stream_free(options->stream);
	free(options->path);
	options->path = NULL;
	options->stream = stream;
	return IMAPI_OK;
}

imapi_status boot_options_set_path(struct imapi_boot_options *options, const char *path)
{
	imapi_status status = boot_options_check_frozen(options);
	char *copy;

	if (IMAPI_FAILED(status))
		return status;
	copy = strdup(path);
	if (!copy)
		return err_no_memory(&options->context->error);
	free(options->path);
	options->path = copy;
	options->stream = stream_free(options->stream);
	return IMAPI_OK;
}

imapi_status boot_options_set_emulation(struct imapi_boot_options *options,
					enum imapi_boot_emulation emulation)
{
	struct imapi_boot_options changed = *options;
	imapi_status status = boot_options_check_frozen(options);

	if (IMAPI_FAILED(status))
		return status;
	if ((unsigned)emulation > IMAPI_BOOT_EMULATION_HARD_DISK)
		return err_set(&options->context->error, IMAPI_E_INVALID_PARAM,
			       "there is no emulation %d", (int)emulation);
	changed.has_emulation = true;
	changed.emulation = emulation;
	if (options->stream)
		status = boot_options_check_size(&changed, options->stream->length,
						 &options->context->error);
	if (!IMAPI_FAILED(status))
		*options = changed;
	return status;
}

void boot_settings_copy(struct boot_settings *to, const struct boot_settings *from)
{
	*to = *from;
	for (size_t i = 0; i < to->count; i++)
		to->options[i]->references++;
}

void boot_settings_clear(struct boot_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		settings->options[i] = boot_options_unref(settings->options[i]);
	settings->count = 0;
}
