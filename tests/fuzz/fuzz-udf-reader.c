/* SPDX-License-Identifier: MIT */
/* Reads a UDF volume of 128 blocks, strictly and tolerantly, and imports it. */
#include "file-stream.h"

#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"
#include "udf-image.h"

#define ENTRIES_MAX 5000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(struct imapi_image_reader *reader, const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	const struct imapi_image_entry *named;
	struct imapi_image_extent extent;
	uint8_t bytes[4096];
	char path[300];

	imapi_image_entry_info(entry, &info);
	imapi_image_entry_path(entry, path, sizeof(path));
	for (size_t i = 0; i < MIN(info.extent_count, 4u); i++)
		imapi_image_entry_extent(entry, i, &extent);
	for (size_t i = 0; i < info.stream_count; i++)
		if (!imapi_image_entry_stream(entry, i, &named))
			imapi_image_reader_read(reader, named, 0, bytes, 1);
	if (info.type != IMAPI_IMAGE_FILE)
		return;
	imapi_image_reader_read(reader, entry, 0, bytes, MIN(info.length, sizeof(bytes)));
	if (info.length > sizeof(bytes))
		imapi_image_reader_read(reader, entry, info.length - sizeof(bytes), bytes,
					sizeof(bytes));
}

static void read_all(struct imapi_context *context, struct imapi_stream *stream, int tolerant)
{
	const struct imapi_image_reader_options options = { .size = sizeof(options),
							    .tree = IMAPI_IMAGE_TREE_UDF,
							    .tolerant = tolerant };
	struct imapi_image_volume_info volume = { .size = sizeof(volume) };
	const struct imapi_image_entry *entry = NULL;
	struct imapi_image_reader *reader;
	char text[300];

	if (imapi_image_reader_open(context, stream, &options, &reader))
		return;
	imapi_image_reader_volume(reader, &volume);
	for (size_t i = 0; i < ENTRIES_MAX; i++) {
		if (imapi_image_reader_next(reader, entry, &entry) || !entry)
			break;
		look_at(reader, entry);
	}
	for (uint64_t block = 0; block < BLOCKS * BLOCK / 2048; block++)
		imapi_image_reader_path_of_block(reader, block, text, sizeof(text));
	imapi_image_reader_lookup(reader, "/a/b", &entry);
	imapi_image_reader_free(reader);
}

static void import(struct imapi_context *context, struct imapi_stream *stream)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .tree = IMAPI_IMAGE_TREE_UDF,
					      .next_writable = 1 << 20 };
	struct imapi_file_system_image *image;

	if (imapi_file_system_image_new(context, &image))
		abort();
	imapi_file_system_image_import(image, stream, &options, NULL);
	imapi_file_system_image_free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *image = calloc(BLOCKS, BLOCK);
	struct imapi_context *context;
	struct imapi_stream *stream;

	if (!image || imapi_context_new(&context))
		abort();
	put_blocks(image, data, size);
	stream = test_open_memory(context, image, (size_t)BLOCKS * BLOCK);
	read_all(context, stream, 0);
	read_all(context, stream, 1);
	import(context, stream);
	test_close(stream);
	imapi_context_free(context);
	free(image);
	return 0;
}
