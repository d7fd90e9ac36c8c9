/* SPDX-License-Identifier: MIT */
/*
 * Judges boot catalogs and partition tables, and asks what every block is. The input is the
 * address in the boot record, the catalog, the start of a boot image, and the system area from
 * its partition table on, put into an image that is good otherwise.
 */
#include "file-stream.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "imapi/boot-options.h"
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"

#define BLOCK 2048u
#define CATALOG_BLOCKS 2u
#define IMAGE_SIZE (CATALOG_BLOCKS * BLOCK)
#define PADDING 16u
#define PARTITIONS 446u
#define SYSTEM_AREA 32768u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	uint8_t *bytes; /* NULL until it is made */
	size_t length;
	uint64_t place; /* block of the catalog */
} good;

/* The catalog is a file here, so that it has more room than one block, then a boot image. */
static void make_good(struct imapi_context *context)
{
	static const uint8_t zeroes[2 * IMAGE_SIZE];
	struct imapi_boot_options *options;
	struct imapi_file_system_image *image;
	struct imapi_image_result *result;
	struct imapi_image_item item = { .size = sizeof(item) };
	struct imapi_stream *stream;
	char path[16];

	if (imapi_stream_from_memory(context, zeroes, sizeof(zeroes), &stream) ||
	    imapi_file_system_image_new(context, &image) ||
	    imapi_file_system_image_add_file(image, "/a", stream) ||
	    imapi_boot_options_new(context, &options) ||
	    imapi_boot_options_set_path(options, "/a") ||
	    imapi_file_system_image_set_boot_options(image, &options, 1))
		abort();
	imapi_file_system_image_set_timestamp(image, 0);
	imapi_file_system_image_set_padding(image, PADDING);
	if (imapi_file_system_image_create_result(image, &result) ||
	    imapi_image_result_item(result, 0, &item, path, sizeof(path)))
		abort();
	stream = imapi_image_result_stream(result);
	good.length = (size_t)imapi_stream_length(stream);
	good.place = item.first_block;
	good.bytes = malloc(good.length);
	if (!good.bytes || imapi_stream_read(stream, 0, good.bytes, good.length))
		abort();
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_boot_options_free(options);
}

static void ignore(void *user, const struct imapi_image_finding *finding)
{
	*(size_t *)user += strlen(finding->path) + strlen(finding->text);
}

static void ask(struct imapi_context *context, struct imapi_stream *stream)
{
	struct imapi_image_reader *reader;
	char text[300];

	if (imapi_image_reader_open(context, stream, NULL, &reader))
		abort();
	for (uint64_t block = 0; block < imapi_stream_length(stream) / BLOCK; block++)
		imapi_image_reader_path_of_block(reader, block, text, sizeof(text));
	imapi_image_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct imapi_context *context;
	struct imapi_stream *stream;
	size_t sum = 0;
	uint8_t *image;

	if (size < 4)
		return 0;
	if (imapi_context_new(&context))
		abort();
	if (!good.bytes)
		make_good(context);
	image = malloc(good.length);
	if (!image)
		abort();
	memcpy(image, good.bytes, good.length);
	put_le32(image + (size_t)17 * BLOCK + 71,
		 get_le32(data) ? get_le32(data) : (uint32_t)good.place);
	data += 4;
	size -= 4;
	memcpy(image + good.place * BLOCK, data, MIN(size, 2 * IMAGE_SIZE));
	if (size > 2 * IMAGE_SIZE)
		memcpy(image + PARTITIONS, data + 2 * IMAGE_SIZE,
		       MIN(size - 2 * IMAGE_SIZE, SYSTEM_AREA - PARTITIONS));
	stream = test_open_memory(context, image, good.length);
	imapi_image_check(context, stream, ignore, &sum);
	ask(context, stream);
	test_close(stream);
	imapi_context_free(context);
	free(image);
	return 0;
}
