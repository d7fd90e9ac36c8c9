/* SPDX-License-Identifier: MIT */
/* Sessions of UDF whose files go on in a session of ISO 9660 behind them. */
#include "support/t.h"

#include "file-stream.h"
#include "udf-made.h"

#include "base/mem.h"
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"

#define BLOCK 2048u
#define WRITABLE (MADE_SIZE / BLOCK)
#define MEDIUM_SIZE (512u * BLOCK)

static struct imapi_context *context;
static uint8_t *medium;
static struct imapi_stream *stream;
static struct imapi_image_reader *reader;

/* A medium that begins with the volume. */
static void begin(struct made *made)
{
	made_volume(made);
	medium = calloc(1, MEDIUM_SIZE);
	ck_assert_ptr_nonnull(medium);
	memcpy(medium, made->bytes, MADE_SIZE);
	free(made);
	ck_assert_int_eq(imapi_context_new(&context), 0);
	stream = test_open_memory(context, medium, MADE_SIZE);
	reader = NULL;
}

static void end(void)
{
	imapi_image_reader_free(reader);
	test_close(stream);
	imapi_context_free(context);
	free(medium);
}

static imapi_status import(struct imapi_file_system_image *image)
{
	const struct imapi_image_import options = { .size = sizeof(options),
						    .tree = IMAPI_IMAGE_TREE_UDF,
						    .next_writable = WRITABLE };
	unsigned tree = 0;
	imapi_status status = imapi_file_system_image_import(image, stream, &options, &tree);

	ck_assert(status != 0 || tree == IMAPI_IMAGE_TREE_UDF);
	return status;
}

/* Imports, writes the next session behind the volume and opens it. */
static void go_on(void)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .session_start = WRITABLE };
	struct imapi_file_system_image *image = NULL;
	struct imapi_image_result *result = NULL;
	struct imapi_block_range range;

	ck_assert_int_eq(imapi_file_system_image_new(context, &image), 0);
	ck_assert_int_eq(import(image), 0);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), 0);
	ck_assert_uint_eq(imapi_image_result_modified_blocks(result, &range, 1), 1);
	ck_assert_uint_eq(range.start_lba, WRITABLE);
	ck_assert_uint_lt(range.end_lba, MEDIUM_SIZE / BLOCK);
	ck_assert_int_eq(imapi_stream_read(imapi_image_result_stream(result), 0,
					   medium + MADE_SIZE,
					   (range.end_lba + 1 - WRITABLE) * BLOCK),
			 0);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	test_close(stream);
	stream = test_open_memory(context, medium, MEDIUM_SIZE);
	ck_assert_int_eq(imapi_image_reader_open(context, stream, &options, &reader), 0);
}

static const struct imapi_image_entry *find(const char *path)
{
	const struct imapi_image_entry *entry = NULL;

	ck_assert_msg(imapi_image_reader_lookup(reader, path, &entry) == 0, "%s", path);
	return entry;
}

static struct imapi_image_entry_info info_of(const char *path)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };

	ck_assert_int_eq(imapi_image_entry_info(find(path), &info), 0);
	return info;
}

static struct made *new_made(void)
{
	struct made *made = zalloc(sizeof(*made));

	ck_assert_ptr_nonnull(made);
	made_name(made, UDF_FID_DIRECTORY | UDF_FID_PARENT, "", MADE_ROOT);
	return made;
}

T(bytes_beside_a_file_entry_are_written_again)
{
	struct made *made = new_made();
	char text[6] = "";

	made_name(made, 0, "small.txt", 2);
	made_small(made, 2, "hello");
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	begin(made);
	go_on();
	ck_assert_uint_eq(info_of("/small.txt").length, 5);
	ck_assert_uint_eq(info_of("/small.txt").mode, 0100644);
	ck_assert_uint_eq(info_of("/small.txt").uid, 0);
	ck_assert_int_eq(imapi_image_reader_read(reader, find("/small.txt"), 0, text, 5), 0);
	ck_assert_str_eq(text, "hello");
	end();
}

/* A file of two blocks of the medium, recorded, with or without a hole before them. */
static void put_blocks(struct made *made, bool hole)
{
	uint8_t ads[16];
	size_t n = 0;

	if (hole)
		n = made_short(ads, n, UDF_EXTENT_UNALLOCATED, 2 * BLOCK, 0);
	n = made_short(ads, n, UDF_EXTENT_RECORDED, 2 * BLOCK, 24);
	memset(made_block(made, 24), 'x', 2 * (size_t)BLOCK);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = hole ? 4 * BLOCK : 2 * BLOCK,
					     .tail = ads,
					     .tail_length = n });
	made_name(made, 0, "f", 2);
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
}

T(whole_blocks_stay_where_they_are)
{
	struct made *made = new_made();
	struct imapi_image_extent extent;

	put_blocks(made, false);
	begin(made);
	go_on();
	ck_assert_int_eq(imapi_image_entry_extent(find("/f"), 0, &extent), 0);
	ck_assert_uint_eq(extent.block, (MADE_PARTITION + 24) * MADE_BLOCK / BLOCK);
	ck_assert_uint_eq(extent.length, 2 * BLOCK);
	end();
}

T(a_file_with_a_hole_is_written_whole)
{
	struct made *made = new_made();
	char text[4 * BLOCK], wanted[4 * BLOCK] = { 0 };

	put_blocks(made, true);
	begin(made);
	go_on();
	memset(wanted + 2 * (size_t)BLOCK, 'x', 2 * (size_t)BLOCK);
	ck_assert_uint_eq(info_of("/f").length, sizeof(text));
	ck_assert_int_eq(imapi_image_reader_read(reader, find("/f"), 0, text, sizeof(text)), 0);
	ck_assert_mem_eq(text, wanted, sizeof(text));
	end();
}

T(a_file_that_leaves_its_partition_is_refused)
{
	struct imapi_file_system_image *image = NULL;
	struct made *made = new_made();
	uint8_t ads[16];
	size_t n = made_short(ads, 0, UDF_EXTENT_UNALLOCATED, 100, 0);

	n = made_short(ads, n, UDF_EXTENT_RECORDED, MADE_BLOCK, 90000);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = 100 + MADE_BLOCK,
					     .tail = ads,
					     .tail_length = n });
	made_name(made, 0, "f", 2);
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	begin(made);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), 0);
	ck_assert_int_eq(import(image), IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	imapi_file_system_image_free(image);
	end();
}

T(the_session_is_identified_as_udf)
{
	struct made *made = new_made();
	unsigned trees = 0;

	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	begin(made);
	memcpy(medium + 16 * BLOCK, "\0BEA01\1", 7);
	memcpy(medium + 17 * BLOCK, "\0NSR03\1", 7);
	memcpy(medium + 18 * BLOCK, "\0TEA01\1", 7);
	ck_assert_int_eq(imapi_image_identify(context, stream, 0, &trees), 0);
	ck_assert_uint_eq(trees, IMAPI_IMAGE_TREE_UDF);
	ck_assert_int_eq(imapi_image_default_for_import(trees), IMAPI_IMAGE_TREE_UDF);
	end();
}

T_MAIN("udf-import")
