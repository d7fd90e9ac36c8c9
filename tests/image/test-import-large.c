/* SPDX-License-Identifier: MIT */
/* A file of several extents, as an earlier session has it, in a new one. */
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"
#include "support/t.h"

#define LARGE (UINT64_C(5) << 30)

static struct imapi_context *context;

static struct imapi_file_system_image *new_image(void)
{
	struct imapi_file_system_image *image;

	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	return image;
}

/* A medium with a file of 5 GiB on it, which nobody has to store. */
static struct imapi_stream *large_medium(struct imapi_file_system_image *image)
{
	struct imapi_image_result *result;
	struct imapi_stream *zeroes, *medium;

	ck_assert_int_eq(imapi_stream_zero(context, LARGE, &zeroes), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/large", zeroes), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	medium = imapi_image_result_take_stream(result);
	imapi_image_result_free(result);
	return medium;
}

/* Where the extents of the file lie, and how long they are. */
static size_t extents_in(struct imapi_stream *stream, uint32_t start,
			 enum imapi_image_tree tree, struct imapi_image_extent ret[4])
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = tree,
						      .first_block = start,
						      .session_start = start };
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	const struct imapi_image_entry *entry;
	struct imapi_image_reader *reader;

	ck_assert_int_eq(imapi_image_reader_open(context, stream, &options, &reader), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/large", &entry), IMAPI_OK);
	imapi_image_entry_info(entry, &info);
	ck_assert_uint_eq(info.length, LARGE);
	ck_assert_uint_le(info.extent_count, 4);
	for (size_t i = 0; i < info.extent_count; i++)
		imapi_image_entry_extent(entry, i, &ret[i]);
	imapi_image_reader_free(reader);
	return info.extent_count;
}

T(a_file_of_several_extents_keeps_all_of_them)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .next_writable = 3000000 };
	struct imapi_file_system_image *first, *second;
	struct imapi_image_extent was[4], is[4];
	struct imapi_image_result *result;
	struct imapi_stream *medium;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	first = new_image();
	second = new_image();
	medium = large_medium(first);
	ck_assert_int_eq(imapi_file_system_image_import(second, medium, &options, NULL),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(second, &result), IMAPI_OK);
	ck_assert_uint_lt(imapi_image_result_total_blocks(result), 300);
	for (int joliet = 0; joliet < 2; joliet++) {
		enum imapi_image_tree tree =
			joliet ? IMAPI_IMAGE_TREE_JOLIET : IMAPI_IMAGE_TREE_ROCK_RIDGE;

		ck_assert_uint_eq(extents_in(medium, 0, tree, was), 2);
		ck_assert_uint_eq(
			extents_in(imapi_image_result_stream(result), 3000000, tree, is), 2);
		for (int i = 0; i < 2; i++) {
			ck_assert_uint_eq(is[i].block, was[i].block);
			ck_assert_uint_eq(is[i].length, was[i].length);
		}
	}
	imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_set_interchange_level(second, 2), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(second, &result),
			 IMAPI_E_DATA_TOO_BIG);
	imapi_file_system_image_free(second);
	imapi_stream_free(medium);
	imapi_file_system_image_free(first);
	imapi_context_free(context);
}

T_MAIN("import of large files")
