/* SPDX-License-Identifier: MIT */
/* Earlier sessions in a new image: what stays where it is, what is written, what is refused. */
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 2048u
#define MEDIUM (6144u * BLOCK)
#define WRITABLE 512u /* where the second session begins */

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static struct imapi_stream *medium;
static struct imapi_image_reader *reader; /* of the entry that was looked at last */
static uint8_t *bytes;			  /* of the medium */
static char folder[64];

static const char *at(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void new_image(void)
{
	result = imapi_image_result_free(result);
	image = imapi_file_system_image_free(image);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
}

static void build(void)
{
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
}

static void write_range(const struct imapi_block_range *range)
{
	struct imapi_stream *s = imapi_image_result_stream(result);
	uint64_t first = imapi_image_result_first_block(result);

	ck_assert_uint_le((range->end_lba + 1) * BLOCK, MEDIUM);
	ck_assert_int_eq(imapi_stream_read(s, (range->start_lba - first) * BLOCK,
					   bytes + range->start_lba * BLOCK,
					   (range->end_lba + 1 - range->start_lba) * BLOCK),
			 IMAPI_OK);
}

/* Writes what is built to the medium. */
static void record(void)
{
	struct imapi_block_range ranges[4];
	size_t count;

	build();
	count = imapi_image_result_modified_blocks(result, ranges, 4);
	for (size_t i = 0; i < count; i++)
		write_range(&ranges[i]);
}

static void add(void)
{
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0), IMAPI_OK);
}

/* A medium with one session: files, a directory, a link of each kind. */
static void begin(void)
{
	char target[512];

	result = NULL;
	image = NULL;
	strcpy(folder, "/tmp/imapi-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(mkdir(at("sub"), 0711), 0);
	put("a.txt", "first a");
	put("empty", "");
	put("sub/b.txt", "first b");
	chmod(at("a.txt"), 0640);
	strcpy(target, at("a.txt"));
	ck_assert_int_eq(link(target, at("also a")), 0);
	ck_assert_int_eq(symlink("sub/b.txt", at("link")), 0);
	bytes = calloc(1, MEDIUM);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(context, bytes, MEDIUM, &medium), IMAPI_OK);
	new_image();
	imapi_file_system_image_set_volume_name(image, "FIRST");
	add();
	record();
	new_image();
}

static void end(void)
{
	char command[128];

	reader = imapi_image_reader_free(reader);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_stream_free(medium);
	imapi_context_free(context);
	free(bytes);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static imapi_status import(int in_place)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .next_writable = WRITABLE,
					      .in_place = in_place };

	return imapi_file_system_image_import(image, medium, &options, NULL);
}

static void add_text(const char *path, const char *text)
{
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_stream_from_memory(context, text, strlen(text), &s), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, s), IMAPI_OK);
}

static struct imapi_image_entry_info entry_at(uint32_t session, enum imapi_image_tree tree,
					      const char *path, char *text, uint64_t *block)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = tree,
						      .session_start = session };
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	const struct imapi_image_entry *entry;
	struct imapi_image_extent extent;

	reader = imapi_image_reader_free(reader);
	ck_assert_int_eq(imapi_image_reader_open(context, medium, &options, &reader), IMAPI_OK);
	if (imapi_image_reader_lookup(reader, path, &entry) != IMAPI_OK)
		return info;
	ck_assert_int_eq(imapi_image_entry_info(entry, &info), IMAPI_OK);
	if (text && info.type == IMAPI_IMAGE_FILE) {
		imapi_image_reader_read(reader, entry, 0, text, info.length);
		text[info.length] = '\0';
	}
	if (block && imapi_image_entry_extent(entry, 0, &extent) == IMAPI_OK)
		*block = extent.block;
	return info;
}

static int is_there(uint32_t session, const char *path)
{
	return (int)entry_at(session, IMAPI_IMAGE_TREE_BEST, path, NULL, NULL).type;
}

static void holds(uint32_t session, enum imapi_image_tree tree, const char *path,
		  const char *wanted)
{
	char text[100] = "(not there)";

	entry_at(session, tree, path, text, NULL);
	ck_assert_str_eq(text, wanted);
}

static uint64_t block_of(uint32_t session, const char *path)
{
	uint64_t block = 0;

	entry_at(session, IMAPI_IMAGE_TREE_BEST, path, NULL, &block);
	return block;
}

/* As the primary descriptor of the session says. */
static uint64_t volume_size(uint32_t start)
{
	const uint8_t *p = bytes + (start + 16) * BLOCK + 80;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

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

/* A medium with a volume of these file systems, at its start. */
static void record_first(unsigned file_systems, unsigned revision)
{
	new_image();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, file_systems),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_revision(image, revision), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/", 0), IMAPI_OK);
	memset(bytes, 0, MEDIUM);
	record();
	new_image();
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
	add_text("/sub/new.txt", "second");
	record();
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

T_MAIN("import")
