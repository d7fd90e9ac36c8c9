/* SPDX-License-Identifier: MIT */
/* The image as a program uses it: contents in, bytes out, and what can go wrong between. */
#include "imapi/file-system-image.h"
#include "support/folder.h"
#include "support/t.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;

static void begin(void)
{
	const struct timespec times[2] = { { 1700000000, 0 }, { 1700000000, 0 } };

	result = NULL;
	folder_new();
	ck_assert_int_eq(mkdir(at("sub"), 0755), 0);
	put("a.txt", "hello");
	put("empty", "");
	put("sub/b.txt", "world");
	utimensat(AT_FDCWD, folder, times, 0);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
}

static void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	folder_remove();
}

static const char *message(void)
{
	return imapi_error_message(imapi_last_error(context));
}

static void add(void)
{
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0), IMAPI_OK);
}

static void build(void)
{
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
}

static imapi_status read_all(uint8_t **ret_bytes, size_t *ret_length)
{
	struct imapi_stream *s = imapi_image_result_stream(result);
	uint8_t *bytes = malloc(imapi_stream_length(s));
	imapi_status status;

	*ret_length = imapi_stream_length(s);
	status = imapi_stream_read(s, 0, bytes, *ret_length);
	if (ret_bytes)
		*ret_bytes = bytes;
	else
		free(bytes);
	return status;
}

static struct imapi_image_counts counts(void)
{
	struct imapi_image_counts c = { .size = sizeof(c) };

	ck_assert_int_eq(imapi_file_system_image_counts(image, &c), IMAPI_OK);
	return c;
}

T(equal_contents_and_settings_give_equal_bytes)
{
	uint8_t *first, *second;
	size_t length, again;

	begin();
	add();
	build();
	ck_assert_int_eq(read_all(&first, &length), IMAPI_OK);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_file_system_image_new(context, &image);
	imapi_file_system_image_set_timestamp(image, 1700000000);
	add();
	build();
	ck_assert_int_eq(read_all(&second, &again), IMAPI_OK);
	ck_assert_uint_eq(length, again);
	ck_assert_mem_eq(first, second, length);
	free(first);
	free(second);
	end();
}

T(any_piece_reads_like_the_whole)
{
	uint8_t *whole, piece[5000];
	size_t length;

	begin();
	add();
	build();
	ck_assert_int_eq(read_all(&whole, &length), IMAPI_OK);
	for (size_t from = 0; from + sizeof(piece) < length; from += 3333) {
		ck_assert_int_eq(imapi_stream_read(imapi_image_result_stream(result), from,
						   piece, sizeof(piece)),
				 IMAPI_OK);
		ck_assert_mem_eq(piece, whole + from, sizeof(piece));
	}
	free(whole);
	end();
}

T(every_block_says_what_it_is)
{
	struct imapi_image_item item = { .size = sizeof(item) };
	char path[64];

	begin();
	add();
	build();
	ck_assert_uint_eq(imapi_image_result_item_count(result), 2);
	ck_assert_int_eq(imapi_image_result_item(result, 0, &item, path, sizeof(path)),
			 IMAPI_OK);
	ck_assert_str_eq(path, "/a.txt");
	ck_assert_uint_eq(item.block_count, 1);
	ck_assert_uint_eq(item.length, 5);
	imapi_image_result_path_of_block(result, item.first_block, path, sizeof(path));
	ck_assert_str_eq(path, "/a.txt");
	imapi_image_result_path_of_block(result, item.first_block + 1, path, sizeof(path));
	ck_assert_str_eq(path, "/sub/b.txt");
	imapi_image_result_path_of_block(result, 16, path, sizeof(path));
	ck_assert_str_eq(path, "volume descriptors");
	ck_assert_uint_eq(imapi_image_result_path_of_block(
				  result, imapi_image_result_total_blocks(result), path, 64),
			  0);
	end();
}

T(a_file_is_found_by_its_block_and_by_each_of_its_names)
{
	struct imapi_image_item item = { .size = sizeof(item) };
	char path[64], target[512];
	size_t index = 99, same = 98;

	begin();
	strcpy(target, at("a.txt"));
	ck_assert_int_eq(link(target, at("sub/z.txt")), 0);
	add();
	build();
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "sub/b.txt", &index),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_image_result_item(result, index, &item, path, sizeof(path)),
			 IMAPI_OK);
	ck_assert_str_eq(path, "/sub/b.txt");
	ck_assert_int_eq(imapi_image_result_item_of_block(result, item.first_block, &same),
			 IMAPI_OK);
	ck_assert_uint_eq(same, index);
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "/a.txt", &index), IMAPI_OK);
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "/sub/z.txt", &same),
			 IMAPI_OK);
	ck_assert_uint_eq(same, index);
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "/empty", &same),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "/gone", &same),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_result_item_of_path(result, "/sub", &same),
			 IMAPI_E_NOT_FILE);
	ck_assert_int_eq(imapi_image_result_item_of_block(result, 16, &same),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_result_item_of_block(result, 1 << 30, &same),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_uint_eq(same, index);
	end();
}

T(a_later_session_has_addresses_of_the_medium)
{
	struct imapi_image_item item = { .size = sizeof(item) };
	uint8_t *bytes;
	size_t length;

	begin();
	add();
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 5000), IMAPI_OK);
	build();
	ck_assert_uint_eq(imapi_image_result_first_block(result), 5000);
	imapi_image_result_item(result, 0, &item, NULL, 0);
	ck_assert_int_eq(read_all(&bytes, &length), IMAPI_OK);
	ck_assert_mem_eq(bytes + (item.first_block - 5000) * 2048, "hello\0", 6);
	ck_assert_mem_eq(bytes + 16 * 2048, "\001CD001", 6);
	free(bytes);
	end();
}

T(a_source_that_grows_is_an_error_that_names_it)
{
	size_t length;

	begin();
	add();
	build();
	put("sub/b.txt", "world, and more");
	ck_assert_int_eq(read_all(NULL, &length), IMAPI_E_DATA_STREAM_INCONSISTENCY);
	ck_assert_ptr_nonnull(strstr(message(), at("sub/b.txt")));
	end();
}

T(an_empty_source_that_grows_is_an_error_too)
{
	size_t length;

	begin();
	add();
	build();
	put("empty", "no longer");
	ck_assert_int_eq(read_all(NULL, &length), IMAPI_E_DATA_STREAM_INCONSISTENCY);
	ck_assert_ptr_nonnull(strstr(message(), at("empty")));
	end();
}

T(a_source_that_vanishes_is_an_error_that_names_it)
{
	size_t length;

	begin();
	add();
	build();
	unlink(at("a.txt"));
	ck_assert_int_eq(read_all(NULL, &length), IMAPI_E_DATA_STREAM_CREATE_FAILURE);
	ck_assert_ptr_nonnull(strstr(message(), at("a.txt")));
	end();
}

T(a_source_that_became_a_link_is_not_followed)
{
	size_t length;

	begin();
	add();
	build();
	unlink(at("a.txt"));
	ck_assert_int_eq(symlink("/etc/passwd", at("a.txt")), 0);
	ck_assert_int_eq(read_all(NULL, &length), IMAPI_E_DATA_STREAM_CREATE_FAILURE);
	end();
}

T(an_image_with_a_result_cannot_be_changed)
{
	struct imapi_stream *s;

	begin();
	add();
	build();
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "x"), IMAPI_E_READONLY);
	s = imapi_image_result_take_stream(result);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "a.txt"), IMAPI_E_READONLY);
	imapi_stream_free(s);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "a.txt"), IMAPI_OK);
	end();
}

T(a_stream_outlives_its_result_and_its_image)
{
	struct imapi_stream *s;
	uint8_t bytes[2048];

	begin();
	add();
	build();
	s = imapi_image_result_take_stream(result);
	result = imapi_image_result_free(result);
	image = imapi_file_system_image_free(image);
	ck_assert_int_eq(imapi_stream_read(s, 16 * 2048, bytes, 2048), IMAPI_OK);
	ck_assert_mem_eq(bytes, "\001CD001", 6);
	imapi_stream_free(s);
	end();
}

T(files_directories_and_trees_are_joined)
{
	struct imapi_stream *s;

	begin();
	ck_assert_int_eq(imapi_stream_from_memory(context, "x", 1, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/sub/deep/x", s), IMAPI_OK);
	add();
	ck_assert_uint_eq(counts().files, 4);
	ck_assert_uint_eq(counts().directories, 2);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "copies", 1),
			 IMAPI_OK);
	ck_assert_uint_eq(counts().files, 7);
	ck_assert_uint_eq(counts().directories, 5);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/copies"), IMAPI_OK);
	ck_assert_uint_eq(counts().files, 4);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/"), IMAPI_OK);
	ck_assert_uint_eq(counts().files, 0);
	end();
}

T(wrong_paths_are_refused_and_change_nothing)
{
	struct imapi_stream *s;

	begin();
	add();
	ck_assert_int_eq(imapi_stream_zero(context, 1, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "a.txt", s), IMAPI_E_DUP_NAME);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/", s), IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "n/../x", s),
			 IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "a.txt/x", s),
			 IMAPI_E_NOT_DIR);
	imapi_stream_free(s);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "nothing"),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, "/nonexistent", NULL, 0),
			 IMAPI_E_DIRECTORY_READ_FAILURE);
	ck_assert_uint_eq(counts().files, 3);
	ck_assert_uint_eq(counts().directories, 1);
	end();
}

static int skip_sub(void *user, const char *host_path, int is_directory)
{
	++*(int *)user;
	ck_assert_ptr_nonnull(strstr(host_path, folder));
	return is_directory ? IMAPI_IMAGE_SKIP : IMAPI_IMAGE_TAKE;
}

static int cancel(void *user, const char *host_path, int is_directory)
{
	(void)user;
	(void)is_directory;
	return strstr(host_path, "b.txt") ? IMAPI_IMAGE_CANCEL : IMAPI_IMAGE_TAKE;
}

T(a_filter_leaves_out_and_cancels)
{
	int asked = 0;

	begin();
	imapi_file_system_image_set_filter(image, skip_sub, &asked);
	add();
	ck_assert_int_eq(asked, 3);
	ck_assert_uint_eq(counts().files, 2);
	imapi_file_system_image_set_filter(image, cancel, NULL);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "again", 0),
			 IMAPI_E_REQUEST_CANCELLED);
	ck_assert_uint_eq(counts().files, 2);
	ck_assert_uint_eq(counts().directories, 0);
	end();
}

T(the_limit_holds_when_adding_and_when_building)
{
	begin();
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, 1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0),
			 IMAPI_E_IMAGE_SIZE_LIMIT);
	ck_assert_uint_eq(counts().files, 0);
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, 2), IMAPI_OK);
	add();
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_IMAGE_SIZE_LIMIT);
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, 1),
			 IMAPI_E_IMAGE_TOO_BIG);
	end();
}

T(settings_that_cannot_be_are_refused)
{
	begin();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, 0), IMAPI_E_NO_OUTPUT);
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, 2),
			 IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, 8),
			 IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_file_system_image_set_interchange_level(image, 4),
			 IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_file_system_image_set_volume_name(
				 image, "123456789012345678901234567890123"),
			 IMAPI_E_INVALID_VOLUME_NAME);
	ck_assert_int_eq(imapi_file_system_image_set_volume_name(image, "\xff"),
			 IMAPI_E_INVALID_VOLUME_NAME);
	end();
}

T(deep_folders_need_rock_ridge_or_relaxed_depth)
{
	begin();
	imapi_file_system_image_add_directory(image, "1/2/3/4/5/6/7/8/9");
	imapi_file_system_image_set_relaxed_depth(image, 0);
	imapi_file_system_image_set_file_systems(image, IMAPI_FILE_SYSTEM_ISO9660);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_ISO9660_LEVELS);
	ck_assert_ptr_nonnull(strstr(message(), "/1/2/3/4/5/6/7/8"));
	imapi_file_system_image_set_relaxed_depth(image, 1);
	build();
	end();
}

T(a_file_that_is_too_large_for_the_level_is_named)
{
	struct imapi_stream *s;

	begin();
	imapi_stream_zero(context, UINT64_C(5) << 30, &s);
	imapi_file_system_image_add_file(image, "big", s);
	imapi_file_system_image_set_interchange_level(image, 2);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_DATA_TOO_BIG);
	ck_assert_ptr_nonnull(strstr(message(), "/big"));
	imapi_file_system_image_set_interchange_level(image, 3);
	build();
	end();
}

T(an_image_beyond_32_bit_addresses_is_refused)
{
	struct imapi_stream *s;

	begin();
	imapi_stream_zero(context, UINT64_C(9) << 40, &s);
	imapi_file_system_image_add_file(image, "huge", s);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_IMAGE_TOO_BIG);
	end();
}

T_MAIN("file-system-image")
