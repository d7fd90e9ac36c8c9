/* SPDX-License-Identifier: MIT */
/* Earlier sessions in a new image: what stays where it is, what is written, what is refused. */
#include "image/sessions.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

T(files_of_an_earlier_session_stay_where_they_are_and_new_ones_come_to_them)
{
	begin();
	ck_assert_int_eq(import(0), IMAPI_OK);
	add_text("/sub/new.txt", "second");
	record();
	ck_assert_uint_eq(imapi_image_result_first_block(result), WRITABLE);
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/sub/new.txt", "second");
	for (int tree = 0; tree <= 2; tree++) {
		holds(WRITABLE, (enum imapi_image_tree)tree, tree == 1 ? "/A.TXT" : "/a.txt",
		      "first a");
		holds(WRITABLE, (enum imapi_image_tree)tree,
		      tree == 1 ? "/SUB/B.TXT" : "/sub/b.txt", "first b");
	}
	ck_assert_uint_eq(block_of(WRITABLE, "/a.txt"), block_of(0, "/a.txt"));
	ck_assert_uint_ge(block_of(WRITABLE, "/sub/new.txt"), WRITABLE);
	ck_assert_int_eq(is_there(0, "/sub/new.txt"), 0);
	ck_assert_uint_eq(volume_size(WRITABLE),
			  WRITABLE + imapi_image_result_total_blocks(result));
	end();
}

T(contents_of_earlier_sessions_are_not_written_again)
{
	struct imapi_image_counts counts = { .size = sizeof(counts) };

	begin();
	ck_assert_int_eq(import(0), IMAPI_OK);
	add_text("/new", "second");
	imapi_file_system_image_counts(image, &counts);
	ck_assert_uint_eq(counts.data_blocks, 1);
	ck_assert_uint_eq(counts.files, 5);
	build();
	ck_assert_uint_eq(imapi_image_result_item_count(result), 1);
	end();
}

T(modes_times_and_links_of_every_kind_survive)
{
	struct imapi_image_entry_info was, is, second;

	begin();
	ck_assert_int_eq(import(0), IMAPI_OK);
	record();
	was = entry_at(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", NULL, NULL);
	is = entry_at(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/a.txt", NULL, NULL);
	ck_assert_uint_eq(is.mode, 0100640);
	ck_assert_uint_eq(is.uid, was.uid);
	ck_assert_int_eq(is.mtime.seconds, was.mtime.seconds);
	ck_assert_uint_eq(is.nlink, 2);
	second = entry_at(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/also a", NULL, NULL);
	ck_assert_uint_eq(second.serial, is.serial);
	is = entry_at(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/link", NULL, NULL);
	ck_assert_str_eq(is.target, "sub/b.txt");
	is = entry_at(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/sub", NULL, NULL);
	ck_assert_uint_eq(is.mode, 040711);
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/empty", "");
	end();
}

T(what_is_removed_is_gone_and_a_new_file_takes_the_place_of_an_old_one)
{
	begin();
	ck_assert_int_eq(import(0), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub/b.txt"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/nothing"),
			 IMAPI_E_ITEM_NOT_FOUND);
	unlink(at("also a"));
	unlink(at("sub/b.txt"));
	put("a.txt", "second a");
	add();
	record();
	ck_assert_int_eq(is_there(WRITABLE, "/sub/b.txt"), 0);
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/a.txt", "second a");
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/also a", "first a");
	holds(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", "first a");
	end();
}

T(what_is_in_the_image_wins_over_what_is_imported)
{
	begin();
	add_text("/a.txt", "mine");
	add_text("/sub/c.txt", "mine too");
	ck_assert_int_eq(import(0), IMAPI_OK);
	record();
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/a.txt", "mine");
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/sub/c.txt", "mine too");
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/sub/b.txt", "first b");
	end();
}

T(a_directory_against_a_file_is_refused_and_nothing_changes)
{
	struct imapi_image_counts counts = { .size = sizeof(counts) };

	begin();
	add_text("/sub", "no directory");
	ck_assert_int_eq(import(0), IMAPI_E_IMPORT_TYPE_COLLISION_DIRECTORY_EXISTS_AS_FILE);
	imapi_file_system_image_counts(image, &counts);
	ck_assert_uint_eq(counts.files, 1);
	new_image();
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/a.txt"), IMAPI_OK);
	ck_assert_int_eq(import(0), IMAPI_E_IMPORT_TYPE_COLLISION_FILE_EXISTS_AS_DIRECTORY);
	end();
}

T(an_import_fixes_the_start_and_can_be_done_once)
{
	begin();
	ck_assert_int_eq(import(0), IMAPI_OK);
	ck_assert_str_eq(imapi_file_system_image_imported_volume_name(image), "FIRST");
	ck_assert_int_eq(import(0), IMAPI_E_READONLY);
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 5), IMAPI_E_READONLY);
	end();
}

T(a_volume_that_grows_in_place_is_the_old_one_until_the_descriptors_are_written)
{
	struct imapi_block_range ranges[2];

	begin();
	ck_assert_int_eq(import(1), IMAPI_OK);
	add_text("/new", "second");
	build();
	ck_assert_uint_eq(imapi_image_result_modified_blocks(result, ranges, 2), 2);
	ck_assert_uint_eq(ranges[0].start_lba % 32, 0);
	ck_assert_uint_eq((ranges[0].end_lba + 1) % 32, 0);
	ck_assert_uint_eq(ranges[1].start_lba, 0);
	ck_assert_uint_eq(ranges[1].end_lba, 31);
	write_range(&ranges[0]);
	holds(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", "first a");
	ck_assert_int_eq(is_there(0, "/new"), 0);
	write_range(&ranges[1]);
	holds(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", "first a");
	holds(0, IMAPI_IMAGE_TREE_BEST, "/new", "second");
	ck_assert_int_eq(imapi_image_check(context, medium, NULL, NULL), IMAPI_OK);
	ck_assert_uint_eq(volume_size(0), imapi_image_result_total_blocks(result));
	ck_assert_uint_lt(volume_size((uint32_t)ranges[0].start_lba), volume_size(0));
	end();
}

T(a_stream_of_a_volume_that_grows_is_the_whole_volume)
{
	struct imapi_stream *whole;
	uint64_t length;

	begin();
	ck_assert_int_eq(import(1), IMAPI_OK);
	add_text("/new", "second");
	build();
	whole = imapi_image_result_take_stream(result);
	length = imapi_stream_length(whole);
	ck_assert_uint_eq(length, imapi_image_result_total_blocks(result) * BLOCK);
	ck_assert_int_eq(imapi_stream_read(whole, 0, bytes, 32 * BLOCK), IMAPI_OK);
	ck_assert_int_eq(
		imapi_stream_read(whole, 32 * BLOCK, bytes + 32 * BLOCK, length - 32 * BLOCK),
		IMAPI_OK);
	holds(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", "first a");
	holds(0, IMAPI_IMAGE_TREE_BEST, "/new", "second");
	imapi_stream_free(whole);
	end();
}

T(three_sessions_in_place_keep_all_files)
{
	begin();
	for (char path[] = "/new0"; path[4] < '3'; path[4]++) {
		new_image();
		ck_assert_int_eq(import(1), IMAPI_OK);
		add_text(path, path);
		record();
	}
	holds(0, IMAPI_IMAGE_TREE_BEST, "/a.txt", "first a");
	holds(0, IMAPI_IMAGE_TREE_JOLIET, "/new0", "/new0");
	holds(0, IMAPI_IMAGE_TREE_BEST, "/new1", "/new1");
	holds(0, IMAPI_IMAGE_TREE_BEST, "/new2", "/new2");
	end();
}

/* Finds the record of a file in the tree of ISO 9660. */
static uint8_t *record_of(const char *id)
{
	size_t n = strlen(id);

	for (uint8_t *p = bytes; p + 40 + n < bytes + MEDIUM; p++)
		if (p[32] == n && memcmp(p + 33, id, n) == 0)
			return p;
	ck_abort_msg("no record of %s", id);
	return NULL;
}

static void put_both(uint8_t *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = p[7 - i] = (uint8_t)(value >> (8 * i));
}

T(a_file_that_leaves_the_medium_is_refused)
{
	begin();
	put_both(record_of("A.TXT;1") + 2, MEDIUM / BLOCK);
	ck_assert_int_eq(import(0), IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(imapi_last_error(context)), "/a.txt"));
	end();
}

T(files_where_the_new_session_or_its_descriptors_have_to_be_are_refused)
{
	begin();
	put_both(record_of("A.TXT;1") + 2, WRITABLE);
	ck_assert_int_eq(import(0), IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION);
	put_both(record_of("A.TXT;1") + 2, 18);
	ck_assert_int_eq(import(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION);
	end();
}

T(interleave_and_the_hidden_flag_are_kept)
{
	struct imapi_image_entry_info info;
	uint8_t *r;

	begin();
	r = record_of("A.TXT;1");
	r[25] = 1; /* hidden */
	r[26] = 1; /* unit */
	r[27] = 2; /* gap */
	ck_assert_int_eq(import(0), IMAPI_OK);
	record();
	info = entry_at(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/a.txt", NULL, NULL);
	ck_assert_uint_ne(info.flags & IMAPI_IMAGE_ENTRY_HIDDEN, 0);
	r = bytes + WRITABLE * BLOCK;
	while (r[32] != 7 || memcmp(r + 33, "A.TXT;1", 7) != 0)
		r++;
	ck_assert_uint_eq(r[26], 1);
	ck_assert_uint_eq(r[27], 2);
	end();
}

T(a_boot_record_goes_on_to_point_where_it_did)
{
	uint8_t *d;

	begin();
	memmove(bytes + 18 * BLOCK, bytes + 17 * BLOCK, BLOCK); /* Joliet moves down ... */
	d = bytes + 17 * BLOCK;
	memset(d, 0, BLOCK);
	memcpy(d, "\0CD001\1EL TORITO SPECIFICATION", 30);
	d[0x47] = 77;
	memcpy(bytes + 19 * BLOCK, "\377CD001\1", 7);
	ck_assert_int_eq(import(0), IMAPI_OK);
	record();
	d = bytes + (WRITABLE + 17) * BLOCK;
	ck_assert_mem_eq(d, "\0CD001\1EL TORITO SPECIFICATION", 30);
	ck_assert_uint_eq(d[0x47], 77);
	ck_assert_uint_eq(d[BLOCK], 2);
	end();
}

T(the_file_systems_of_a_session_are_named_and_imapi_s_choice_too)
{
	unsigned trees = 0;

	begin();
	ck_assert_int_eq(imapi_image_identify(context, medium, 0, &trees), IMAPI_OK);
	ck_assert_uint_eq(trees, IMAPI_IMAGE_TREE_ISO9660 | IMAPI_IMAGE_TREE_JOLIET |
					 IMAPI_IMAGE_TREE_ROCK_RIDGE);
	ck_assert_int_eq(imapi_image_default_for_import(trees), IMAPI_IMAGE_TREE_JOLIET);
	ck_assert_int_eq(imapi_image_default_for_import(7), IMAPI_IMAGE_TREE_UDF);
	ck_assert_int_eq(imapi_image_default_for_import(1), IMAPI_IMAGE_TREE_ISO9660);
	memset(bytes, 0, MEDIUM);
	ck_assert_int_eq(import(0), IMAPI_E_NO_SUPPORTED_FILE_SYSTEM);
	end();
}

T(the_tree_to_import_can_be_chosen)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .tree = IMAPI_IMAGE_TREE_ISO9660,
					      .next_writable = WRITABLE };
	unsigned tree = 0;

	begin();
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, &tree),
			 IMAPI_OK);
	ck_assert_uint_eq(tree, IMAPI_IMAGE_TREE_ISO9660);
	record();
	holds(WRITABLE, IMAPI_IMAGE_TREE_BEST, "/A.TXT", "first a");
	ck_assert_int_eq(is_there(WRITABLE, "/a.txt"), 0);
	end();
}

T_MAIN("import")
