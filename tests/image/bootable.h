/* SPDX-License-Identifier: MIT */
/* An image that computers start from: what its tests share. */
#ifndef TESTS_IMAGE_BOOTABLE_H
#define TESTS_IMAGE_BOOTABLE_H

#include "imapi/boot-options.h"
#include "imapi/file-system-image.h"

#define BLOCK 2048u

extern struct imapi_context *context;
extern struct imapi_file_system_image *image;
extern struct imapi_image_result *result;
extern struct imapi_boot_options *options[IMAPI_BOOT_ENTRIES_MAX + 1];
extern uint8_t *bytes; /* of what was built */

/* A new image with /boot/a.bin, and options that nothing was set of. */
void begin(void);
void end(void);

/* Streams, which their user owns: of numbers, at most 64 KiB, or of zeroes. */
struct imapi_stream *numbers(uint64_t length);
struct imapi_stream *zeroes(uint64_t length);

/* Options @i get the file; the image gets the first @count of them. */
void of_path(size_t i, enum imapi_boot_platform platform);
imapi_status set(size_t count);

/* Builds the image and reads all of it. */
void build(void);

/* The boot catalog, an entry of it, and what that starts. */
const uint8_t *catalog(void);
const uint8_t *entry(size_t index);
const uint8_t *image_of(const uint8_t *e);

#endif
