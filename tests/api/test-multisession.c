/* SPDX-License-Identifier: MIT */
/* How media take another session, and what an image imports from them. */
#include "imapi/data-writer.h"
#include "imapi/multisession.h"
#include "support/t.h"

#include <string.h>

static struct imapi_context *context;
static struct imapi_recorder *recorder;
static struct imapi_medium *medium;
static struct imapi_multisession *multisession;
static struct imapi_file_system_image *image;
static struct imapi_multisession_info info;

static void look(void)
{
	multisession = imapi_multisession_free(multisession);
	medium = imapi_medium_free(medium);
	ck_assert_int_eq(imapi_medium_read(recorder, &medium), IMAPI_OK);
	ck_assert_int_eq(imapi_multisession_new(recorder, medium, &multisession), IMAPI_OK);
	info = (struct imapi_multisession_info){ .size = sizeof(info) };
	ck_assert_int_eq(imapi_multisession_info(multisession, &info), IMAPI_OK);
}

static void begin(const char *address)
{
	multisession = NULL;
	medium = NULL;
	image = NULL;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_open(context, address, &recorder), IMAPI_OK);
	look();
}

static void end(void)
{
	imapi_file_system_image_free(image);
	imapi_multisession_free(multisession);
	imapi_medium_free(medium);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static void new_image(const char *path)
{
	struct imapi_stream *s;

	imapi_file_system_image_free(image);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(context, path, strlen(path), &s), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, s), IMAPI_OK);
}

static void burn(int close)
{
	struct imapi_block_range ranges[2];
	struct imapi_image_result *result;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	size_t count;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_force_close(writer, close);
	count = imapi_image_result_modified_blocks(result, ranges, 2);
	if (count > 1)
		imapi_data_writer_set_block_ranges(writer, ranges, count);
	ck_assert_int_eq(
		imapi_data_writer_write(writer, imapi_image_result_stream(result), &job),
		IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_OK);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	imapi_image_result_free(result);
	look();
}

T(a_blank_medium_has_nothing_to_import)
{
	begin("sim:bd-r");
	ck_assert_int_eq(info.kind, IMAPI_MULTISESSION_SEQUENTIAL);
	ck_assert(!info.is_supported && info.is_first_data_session);
	ck_assert_int_eq(info.previous_start, -1);
	ck_assert_int_eq(info.next_writable, 0);
	new_image("/one");
	ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL),
			 IMAPI_E_EMPTY_DISC);
	end();
}

T(a_session_can_be_added_behind_the_last_one)
{
	unsigned tree = 0;

	begin("sim:cd-r");
	new_image("/one");
	burn(0);
	ck_assert(info.is_supported && !info.is_first_data_session);
	ck_assert_int_eq(info.previous_start, 0);
	ck_assert_int_gt(info.last_written, 150);
	ck_assert_int_gt(info.next_writable, 11000);
	ck_assert_uint_eq(info.write_unit, 1);
	ck_assert_uint_eq(info.free_sectors, imapi_medium_free_sectors(medium));
	new_image("/two");
	ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, &tree), IMAPI_OK);
	ck_assert_uint_eq(tree, IMAPI_IMAGE_TREE_ROCK_RIDGE);
	ck_assert_ptr_eq(imapi_multisession_recorder(multisession), recorder);
	burn(0);
	ck_assert_int_gt(info.previous_start, 11000);
	ck_assert_uint_eq(imapi_medium_session_count(medium), 2);
	end();
}

T(a_disc_that_is_closed_takes_no_session)
{
	begin("sim:bd-r");
	new_image("/one");
	burn(1);
	ck_assert_int_eq(info.kind, IMAPI_MULTISESSION_NONE);
	ck_assert(!info.is_supported);
	ck_assert_int_eq(info.next_writable, -1);
	new_image("/two");
	ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL),
			 IMAPI_E_NO_COMPATIBLE_MULTISESSION_TYPE);
	end();
}

T(a_medium_that_is_written_anywhere_grows_in_place)
{
	begin("sim:bd-re");
	ck_assert_int_eq(info.kind, IMAPI_MULTISESSION_RANDOM_WRITE);
	ck_assert(info.is_supported);
	ck_assert_uint_eq(info.write_unit, 32);
	new_image("/one");
	burn(0);
	new_image("/two");
	ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL), IMAPI_OK);
	burn(0);
	new_image("/three");
	ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/one"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/two"), IMAPI_OK);
	ck_assert_uint_eq(info.total_sectors, imapi_medium_total_sectors(medium));
	end();
}

static imapi_status check_again(const struct imapi_image_result *result)
{
	struct imapi_multisession *now;
	struct imapi_medium *there;
	imapi_status status;

	ck_assert_int_eq(imapi_medium_read(recorder, &there), IMAPI_OK);
	ck_assert_int_eq(imapi_multisession_new(recorder, there, &now), IMAPI_OK);
	status = imapi_multisession_check_disc(now, result);
	imapi_multisession_free(now);
	imapi_medium_free(there);
	return status;
}

T(a_disc_that_was_written_to_since_the_import_is_another)
{
	static const char *const addresses[] = { "sim:cd-r", "sim:dvd+r", "sim:bd-re" };

	for (size_t i = 0; i < 3; i++) {
		struct imapi_image_result *result, *alone;
		struct imapi_multisession *first;

		begin(addresses[i]);
		new_image("/one");
		ck_assert_int_eq(imapi_file_system_image_create_result(image, &alone),
				 IMAPI_OK);
		ck_assert_int_eq(check_again(alone), IMAPI_OK);
		imapi_image_result_free(alone);
		burn(0);
		new_image("/two");
		ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL),
				 IMAPI_OK);
		ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
				 IMAPI_OK);
		ck_assert_int_eq(check_again(result), IMAPI_OK);
		first = multisession;
		multisession = NULL;
		look();
		new_image("/three");
		ck_assert_int_eq(imapi_multisession_import(multisession, image, 0, NULL),
				 IMAPI_OK);
		burn(0);
		ck_assert_int_eq(check_again(result), IMAPI_E_DISC_MISMATCH);
		imapi_image_result_free(result);
		imapi_multisession_free(first);
		end();
	}
}

T_MAIN("multisession")
