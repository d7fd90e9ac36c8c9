/* SPDX-License-Identifier: MIT */
/* The bodies of boot options, and what an image knows of them. */
#ifndef LIB_IMAGE_BOOT_OPTIONS_H
#define LIB_IMAGE_BOOT_OPTIONS_H

#include "imapi/boot-options.h"

#include "stream/stream.h"

#define BOOT_MANUFACTURER 24u
#define BOOT_CODE_MAX 446u

struct imapi_boot_options {
	struct imapi_context *context;
	unsigned references; /* more than one: an image has them, they must not change */
	struct imapi_stream *stream;
	char *path;
	char manufacturer[BOOT_MANUFACTURER + 1];
	enum imapi_boot_platform platform;
	enum imapi_boot_emulation emulation; /* only if it was set */
	bool has_emulation, has_load_sectors, info_table;
	uint16_t load_segment, load_sectors;
};

/* What is asked for; its holder refers to the options. */
struct boot_settings {
	struct imapi_boot_options *options[IMAPI_BOOT_ENTRIES_MAX];
	size_t count;
	bool hybrid;
	uint8_t code[BOOT_CODE_MAX];
	size_t code_length;
};

/* Copies, with references. */
void boot_settings_copy(struct boot_settings *to, const struct boot_settings *from);
void boot_settings_clear(struct boot_settings *settings);

/* What each means is said at the function of the same name in imapi/boot-options.h. */
imapi_status boot_options_new(struct imapi_context *context,
			      struct imapi_boot_options **ret_options);
struct imapi_boot_options *boot_options_unref(struct imapi_boot_options *options);
imapi_status boot_options_assign(struct imapi_boot_options *options,
				 struct imapi_stream *stream);
imapi_status boot_options_set_path(struct imapi_boot_options *options, const char *path);
imapi_status boot_options_set_emulation(struct imapi_boot_options *options,
					enum imapi_boot_emulation emulation);

/* Fails with IMAPI_E_READONLY as long as an image has them. */
imapi_status boot_options_check_frozen(const struct imapi_boot_options *options);

/* The emulation of a boot image of @size bytes: as it was set, or by the size. */
enum imapi_boot_emulation boot_options_emulation(const struct imapi_boot_options *options,
						 uint64_t size);

/* Fails if a boot image of @size bytes is none or cannot be what the options say. */
imapi_status boot_options_check_size(const struct imapi_boot_options *options, uint64_t size,
				     struct imapi_error *err);

#endif
