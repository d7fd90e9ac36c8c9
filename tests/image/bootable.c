/* SPDX-License-Identifier: MIT */
#include "image/bootable.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "support/t.h"

struct imapi_context *context;
struct imapi_file_system_image *image;
struct imapi_image_result *result;
struct imapi_boot_options *options[IMAPI_BOOT_ENTRIES_MAX + 1];
uint8_t *bytes;

struct imapi_stream *numbers(uint64_t length)
{
	static uint8_t data[64 << 10];
	struct imapi_stream *stream = NULL;

	ck_assert_uint_le(length, sizeof(data));
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 % 251);
	ck_assert_int_eq(imapi_stream_from_memory(context, data, length, &stream), IMAPI_OK);
	return stream;
}

struct imapi_stream *zeroes(uint64_t length)
{
	struct imapi_stream *stream = NULL;

	ck_assert_int_eq(imapi_stream_zero(context, length, &stream), IMAPI_OK);
	return stream;
}

void begin(void)
{
	result = NULL;
	bytes = NULL;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/boot/a.bin", numbers(5003)),
			 IMAPI_OK);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		ck_assert_int_eq(imapi_boot_options_new(context, &options[i]), IMAPI_OK);
}

void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		imapi_boot_options_free(options[i]);
	imapi_context_free(context);
	free(bytes);
}

imapi_status set(size_t count)
{
	return imapi_file_system_image_set_boot_options(image, options, count);
}

void build(void)
{
	struct imapi_stream *stream;
	uint64_t length;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	stream = imapi_image_result_stream(result);
	length = imapi_stream_length(stream);
	bytes = malloc(length);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(imapi_stream_read(stream, 0, bytes, length), IMAPI_OK);
}

const uint8_t *catalog(void)
{
	return bytes + (size_t)get_le32(bytes + 17 * BLOCK + 71) * BLOCK;
}

const uint8_t *entry(size_t index)
{
	return catalog() + index * 32;
}

const uint8_t *image_of(const uint8_t *e)
{
	return bytes + (size_t)get_le32(e + 8) * BLOCK;
}

void of_path(size_t i, enum imapi_boot_platform platform)
{
	ck_assert_int_eq(imapi_boot_options_set_path(options[i], "boot/a.bin"), IMAPI_OK);
	ck_assert_int_eq(imapi_boot_options_set_platform(options[i], platform), IMAPI_OK);
}
