/* SPDX-License-Identifier: MIT */
/* What is told of sessions and discs before and while they are imported. */
#include "image/sessions.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char paths[256];
	unsigned calls, stop;
	struct imapi_image_import_progress last;
} told;

static int tell(void *user, const struct imapi_image_import_progress *progress)
{
	ck_assert_ptr_eq(user, &told);
	strcat(strcat(told.paths, progress->path), " ");
	told.last = *progress;
	return ++told.calls == told.stop;
}

static imapi_status import_telling(unsigned stop)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .next_writable = WRITABLE,
					      .progress = tell,
					      .user = &told };

	memset(&told, 0, sizeof(told));
	told.stop = stop;
	return imapi_file_system_image_import(image, medium, &options, NULL);
}

T(an_import_tells_what_it_takes_and_can_be_stopped)
{
	begin();
	ck_assert_int_eq(import_telling(3), IMAPI_E_REQUEST_CANCELLED);
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 0), IMAPI_OK);
	ck_assert_int_eq(import_telling(0), IMAPI_OK);
	ck_assert_str_eq(told.paths, "/a.txt /also a /empty /link /sub/ /sub/b.txt ");
	ck_assert_uint_eq(told.last.directories, 1);
	ck_assert_uint_eq(told.last.total_directories, 1);
	ck_assert_uint_eq(told.last.files, 5);
	ck_assert_uint_eq(told.last.total_files, 5);
	ck_assert_int_eq(told.last.tree, IMAPI_IMAGE_TREE_ROCK_RIDGE);
	end();
}

T(an_import_that_fails_changes_no_setting)
{
	unsigned before;

	begin();
	record_first(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_250);
	new_image();
	before = imapi_file_system_image_file_systems(image);
	add_text("/sub", "a file where the disc has a directory");
	ck_assert_int_eq(import(0), IMAPI_E_IMPORT_TYPE_COLLISION_DIRECTORY_EXISTS_AS_FILE);
	ck_assert_uint_eq(imapi_file_system_image_file_systems(image), before);
	ck_assert_uint_eq(imapi_file_system_image_udf_revision(image), IMAPI_UDF_201);
	ck_assert_uint_eq(imapi_file_system_image_session_start(image), 0);
	end();
}

T(what_can_be_added_to_is_told_before)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .next_writable = WRITABLE };

	begin();
	ck_assert_int_eq(imapi_image_probe(context, medium, &options), IMAPI_OK);
	options.tree = IMAPI_IMAGE_TREE_UDF;
	ck_assert_int_eq(imapi_image_probe(context, medium, &options), IMAPI_S_FALSE);
	ck_assert_uint_gt(strlen(imapi_error_message(imapi_last_error(context))), 10);
	options.tree = IMAPI_IMAGE_TREE_BEST;
	options.next_writable = 10;
	ck_assert_int_eq(imapi_image_probe(context, medium, &options), IMAPI_S_FALSE);
	options.in_place = 1;
	ck_assert_int_eq(imapi_image_probe(context, medium, &options), IMAPI_OK);
	options.session_start = 5;
	ck_assert_int_eq(imapi_image_probe(context, medium, &options),
			 IMAPI_E_BAD_MULTISESSION_PARAMETER);
	memset(bytes, 0, MEDIUM);
	ck_assert_int_eq(imapi_image_probe(context, medium, NULL), IMAPI_S_FALSE);
	end();
}

/* Says of the file that zisofs compressed it, in place of its mode and owner. */
static void compress(const char *name)
{
	static const uint8_t zf[16] = {
		'Z', 'F', 16, 1, 'p', 'z', 4, 15, 9, 0, 0, 0, 0, 0, 0, 9
	};
	uint8_t *p = memmem(bytes, WRITABLE * BLOCK, name, strlen(name));
	uint8_t rest;

	ck_assert_ptr_nonnull(p);
	p = memmem(p, 200, "PX", 2);
	ck_assert_ptr_nonnull(p);
	rest = (uint8_t)(p[2] - sizeof(zf));
	memcpy(p, zf, sizeof(zf));
	memcpy(p + sizeof(zf), (const uint8_t[]){ 'Z', 'Z', rest, 1 }, 4);
}

T(compressed_files_are_shown_by_rock_ridge_alone)
{
	begin();
	compress("B.TXT;1");
	ck_assert_int_eq(import(0), IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_file_systems(image),
			  IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_ROCK_RIDGE);
	record();
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/sub/b.txt", "first b");
	ck_assert_ptr_nonnull(memmem(bytes + WRITABLE * BLOCK, MEDIUM - WRITABLE * BLOCK,
				     "ZF\x10\x01pz\x04\x0f\x09", 9));
	end();
}

T(compressed_files_are_refused_where_they_would_be_taken_for_something_else)
{
	static const unsigned others[] = { 1, 3, 0x103, 4, 0x105 };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		begin();
		compress("B.TXT;1");
		ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, others[i]),
				 IMAPI_OK);
		ck_assert_int_eq(import(0), IMAPI_OK);
		ck_assert_uint_eq(imapi_file_system_image_file_systems(image), others[i]);
		ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
				 IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED);
		ck_assert_ptr_nonnull(
			strstr(imapi_error_message(imapi_last_error(context)), "/sub/b.txt"));
		ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub/b.txt"), IMAPI_OK);
		build();
		end();
	}
}

T(a_disc_is_known_again_until_something_is_added)
{
	char before[IMAPI_IMAGE_DISC_ID_ROOM], again[IMAPI_IMAGE_DISC_ID_ROOM];

	begin();
	ck_assert_ptr_null(imapi_image_result_disc_id(result));
	ck_assert_int_eq(imapi_image_disc_id(context, medium, 0, before), IMAPI_OK);
	ck_assert_uint_eq(strlen(before), 32);
	ck_assert_int_eq(import(1), IMAPI_OK);
	build();
	ck_assert_str_eq(imapi_image_result_disc_id(result), before);
	result = imapi_image_result_free(result);
	add_text("/new", "second");
	record();
	ck_assert_int_eq(imapi_image_disc_id(context, medium, 0, again), IMAPI_OK);
	ck_assert_str_ne(again, before);
	end();
}

T_MAIN("import-told")
