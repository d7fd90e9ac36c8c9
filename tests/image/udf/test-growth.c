/* SPDX-License-Identifier: MIT */
/* Volumes of UDF that grow, in place and by sessions, in every revision and layout. */
#include "image/sessions.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

T(an_image_with_udf_that_cannot_be_read_does_not_grow_in_place)
{
	begin();
	memcpy(bytes + 19 * BLOCK, "\0BEA01\1", 7);
	memcpy(bytes + 20 * BLOCK, "\0NSR02\1", 7);
	memcpy(bytes + 21 * BLOCK, "\0TEA01\1", 7);
	ck_assert_int_eq(import(1), IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION);
	ck_assert_int_eq(import(0), IMAPI_OK);
	end();
}

#define SPACE 6144u /* blocks of a volume that can be written to */
#define FAR 1024u   /* behind a first session with UDF */

static const unsigned revisions[] = { IMAPI_UDF_102, IMAPI_UDF_150, IMAPI_UDF_200,
				      IMAPI_UDF_201, IMAPI_UDF_250, IMAPI_UDF_260 };

static unsigned wanted_systems(int row)
{
	return row % 2 ? IMAPI_FILE_SYSTEM_UDF
		       : IMAPI_FILE_SYSTEM_UDF | IMAPI_FILE_SYSTEM_ISO9660;
}

static int udf_volumes(void)
{
	return 2 * (int)(sizeof(revisions) / sizeof(revisions[0]));
}

/* A second session on a volume with UDF, and what all of its trees hold then. */
static void grow_udf(int row, const struct imapi_image_import *options)
{
	uint32_t session = options->in_place ? 0 : FAR;
	unsigned systems = wanted_systems(row);

	record_first(systems, revisions[row / 2]);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, options, NULL),
			 IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_udf_revision(image), revisions[row / 2]);
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_revision(image, revisions[(row / 2 + 1) % 6]),
		IMAPI_E_UDF_REVISION_CHANGE_NOT_ALLOWED);
	add_text("/sub/new.txt", "second");
	record();
	holds(session, IMAPI_IMAGE_TREE_UDF, "/a.txt", "first a");
	holds(session, IMAPI_IMAGE_TREE_UDF, "/also a", "first a");
	holds(session, IMAPI_IMAGE_TREE_UDF, "/sub/b.txt", "first b");
	holds(session, IMAPI_IMAGE_TREE_UDF, "/sub/new.txt", "second");
	if (systems & IMAPI_FILE_SYSTEM_ISO9660)
		holds(session, IMAPI_IMAGE_TREE_ISO9660, "/SUB/NEW.TXT", "second");
}

T_EACH(a_volume_with_udf_grows_in_place_in_each_of_its_file_systems, udf_volumes)
{
	const struct imapi_image_import options = { .size = sizeof(options),
						    .tree = IMAPI_IMAGE_TREE_UDF,
						    .in_place = 1 };

	begin();
	grow_udf(row, &options);
	end();
}

T_EACH(a_session_with_udf_follows_a_session_with_udf, udf_volumes)
{
	const struct imapi_image_import options = { .size = sizeof(options),
						    .next_writable = FAR };

	begin();
	grow_udf(row, &options);
	holds(0, IMAPI_IMAGE_TREE_UDF, "/a.txt", "first a");
	ck_assert_uint_eq(block_of(FAR, "/a.txt"), block_of(0, "/a.txt"));
	end();
}

static int virtual_volumes(void)
{
	return 2 * (int)(sizeof(revisions) / sizeof(revisions[0]) - 1); /* 1.02 has none */
}

/* One with so many names that a descriptor has to be stretched, see UDF 2.3.4.4. */
static void record_virtual(int row)
{
	char name[32];

	new_image();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, wanted_systems(row)),
			 IMAPI_OK);
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_revision(image, revisions[row / 2 + 1]),
		IMAPI_OK);
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_layout(image, IMAPI_UDF_LAYOUT_VIRTUAL),
		IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/", 0), IMAPI_OK);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "/sub/%0*d.txt", 1 + i % 7, i);
		add_text(name, "one of many");
	}
	memset(bytes, 0, MEDIUM);
	record();
	new_image();
}

/* UDF 2.3.4.4: every tag of a descriptor in the blocks from @first on lies in one block. */
static void has_whole_tags(uint32_t first)
{
	static const uint8_t tag[] = { 1, 1 }; /* FID: type 257 */
	unsigned found = 0;

	for (size_t at = (size_t)first * BLOCK; at + 16 <= MEDIUM; at += 4) {
		uint8_t sum = 0;

		if (memcmp(bytes + at, tag, 2) != 0 || (bytes[at + 2] | 1) != 3)
			continue;
		for (size_t i = 0; i < 16; i++)
			sum = (uint8_t)(sum + (i == 4 ? 0 : bytes[at + i]));
		if (sum != bytes[at + 4])
			continue;
		found++;
		ck_assert_uint_le(at % BLOCK, BLOCK - 16);
	}
	ck_assert_uint_gt(found, 200);
}

T_EACH(a_session_with_a_virtual_table_follows_another, virtual_volumes)
{
	const struct imapi_image_import options = { .size = sizeof(options),
						    .next_writable = FAR };

	begin();
	record_virtual(row);
	has_whole_tags(0);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, NULL),
			 IMAPI_OK);
	add_text("/sub/new.txt", "second");
	record();
	holds(FAR, IMAPI_IMAGE_TREE_UDF, "/a.txt", "first a");
	holds(FAR, IMAPI_IMAGE_TREE_UDF, "/sub/0199.txt", "one of many");
	holds(FAR, IMAPI_IMAGE_TREE_UDF, "/sub/new.txt", "second");
	end();
}

T_EACH(a_volume_with_a_virtual_table_that_grows_in_place_has_none_then, virtual_volumes)
{
	const struct imapi_image_import options = { .size = sizeof(options), .in_place = 1 };

	begin();
	record_virtual(row);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, NULL),
			 IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_udf_layout(image),
			  IMAPI_UDF_LAYOUT_READ_ONLY);
	add_text("/sub/new.txt", "second");
	record();
	ck_assert_uint_eq(bytes[34 * BLOCK + 184], 1); /* access to the partition: read */
	holds(0, IMAPI_IMAGE_TREE_UDF, "/a.txt", "first a");
	holds(0, IMAPI_IMAGE_TREE_UDF, "/sub/new.txt", "second");
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_layout(image, IMAPI_UDF_LAYOUT_VIRTUAL),
		IMAPI_OK);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_INVALID_PARAM);
	end();
}

static const unsigned writable[] = { IMAPI_UDF_LAYOUT_OVERWRITABLE, IMAPI_UDF_LAYOUT_SPARABLE };

static int writable_volumes(void)
{
	return 4 * (int)(sizeof(revisions) / sizeof(revisions[0]) - 1); /* 1.02: no spares */
}

static unsigned le32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (unsigned)at[3] << 24;
}

/* What the integrity descriptor calls free is what the bitmap does (UDF 2.2.6.2, 2.3.3). */
static void has_space_as_told(void)
{
	const uint8_t *partition = bytes + 34 * BLOCK, *integrity = bytes + 48 * BLOCK, *bitmap;
	unsigned length = le32(partition + 192), counted = 0;

	ck_assert_uint_eq(partition[0], 5);
	ck_assert_uint_eq(integrity[0], 9);
	ck_assert_uint_eq(le32(partition + 184), 4);
	bitmap = bytes + (size_t)(le32(partition + 188) + le32(partition + 68)) * BLOCK;
	ck_assert_uint_eq(bitmap[0] | bitmap[1] << 8, 264);
	ck_assert_uint_eq(le32(bitmap + 16), length);
	for (unsigned i = 0; i < length; i++)
		counted += bitmap[24 + i / 8] >> i % 8 & 1;
	ck_assert_uint_gt(counted, 100);
	ck_assert_uint_eq(le32(integrity + 80), counted);
}

static void record_writable(int row)
{
	new_image();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, wanted_systems(row)),
			 IMAPI_OK);
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_revision(image, revisions[row / 4 + 1]),
		IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_layout(image, writable[row / 2 % 2]),
			 IMAPI_OK);
	imapi_file_system_image_set_udf_size(image, SPACE);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/", 0), IMAPI_OK);
	memset(bytes, 0, MEDIUM);
	record();
	ck_assert_uint_eq(imapi_image_result_total_blocks(result), SPACE);
	ck_assert_uint_gt(imapi_image_result_modified_blocks(result, NULL, 0), 1);
	has_space_as_told();
	new_image();
}

T_EACH(a_volume_that_can_be_written_to_grows_in_its_free_space, writable_volumes)
{
	const struct imapi_image_import options = { .size = sizeof(options), .in_place = 1 };

	begin();
	record_writable(row);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, NULL),
			 IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_udf_layout(image), writable[row / 2 % 2]);
	add_text("/sub/new.txt", "second");
	record();
	ck_assert_uint_eq(imapi_image_result_total_blocks(result) +
				  imapi_image_result_first_block(result),
			  SPACE);
	has_space_as_told();
	holds(0, IMAPI_IMAGE_TREE_UDF, "/a.txt", "first a");
	holds(0, IMAPI_IMAGE_TREE_UDF, "/sub/new.txt", "second");
	end();
}

T(a_volume_that_is_too_small_for_its_files_is_refused)
{
	begin();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, IMAPI_FILE_SYSTEM_UDF),
			 IMAPI_OK);
	ck_assert_int_eq(
		imapi_file_system_image_set_udf_layout(image, IMAPI_UDF_LAYOUT_OVERWRITABLE),
		IMAPI_OK);
	imapi_file_system_image_set_udf_size(image, 288);
	add();
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_IMAGE_SIZE_LIMIT);
	imapi_file_system_image_set_udf_size(image, 0);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	end();
}

T(a_volume_that_grows_in_place_has_the_file_systems_that_it_had)
{
	begin();
	record_first(IMAPI_FILE_SYSTEM_UDF | IMAPI_FILE_SYSTEM_ISO9660, IMAPI_UDF_102);
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, 1), IMAPI_OK);
	ck_assert_int_eq(import(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_FILE_SYSTEM_CHANGE_NOT_ALLOWED);
	end();
}

T(a_session_of_udf_alone_is_known_by_the_date_of_its_last_change)
{
	char before[IMAPI_IMAGE_DISC_ID_ROOM], again[IMAPI_IMAGE_DISC_ID_ROOM];

	begin();
	record_first(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_201);
	ck_assert_int_eq(imapi_image_disc_id(context, medium, 0, before), IMAPI_OK);
	new_image();
	ck_assert_int_eq(import(1), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000060);
	add_text("/new", "second");
	record();
	ck_assert_int_eq(imapi_image_disc_id(context, medium, 0, again), IMAPI_OK);
	ck_assert_str_ne(again, before);
	end();
}

T_MAIN("udf-growth")
