/* SPDX-License-Identifier: MIT */
/* Giving an image its boot options. */
#include "image/image.h"

#include "base/mem.h"
#include "image/boot/boot.h"

imapi_status image_set_boot_options(struct imapi_file_system_image *image,
				    struct imapi_boot_options *const *options, size_t count)
{
	struct imapi_error *err = &image->context->error;
	struct boot_settings settings = { .count = count };
	struct boot *boot = NULL;
	imapi_status status;

	if (count > IMAPI_BOOT_ENTRIES_MAX)
		return err_set(err, IMAPI_E_INVALID_PARAM,
			       "%zu boot images, a disc has at most %d", count,
			       IMAPI_BOOT_ENTRIES_MAX);
	status = count ? boot_check_session(image->start, image->imported != NULL, err)
		       : IMAPI_OK;
	for (size_t i = 0; i < count; i++)
		settings.options[i] = options[i];
	if (!IMAPI_FAILED(status))
		status = boot_new(&settings, image->tree, &boot, err);
	boot_free(boot);
	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i < count; i++)
		options[i]->references++;
	boot_settings_clear(&image->boot);
	memcpy(image->boot.options, settings.options, sizeof(settings.options));
	image->boot.count = count;
	image_forget_same(image);
	return IMAPI_OK;
}

imapi_status image_set_hybrid(struct imapi_file_system_image *image, bool wanted,
			      const void *code, size_t code_length)
{
	if (code_length > BOOT_CODE_MAX)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "the code of a master boot record has at most %u bytes, not %zu",
			       BOOT_CODE_MAX, code_length);
	image->boot.hybrid = wanted;
	image->boot.code_length = code_length;
	if (code_length)
		memcpy(image->boot.code, code, code_length);
	return IMAPI_OK;
}
