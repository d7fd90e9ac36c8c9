/* SPDX-License-Identifier: MIT */
/* What an entry of UDF holds beyond the common: named streams, times, real-time files. */
#include "imapi/file-system-image.h"
#include "imapi/image-item.h"
#include "imapi/image-reader.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>

#define BLOCK 2048u
#define MEDIUM (8192u * BLOCK)
#define FAR 2048u /* where a later session begins */
#define MANY 90	  /* streams whose names do not fit an entry */

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_reader *reader;
static struct imapi_stream *medium;
static uint8_t *bytes;
static size_t recorded; /* of them */

static const struct row {
	unsigned revision, layout, file_systems;
} rows[] = {
	{ IMAPI_UDF_200, IMAPI_UDF_LAYOUT_READ_ONLY, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_201, IMAPI_UDF_LAYOUT_VIRTUAL, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_201, IMAPI_UDF_LAYOUT_READ_ONLY,
	  IMAPI_FILE_SYSTEM_UDF | IMAPI_FILE_SYSTEM_ISO9660 },
	{ IMAPI_UDF_250, IMAPI_UDF_LAYOUT_READ_ONLY, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_260, IMAPI_UDF_LAYOUT_VIRTUAL, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_260, IMAPI_UDF_LAYOUT_OVERWRITABLE,
	  IMAPI_FILE_SYSTEM_UDF | IMAPI_FILE_SYSTEM_ISO9660 },
};

static int row_count(void)
{
	return (int)(sizeof(rows) / sizeof(rows[0]));
}

static void new_image(const struct row *row)
{
	imapi_file_system_image_free(image);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, row->file_systems),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_revision(image, row->revision),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_layout(image, row->layout), IMAPI_OK);
}

static void begin(const struct row *row)
{
	image = NULL;
	reader = NULL;
	bytes = calloc(1, MEDIUM);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(context, bytes, MEDIUM, &medium), IMAPI_OK);
	new_image(row);
}

static void end(void)
{
	imapi_image_reader_free(reader);
	imapi_file_system_image_free(image);
	imapi_stream_free(medium);
	imapi_context_free(context);
	free(bytes);
}

static struct imapi_stream *text_of(const char *text)
{
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_stream_from_memory(context, text, strlen(text), &s), IMAPI_OK);
	return s;
}

static struct imapi_image_node *add(const char *path, const char *text)
{
	struct imapi_image_node *node;

	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, text_of(text)),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_node(image, path, &node), IMAPI_OK);
	return node;
}

static void give(struct imapi_image_node *node, int count)
{
	static char names[MANY][64];

	for (int i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), "stream %d, \xe6\x97\xa5\xe6\x9c\xac", i);
		ck_assert_int_eq(imapi_image_node_add_stream(node, names[i], text_of(names[i])),
				 IMAPI_OK);
	}
	imapi_image_node_free(node);
}

static void record(void)
{
	struct imapi_image_result *result;
	struct imapi_stream *s;
	size_t first;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	s = imapi_image_result_stream(result);
	first = (size_t)imapi_image_result_first_block(result) * BLOCK;
	ck_assert_uint_le(first + imapi_stream_length(s), MEDIUM);
	ck_assert_int_eq(imapi_stream_read(s, 0, bytes + first, imapi_stream_length(s)),
			 IMAPI_OK);
	recorded = first + imapi_stream_length(s);
	imapi_image_result_free(result);
}

static void is_clean(void)
{
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_stream_from_memory(context, bytes, recorded, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_image_check(context, s, NULL, NULL), IMAPI_OK);
	imapi_stream_free(s);
}

static const struct imapi_image_entry *entry_at(uint32_t session, const char *path)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = IMAPI_IMAGE_TREE_UDF,
						      .session_start = session };
	const struct imapi_image_entry *entry;

	reader = imapi_image_reader_free(reader);
	ck_assert_int_eq(imapi_image_reader_open(context, medium, &options, &reader), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, path, &entry), IMAPI_OK);
	return entry;
}

static struct imapi_image_entry_info info_of(const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };

	ck_assert_int_eq(imapi_image_entry_info(entry, &info), IMAPI_OK);
	return info;
}

/* Every stream holds its own name. */
static void has_streams(uint32_t session, const char *path, size_t count)
{
	const struct imapi_image_entry *entry = entry_at(session, path), *s;

	ck_assert_uint_eq(info_of(entry).stream_count, count);
	for (size_t i = 0; i < count; i++) {
		struct imapi_image_entry_info info;
		char text[100] = "";

		ck_assert_int_eq(imapi_image_entry_stream(entry, i, &s), IMAPI_OK);
		info = info_of(s);
		ck_assert_uint_lt(info.length, sizeof(text));
		ck_assert_int_eq(imapi_image_reader_read(reader, s, 0, text, info.length),
				 IMAPI_OK);
		ck_assert_str_eq(text, info.name);
	}
}

static void add_all(void)
{
	struct imapi_image_node *node;

	give(add("/few", "data"), 2);
	give(add("/many", "data"), MANY);
	give(add("/dir/below", "data"), 1);
	imapi_image_node_free(add("/none", "data"));
	ck_assert_int_eq(imapi_file_system_image_node(image, "/dir", &node), IMAPI_OK);
	give(node, 3);
	ck_assert_int_eq(imapi_file_system_image_node(image, "/", &node), IMAPI_OK);
	give(node, 1);
}

static void has_all(uint32_t session)
{
	has_streams(session, "/", 1);
	has_streams(session, "/few", 2);
	has_streams(session, "/many", MANY);
	has_streams(session, "/dir", 3);
	has_streams(session, "/dir/below", 1);
	has_streams(session, "/none", 0);
}

T_EACH(streams_of_files_and_directories_are_recorded, row_count)
{
	begin(&rows[row]);
	add_all();
	record();
	has_all(0);
	is_clean();
	end();
}

T_EACH(streams_of_an_earlier_session_are_those_of_the_next, row_count)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .tree = IMAPI_IMAGE_TREE_UDF };

	begin(&rows[row]);
	options.in_place = rows[row].layout == IMAPI_UDF_LAYOUT_OVERWRITABLE;
	options.next_writable = options.in_place ? 0 : FAR;
	add_all();
	record();
	new_image(&rows[row]);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, NULL),
			 IMAPI_OK);
	give(add("/new", "data"), 1);
	record();
	has_all(options.in_place ? 0 : FAR);
	has_streams(options.in_place ? 0 : FAR, "/new", 1);
	end();
}

static const struct row revisions[] = {
	{ IMAPI_UDF_102, 0, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_150, 0, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_200, 0, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_201, 0, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_250, 0, IMAPI_FILE_SYSTEM_UDF },
	{ IMAPI_UDF_260, 0, IMAPI_FILE_SYSTEM_UDF },
};

static int revision_count(void)
{
	return (int)(sizeof(revisions) / sizeof(revisions[0]));
}

static const struct imapi_image_node_times times = { .size = sizeof(times),
						     .created = { 1000000000, 250000000, 1 },
						     .modified = { 1100000000, 500000000, 1 },
						     .accessed = { 1200000000, 750000000, 1 } };

static void has_times(uint32_t session)
{
	struct imapi_image_entry_info info = info_of(entry_at(session, "/file"));

	ck_assert_int_eq(info.birth.seconds, times.created.seconds);
	ck_assert_uint_eq(info.birth.nanoseconds, times.created.nanoseconds);
	ck_assert_int_eq(info.mtime.seconds, times.modified.seconds);
	ck_assert_int_eq(info.atime.seconds, times.accessed.seconds);
	ck_assert_uint_eq(info.atime.nanoseconds, times.accessed.nanoseconds);
}

/* Adds a session to what was recorded. */
static void add_session(int row)
{
	const struct imapi_image_import options = { .size = sizeof(options),
						    .tree = IMAPI_IMAGE_TREE_UDF,
						    .next_writable = FAR };

	new_image(&revisions[row]);
	ck_assert_int_eq(imapi_file_system_image_import(image, medium, &options, NULL),
			 IMAPI_OK);
	record();
}

T_EACH(all_times_of_a_file_are_recorded_and_kept, revision_count)
{
	struct imapi_image_node *node;

	begin(&revisions[row]);
	node = add("/file", "data");
	ck_assert_int_eq(imapi_image_node_set_times(node, &times), IMAPI_OK);
	imapi_image_node_free(node);
	record();
	has_times(0);
	is_clean();
	add_session(row);
	has_times(FAR);
	end();
}

/* Entries of that file type from a block on (ECMA-167 4/14.6.6). */
static unsigned count_type(uint64_t first, unsigned type)
{
	unsigned found = 0;

	for (const uint8_t *at = bytes + first * BLOCK; at < bytes + MEDIUM; at += BLOCK)
		found += at[1] == 1 && at[27] == type;
	return found;
}

T_EACH(real_time_files_have_their_type_where_there_is_one, revision_count)
{
	struct imapi_image_node *node;
	int has_type = revisions[row].revision >= IMAPI_UDF_201;

	begin(&revisions[row]);
	node = add("/film", "data");
	imapi_image_node_set_real_time(node, 1);
	imapi_image_node_free(node);
	record();
	ck_assert_int_eq(count_type(288, 249) > 0, has_type);
	ck_assert_uint_eq(info_of(entry_at(0, "/film")).length, 4);
	add_session(row);
	ck_assert_int_eq(count_type(FAR + 288, 249) > 0, has_type);
	end();
}

T_MAIN("udf-streams")
