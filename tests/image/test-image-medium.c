/* SPDX-License-Identifier: MIT */
/* How an image fits a medium: what suits it, what is used, what is left out. */
#include "imapi/boot-options.h"
#include "imapi/image-item.h"
#include "imapi/image-medium.h"
#include "imapi/image-names.h"
#include "support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BRIDGE                                                                                 \
	(IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET | IMAPI_FILE_SYSTEM_ROCK_RIDGE | \
	 IMAPI_FILE_SYSTEM_UDF)

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static struct {
	unsigned count;
	char paths[512];
	uint64_t length;
} told;

static void begin(void)
{
	result = NULL;
	memset(&told, 0, sizeof(told));
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
}

static void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
}

static imapi_status add(const char *path, uint64_t blocks)
{
	struct imapi_stream *s = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_stream_zero(context, blocks * 2048, &s), IMAPI_OK);
	status = imapi_file_system_image_add_file(image, path, s);
	if (IMAPI_FAILED(status))
		imapi_stream_free(s);
	return status;
}

static imapi_status build(void)
{
	result = imapi_image_result_free(result);
	return imapi_file_system_image_create_result(image, &result);
}

static uint64_t used(void)
{
	uint64_t blocks = 0;

	ck_assert_int_eq(imapi_file_system_image_used_blocks(image, &blocks), IMAPI_OK);
	return blocks;
}

static int is_there(const char *path)
{
	return imapi_file_system_image_exists(image, path) == IMAPI_IMAGE_NODE_FILE;
}

static void left_out(void *user, const char *disc_path, uint64_t length)
{
	(void)user;
	told.count++;
	told.length += length;
	strcat(told.paths, disc_path);
	strcat(told.paths, " ");
}

static void leave_out(uint64_t limit)
{
	ck_assert_int_eq(imapi_file_system_image_set_full(image, IMAPI_IMAGE_FULL_LEAVE_OUT,
							  left_out, NULL),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, limit), IMAPI_OK);
}

T(used_blocks_are_those_of_the_result)
{
	static const unsigned systems[] = { 1, 3, 0x101, 4, 7, BRIDGE };

	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		uint64_t empty;

		begin();
		imapi_file_system_image_set_file_systems(image, systems[i]);
		empty = used();
		ck_assert_uint_gt(empty, 150);
		for (int n = 0; n < 60; n++) {
			char path[32];

			snprintf(path, sizeof(path), "/sub/a file of some name %02d", n);
			ck_assert_int_eq(add(path, 3), IMAPI_OK);
		}
		ck_assert_uint_gt(used(), empty + 180);
		ck_assert_int_eq(build(), IMAPI_OK);
		ck_assert_uint_eq(used(), imapi_image_result_total_blocks(result));
		result = imapi_image_result_free(result);
		ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub"), IMAPI_OK);
		ck_assert_uint_eq(used(), empty);
		end();
	}
}

T(the_limit_is_told_and_an_image_of_exactly_its_size_is_built)
{
	begin();
	ck_assert_uint_eq(imapi_file_system_image_free_media_blocks(image), 0);
	ck_assert_int_eq(add("/a", 100), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, used()),
			 IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_free_media_blocks(image), used());
	ck_assert_int_eq(build(), IMAPI_OK);
	result = imapi_image_result_free(result);
	imapi_file_system_image_set_free_media_blocks(image, used() - 1);
	ck_assert_int_eq(build(), IMAPI_E_IMAGE_SIZE_LIMIT);
	end();
}

T(who_refuses_late_takes_more_and_may_remove_it_again)
{
	begin();
	ck_assert_int_eq(imapi_file_system_image_set_full(image, 3, NULL, NULL),
			 IMAPI_E_INVALID_PARAM);
	imapi_file_system_image_set_free_media_blocks(image, 400);
	ck_assert_int_eq(add("/a", 500), IMAPI_E_IMAGE_SIZE_LIMIT);
	ck_assert_int_eq(imapi_file_system_image_set_full(image, IMAPI_IMAGE_FULL_REFUSE_LATE,
							  left_out, NULL),
			 IMAPI_OK);
	ck_assert_int_eq(add("/a", 500), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_free_media_blocks(image, 450), IMAPI_OK);
	ck_assert_int_eq(build(), IMAPI_E_IMAGE_SIZE_LIMIT);
	ck_assert_int_eq(is_there("/a"), 1);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/a"), IMAPI_OK);
	ck_assert_int_eq(build(), IMAPI_OK);
	ck_assert_uint_eq(told.count, 0);
	end();
}

T(what_has_no_room_is_left_out_and_told_and_a_rollback_brings_it_back)
{
	uint32_t point;

	begin();
	leave_out(700);
	ck_assert_int_eq(add("/a", 100), IMAPI_OK);
	ck_assert_int_eq(add("/b", 1000), IMAPI_OK);
	ck_assert_int_eq(add("/c/d", 200), IMAPI_OK);
	ck_assert_int_eq(add("/e", 300), IMAPI_OK);
	ck_assert_int_eq(add("/f", 0), IMAPI_OK);
	point = imapi_file_system_image_change_point(image);
	ck_assert_int_eq(build(), IMAPI_OK);
	ck_assert_uint_le(imapi_image_result_total_blocks(result), 700);
	ck_assert_str_eq(told.paths, "/b /e ");
	ck_assert_uint_eq(told.length, 1300 * 2048);
	ck_assert_int_eq(is_there("/a") && is_there("/c/d") && is_there("/f"), 1);
	ck_assert_int_eq(is_there("/b") || is_there("/e"), 0);
	ck_assert_uint_eq(imapi_file_system_image_change_point(image), point + 1);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, point), IMAPI_OK);
	ck_assert_int_eq(is_there("/b") && is_there("/e"), 1);
	end();
}

T(what_fits_is_built_as_it_is)
{
	uint32_t point;

	begin();
	ck_assert_int_eq(add("/a", 100), IMAPI_OK);
	leave_out(used());
	point = imapi_file_system_image_change_point(image);
	ck_assert_int_eq(build(), IMAPI_OK);
	ck_assert_uint_eq(told.count, 0);
	ck_assert_uint_eq(imapi_file_system_image_change_point(image), point);
	end();
}

T(where_leaving_out_does_not_help_nothing_is_changed)
{
	begin();
	ck_assert_int_eq(add("/a", 100), IMAPI_OK);
	leave_out(150);
	ck_assert_int_eq(build(), IMAPI_E_IMAGE_SIZE_LIMIT);
	ck_assert_int_eq(is_there("/a"), 1);
	ck_assert_uint_eq(told.count, 0);
	end();
}

T(what_the_disc_boots_from_stays)
{
	struct imapi_boot_options *options;

	begin();
	ck_assert_int_eq(add("/a", 100), IMAPI_OK);
	ck_assert_int_eq(add("/z.img", 100), IMAPI_OK);
	ck_assert_int_eq(imapi_boot_options_new(context, &options), IMAPI_OK);
	ck_assert_int_eq(imapi_boot_options_set_path(options, "/z.img"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_boot_options(image, &options, 1),
			 IMAPI_OK);
	leave_out(used() - 50);
	ck_assert_int_eq(build(), IMAPI_OK);
	ck_assert_str_eq(told.paths, "/a ");
	imapi_boot_options_free(options);
	end();
}

T(each_kind_of_media_has_what_suits_it)
{
	begin();
	ck_assert_int_eq(
		imapi_file_system_image_choose_defaults_for_type(image, IMAPI_MEDIA_TYPE_CDR),
		IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_file_systems(image),
			  BRIDGE & ~IMAPI_FILE_SYSTEM_UDF);
	ck_assert_uint_eq(imapi_file_system_image_free_media_blocks(image), 333000);
	ck_assert_int_eq(imapi_file_system_image_choose_defaults_for_type(
				 image, IMAPI_MEDIA_TYPE_DVDPLUSR),
			 IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_file_systems(image), BRIDGE);
	ck_assert_uint_eq(imapi_file_system_image_udf_revision(image), IMAPI_UDF_102);
	ck_assert_int_eq(
		imapi_file_system_image_choose_defaults_for_type(image, IMAPI_MEDIA_TYPE_BDRE),
		IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_udf_revision(image), IMAPI_UDF_250);
	for (int type = 1; type <= 0x13; type++)
		ck_assert_int_eq(imapi_file_system_image_choose_defaults_for_type(
					 image, (enum imapi_media_type)type),
				 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_choose_defaults_for_type(
				 image, IMAPI_MEDIA_TYPE_UNKNOWN),
			 IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_file_system_image_choose_defaults_for_type(
				 image, (enum imapi_media_type)0x14),
			 IMAPI_E_INVALID_PARAM);
	end();
}

T(defaults_that_are_too_small_for_the_contents_change_nothing)
{
	begin();
	ck_assert_int_eq(add("/a", 333001), IMAPI_OK);
	imapi_file_system_image_set_file_systems(image, IMAPI_FILE_SYSTEM_UDF);
	ck_assert_int_eq(
		imapi_file_system_image_choose_defaults_for_type(image, IMAPI_MEDIA_TYPE_CDR),
		IMAPI_E_IMAGE_TOO_BIG);
	ck_assert_uint_eq(imapi_file_system_image_file_systems(image), IMAPI_FILE_SYSTEM_UDF);
	ck_assert_uint_eq(imapi_file_system_image_free_media_blocks(image), 0);
	end();
}

T(the_volume_has_a_name_in_each_file_system)
{
	char name[100];
	size_t length = 0;

	begin();
	ck_assert_int_eq(imapi_file_system_image_recorded_volume_name(
				 image, IMAPI_FILE_SYSTEM_ISO9660, name, sizeof(name), &length),
			 IMAPI_OK);
	ck_assert_str_eq(name, "20231114_2213");
	ck_assert_uint_eq(length, 13);
	imapi_file_system_image_set_volume_name(image, "Bücher, Bilder & Briefe 2026");
	imapi_file_system_image_recorded_volume_name(image, IMAPI_FILE_SYSTEM_ISO9660, name,
						     sizeof(name), NULL);
	ck_assert_str_eq(name, "B_CHER__BILDER___BRIEFE_2026");
	imapi_file_system_image_recorded_volume_name(image, IMAPI_FILE_SYSTEM_JOLIET, name,
						     sizeof(name), &length);
	ck_assert_str_eq(name, "Bücher, Bilder &");
	ck_assert_uint_eq(length, 17);
	imapi_file_system_image_recorded_volume_name(image, IMAPI_FILE_SYSTEM_UDF, name, 7,
						     &length);
	ck_assert_str_eq(name, "Büche");
	ck_assert_uint_eq(length, 29);
	ck_assert_int_eq(imapi_file_system_image_recorded_volume_name(
				 image, IMAPI_FILE_SYSTEM_ROCK_RIDGE, name, sizeof(name), NULL),
			 IMAPI_E_FILE_SYSTEM_NOT_FOUND);
	end();
}

T(the_medium_in_a_drive_sets_the_limit)
{
	static const struct {
		const char *address;
		unsigned revision;
	} rows[] = { { "sim:cd-r", 0 },
		     { "sim:dvd+r", 0x102 },
		     { "sim:bd-r", 0x250 },
		     { "sim:bd-re", 0x250 },
		     { "sim:dvd-ram", 0x102 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct imapi_recorder *recorder;
		struct imapi_medium *medium;
		uint64_t limit;

		begin();
		ck_assert_int_eq(imapi_recorder_open(context, rows[i].address, &recorder),
				 IMAPI_OK);
		ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
		ck_assert_int_eq(imapi_file_system_image_choose_defaults(image, medium),
				 IMAPI_OK);
		limit = imapi_file_system_image_free_media_blocks(image);
		ck_assert_uint_gt(limit, 300000);
		ck_assert_uint_le(limit, imapi_medium_total_sectors(medium)
						 ? imapi_medium_total_sectors(medium)
						 : UINT64_MAX);
		ck_assert_int_eq((imapi_file_system_image_file_systems(image) &
				  IMAPI_FILE_SYSTEM_UDF) != 0,
				 rows[i].revision != 0);
		if (rows[i].revision)
			ck_assert_uint_eq(imapi_file_system_image_udf_revision(image),
					  rows[i].revision);
		imapi_medium_free(medium);
		imapi_recorder_free(recorder);
		end();
	}
}

T(a_medium_that_takes_nothing_suits_no_image)
{
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	char path[] = "/tmp/imapi-test-XXXXXX.iso", address[64];
	int fd = mkstemps(path, 4);

	begin();
	ck_assert_int_eq(build(), IMAPI_OK);
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL), IMAPI_OK);
	close(fd);
	snprintf(address, sizeof(address), "sim:%s", path);
	ck_assert_int_eq(imapi_recorder_open(context, address, &recorder), IMAPI_OK);
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_choose_defaults(image, medium),
			 IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE);
	ck_assert_int_eq(imapi_file_system_image_set_limit_of_medium(image, medium),
			 IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE);
	imapi_medium_free(medium);
	imapi_recorder_free(recorder);
	unlink(path);
	end();
}

T_MAIN("image-medium")
