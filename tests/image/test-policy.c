/* SPDX-License-Identifier: MIT */
/* What becomes of files that change meanwhile, and of those that are no files. */
#include "imapi/image-item.h"
#include "support/folder.h"
#include "support/t.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 40 /* enough for several threads to read them */

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static struct told {
	unsigned count;
	char path[512];
	imapi_status why;
} told;

static void put_sized(const char *name, const char *text, size_t room)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	if (room)
		ck_assert_int_eq(truncate(at(name), (off_t)room), 0);
}

static void begin(void)
{
	char name[32];

	result = NULL;
	memset(&told, 0, sizeof(told));
	folder_new();
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "small-%02d", i);
		put_sized(name, "as it was", 0);
	}
	put_sized("empty", "", 0);
	put_sized("large", "as it was", 3 << 20);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
}

static void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	folder_remove();
}

static void tell(void *user, const char *host_path, imapi_status why)
{
	struct told *t = user;

	t->count++;
	t->why = why;
	snprintf(t->path, sizeof(t->path), "%s", host_path);
}

static imapi_status add(void)
{
	return imapi_file_system_image_add_tree(image, folder, NULL, 0);
}

/* Adds the folder; what changes then is kept. */
static void add_keeping(void)
{
	ck_assert_int_eq(imapi_file_system_image_set_changed(image, tell, &told), IMAPI_OK);
	ck_assert_int_eq(add(), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
}

/* The bytes of the image by pieces, to be freed. */
static uint8_t *read_all(size_t piece)
{
	struct imapi_stream *stream = imapi_image_result_stream(result);
	uint64_t length = imapi_stream_length(stream);
	uint8_t *bytes = malloc(length);

	for (uint64_t i = 0; i < length; i += piece)
		ck_assert_int_eq(imapi_stream_read(stream, i, bytes + i,
						   piece < length - i ? piece : length - i),
				 IMAPI_OK);
	return bytes;
}

/* Where the contents of the file begin in the image. */
static uint64_t offset_of(const char *path)
{
	struct imapi_image_item item = { .size = sizeof(item) };
	char text[64];

	for (size_t i = 0; i < imapi_image_result_item_count(result); i++) {
		imapi_image_result_item(result, i, &item, text, sizeof(text));
		if (!strcmp(text, path))
			return item.first_block * 2048;
	}
	ck_abort_msg("%s is not there", path);
	return 0;
}

T(a_file_that_changed_makes_reading_fail_unless_told_otherwise)
{
	struct imapi_stream *stream;
	uint8_t *bytes;

	begin();
	ck_assert_int_eq(add(), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_changed(image, tell, &told),
			 IMAPI_E_READONLY);
	put_sized("small-07", "longer than it was", 0);
	stream = imapi_image_result_stream(result);
	bytes = malloc(imapi_stream_length(stream));
	ck_assert_int_eq(imapi_stream_read(stream, 0, bytes, imapi_stream_length(stream)),
			 IMAPI_E_DATA_STREAM_INCONSISTENCY);
	free(bytes);
	end();
}

T(a_file_that_grew_is_cut_and_one_that_shrank_is_filled_up)
{
	uint8_t *bytes;

	begin();
	add_keeping();
	put_sized("small-03", "longer than it was", 0);
	bytes = read_all(1 << 20);
	ck_assert_mem_eq(bytes + offset_of("/small-03"), "longer th\0\0", 11);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_str_eq(told.path, at("small-03"));
	ck_assert_int_eq(told.why, IMAPI_E_DATA_STREAM_INCONSISTENCY);
	free(bytes);
	put_sized("small-03", "x", 0);
	bytes = read_all(1 << 20);
	ck_assert_mem_eq(bytes + offset_of("/small-03"), "x\0\0\0\0\0\0\0\0\0", 10);
	ck_assert_mem_eq(bytes + offset_of("/small-04"), "as it was", 9);
	free(bytes);
	end();
}

T(a_large_file_that_changed_is_told_of_once)
{
	uint8_t *bytes;

	begin();
	add_keeping();
	put_sized("large", "shorter", 1 << 20);
	bytes = read_all(1 << 18);
	ck_assert_mem_eq(bytes + offset_of("/large"), "shorter\0", 8);
	ck_assert_uint_eq(bytes[offset_of("/large") + (2 << 20)], 0);
	ck_assert_uint_eq(told.count, 1);
	free(bytes);
	end();
}

T(a_file_that_is_gone_becomes_zeros)
{
	uint8_t *bytes;

	begin();
	add_keeping();
	ck_assert_int_eq(unlink(at("small-10")), 0);
	ck_assert_int_eq(unlink(at("empty")), 0);
	bytes = read_all(1 << 20);
	ck_assert_mem_eq(bytes + offset_of("/small-10"), "\0\0\0\0\0\0\0\0\0", 9);
	ck_assert_mem_eq(bytes + offset_of("/small-11"), "as it was", 9);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_int_eq(told.why, IMAPI_E_DATA_STREAM_CREATE_FAILURE);
	free(bytes);
	end();
}

T(a_file_that_a_link_took_the_place_of_is_not_followed)
{
	uint8_t *bytes;

	begin();
	add_keeping();
	ck_assert_int_eq(unlink(at("small-10")), 0);
	ck_assert_int_eq(symlink("small-11", at("small-10")), 0);
	bytes = read_all(1 << 20);
	ck_assert_mem_eq(bytes + offset_of("/small-10"), "\0\0\0\0\0\0\0\0\0", 9);
	ck_assert_uint_eq(told.count, 1);
	free(bytes);
	end();
}

T(an_image_that_is_written_to_a_file_keeps_what_changed_too)
{
	uint8_t bytes[8];
	char target[128];
	int fd;

	begin();
	add_keeping();
	put_sized("large", "another", 3 << 20);
	snprintf(target, sizeof(target), "%s.iso", folder);
	fd = open(target, O_RDWR | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(pread(fd, bytes, 8, (off_t)offset_of("/large")), 8);
	ck_assert_mem_eq(bytes, "another\0", 8);
	ck_assert_uint_eq(told.count, 1);
	close(fd);
	unlink(target);
	end();
}

T(special_files_are_kept_skipped_or_refused)
{
	begin();
	ck_assert_int_eq(mkfifo(at("pipe"), 0600), 0);
	imapi_file_system_image_set_special(image, IMAPI_IMAGE_SPECIAL_FAIL);
	ck_assert_int_eq(add(), IMAPI_E_NOT_FILE);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), at("pipe")));
	ck_assert_uint_eq(imapi_file_system_image_change_point(image), 0);
	imapi_file_system_image_set_special(image, IMAPI_IMAGE_SPECIAL_SKIP);
	ck_assert_int_eq(add(), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_exists(image, "/pipe"), 0);
	imapi_file_system_image_set_special(image, IMAPI_IMAGE_SPECIAL_KEEP);
	ck_assert_int_eq(add(), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_exists(image, "/pipe"), 3);
	ck_assert_int_eq(imapi_file_system_image_set_special(image, 3), IMAPI_E_INVALID_PARAM);
	end();
}

T(restricted_names_hold_for_what_is_added_from_then_on)
{
	begin();
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/Größe"), IMAPI_OK);
	imapi_file_system_image_set_restricted_names(image, 1);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/Länge"),
			 IMAPI_E_RESTRICTED_NAME_VIOLATION);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/a\tb"),
			 IMAPI_E_RESTRICTED_NAME_VIOLATION);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/a b~"), IMAPI_OK);
	put_sized("über", "", 0);
	ck_assert_int_eq(add(), IMAPI_E_RESTRICTED_NAME_VIOLATION);
	ck_assert_int_eq(imapi_file_system_image_exists(image, "/large"),
			 IMAPI_IMAGE_NODE_NOT_FOUND);
	imapi_file_system_image_set_restricted_names(image, 0);
	ck_assert_int_eq(add(), IMAPI_OK);
	end();
}

T(a_strict_image_keeps_to_the_standards_and_must_be_empty_first)
{
	begin();
	imapi_file_system_image_set_file_systems(image, IMAPI_FILE_SYSTEM_ISO9660);
	ck_assert_int_eq(imapi_file_system_image_set_strict(image, 1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/1/2/3/4/5/6/7"),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/1/2/3/4/5/6/7/8"),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_ISO9660_LEVELS);
	ck_assert_int_eq(imapi_file_system_image_set_strict(image, 0),
			 IMAPI_E_FILE_SYSTEM_NOT_EMPTY);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_strict(image, 0), IMAPI_OK);
	end();
}

T(settings_can_be_asked_for)
{
	begin();
	ck_assert_ptr_null(imapi_file_system_image_volume_name(image));
	imapi_file_system_image_set_volume_name(image, "Disc");
	ck_assert_str_eq(imapi_file_system_image_volume_name(image), "Disc");
	ck_assert_uint_eq(imapi_file_system_image_interchange_level(image), 3);
	imapi_file_system_image_set_session_start(image, 4711);
	ck_assert_uint_eq(imapi_file_system_image_session_start(image), 4711);
	ck_assert_uint_eq(imapi_file_system_image_file_systems_supported(), 0x107);
	ck_assert_int_eq(imapi_file_system_image_redundant_metadata(image), 1);
	ck_assert_int_eq(imapi_file_system_image_set_redundant_metadata(image, 0),
			 IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED);
	ck_assert_int_eq(imapi_file_system_image_redundant_metadata(image), 0);
	end();
}

T_MAIN("policy")
