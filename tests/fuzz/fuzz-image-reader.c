/* SPDX-License-Identifier: MIT */
/*
 * Reads, imports and judges whatever it is given. The input is an image without its first 32
 * KiB, which no reader looks at.
 */
#include "file-stream.h"

#include "base/mem.h"
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"

#define SYSTEM_AREA 32768u
#define ENTRIES_MAX 5000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(struct imapi_image_reader *reader, const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	struct imapi_image_extent extent;
	uint8_t bytes[4096];
	char path[300];

	imapi_image_entry_info(entry, &info);
	imapi_image_entry_path(entry, path, sizeof(path));
	for (size_t i = 0; i < MIN(info.extent_count, 4u); i++)
		imapi_image_entry_extent(entry, i, &extent);
	if (info.type != IMAPI_IMAGE_FILE)
		return;
	imapi_image_reader_read(reader, entry, 0, bytes, MIN(info.length, sizeof(bytes)));
	if (info.length > sizeof(bytes))
		imapi_image_reader_read(reader, entry, info.length - sizeof(bytes), bytes,
					sizeof(bytes));
}

static void read_all(struct imapi_image_reader *reader)
{
	struct imapi_image_volume_info volume = { .size = sizeof(volume) };
	const struct imapi_image_entry *entry = NULL;
	char text[300];

	imapi_image_reader_volume(reader, &volume);
	for (size_t i = 0; i < ENTRIES_MAX; i++) {
		if (imapi_image_reader_next(reader, entry, &entry) || !entry)
			break;
		look_at(reader, entry);
	}
	for (uint64_t block = 0; block < 64; block++)
		imapi_image_reader_path_of_block(reader, block, text, sizeof(text));
	imapi_image_reader_lookup(reader, "/a/b", &entry);
}

static void ignore(void *user, const struct imapi_image_finding *finding)
{
	*(size_t *)user += strlen(finding->path) + strlen(finding->text);
}

#define RESULT_MAX (8u << 20)

/* Builds a session of what was imported and reads all of it but what was there before. */
static void rebuild(struct imapi_file_system_image *image)
{
	struct imapi_image_result *result;
	struct imapi_block_range range;
	struct imapi_stream *stream;
	uint8_t bytes[4096];
	uint64_t first, end;

	if (imapi_file_system_image_create_result(image, &result))
		return;
	imapi_image_result_modified_blocks(result, &range, 1);
	first = imapi_image_result_first_block(result);
	stream = imapi_image_result_stream(result);
	end = MIN(range.end_lba, range.start_lba + RESULT_MAX / sizeof(bytes));
	for (uint64_t lba = range.start_lba; lba < end; lba += 2)
		imapi_stream_read(stream, (lba - first) * 2048, bytes, sizeof(bytes));
	imapi_stream_read(stream, 0, bytes, sizeof(bytes));
	imapi_image_result_free(result);
}

static void import(struct imapi_context *context, struct imapi_stream *stream,
		   enum imapi_image_tree tree, int in_place)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .tree = tree,
					      .next_writable = 1 << 20,
					      .in_place = in_place };
	struct imapi_file_system_image *image;

	if (imapi_file_system_image_new(context, &image))
		abort();
	imapi_file_system_image_add_directory(image, "/a/b");
	if (!imapi_file_system_image_import(image, stream, &options, NULL))
		rebuild(image);
	imapi_file_system_image_free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum imapi_image_tree trees[] = { IMAPI_IMAGE_TREE_ROCK_RIDGE,
						       IMAPI_IMAGE_TREE_JOLIET,
						       IMAPI_IMAGE_TREE_ISO9660 };
	uint8_t *image = calloc(1, SYSTEM_AREA + size);
	struct imapi_context *context;
	struct imapi_stream *stream;
	size_t sum = 0;

	if (!image || imapi_context_new(&context))
		abort();
	memcpy(image + SYSTEM_AREA, data, size);
	stream = test_open_memory(context, image, SYSTEM_AREA + size);
	for (size_t i = 0; i < 2 * ARRAY_SIZE(trees); i++)
		import(context, stream, trees[i / 2], (int)(i % 2));
	for (size_t i = 0; i < 2 * ARRAY_SIZE(trees); i++) {
		struct imapi_image_reader_options options = { .size = sizeof(options),
							      .tree = trees[i / 2],
							      .tolerant = (int)(i % 2) };
		struct imapi_image_reader *reader;

		if (imapi_image_reader_open(context, stream, &options, &reader))
			continue;
		read_all(reader);
		imapi_image_reader_free(reader);
	}
	imapi_image_check(context, stream, ignore, &sum);
	test_close(stream);
	imapi_context_free(context);
	free(image);
	return 0;
}
