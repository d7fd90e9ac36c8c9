/* SPDX-License-Identifier: MIT */
/*
 * Reads a UDF volume of 128 blocks of 512 bytes. The input is a row of blocks, each behind a
 * byte that says where it goes. What looks like a descriptor gets the checksums it needs, so
 * that what is in it is looked at.
 */
#include "file-stream.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/udf/tag.h"
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"

#define BLOCK 512u
#define BLOCKS 128u
#define ENTRIES_MAX 5000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void seal(uint8_t *bytes, size_t room)
{
	size_t length = MIN(get_le16(bytes + 10), room - 16);

	put_le16(bytes + 10, (uint16_t)length);
	put_le16(bytes + 8, udf_crc(bytes + 16, length));
	bytes[4] = udf_checksum(bytes);
}

/* File identifiers inside a block first: they may be inside a file entry. */
static void seal_block(uint8_t *bytes)
{
	uint16_t id = get_le16(bytes);

	for (size_t at = BLOCK - 20; at > 0; at -= 4)
		if (get_le16(bytes + at) == UDF_TAG_FILE_ID)
			seal(bytes + at, BLOCK - at);
	if (id <= UDF_TAG_INTEGRITY || (id >= UDF_TAG_FILE_SET && id <= UDF_TAG_EXTENDED_FILE))
		seal(bytes, BLOCK);
}

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
	for (size_t at = 0; at + 1 < size; at += 1 + BLOCK) {
		uint8_t *block = image + (size_t)(data[at] % BLOCKS) * BLOCK;

		memcpy(block, data + at + 1, MIN(size - at - 1, BLOCK));
		seal_block(block);
	}
	stream = test_open_memory(context, image, (size_t)BLOCKS * BLOCK);
	read_all(context, stream, 0);
	read_all(context, stream, 1);
	import(context, stream);
	test_close(stream);
	imapi_context_free(context);
	free(image);
	return 0;
}
