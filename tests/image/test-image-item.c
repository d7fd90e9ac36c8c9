/* SPDX-License-Identifier: MIT */
/* Items of an image: what they are, how they change, and how changes are taken back. */
#include "imapi/image-item.h"
#include "support/folder.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct imapi_context *context;
static struct imapi_file_system_image *image;

static struct imapi_stream *memory(const char *text)
{
	struct imapi_stream *stream = NULL;

	ck_assert_int_eq(imapi_stream_from_memory(context, text, strlen(text), &stream),
			 IMAPI_OK);
	return stream;
}

static void add_file(const char *path, const char *text)
{
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, memory(text)), IMAPI_OK);
}

static void begin(void)
{
	folder_new();
	ck_assert_int_eq(mkdir(at("sub"), 0755), 0);
	ck_assert_int_eq(mkdir(at("sub/deep"), 0755), 0);
	put("a.txt", "hello");
	put("sub/b.txt", "world");
	put("sub/deep/c.txt", "below");
	ck_assert_int_eq(link(at("a.txt"), strdupa(at("sub/link.txt"))), 0);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
}

static void end(void)
{
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	folder_remove();
}

static void add_folder(void)
{
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0), IMAPI_OK);
}

static struct imapi_image_node *node(const char *path)
{
	struct imapi_image_node *n = NULL;

	ck_assert_int_eq(imapi_file_system_image_node(image, path, &n), IMAPI_OK);
	return n;
}

static struct imapi_image_node_info info_of(struct imapi_image_node *n)
{
	struct imapi_image_node_info info = { .size = sizeof(info) };

	ck_assert_int_eq(imapi_image_node_info(n, &info), IMAPI_OK);
	return info;
}

static struct imapi_image_node_info info(const char *path)
{
	struct imapi_image_node *n = node(path);
	struct imapi_image_node_info i = info_of(n);

	imapi_image_node_free(n);
	return i;
}

static int exists(const char *path)
{
	return imapi_file_system_image_exists(image, path);
}

static uint32_t point(void)
{
	return imapi_file_system_image_change_point(image);
}

static const char *content(const char *path)
{
	static char text[64];
	struct imapi_image_node *n = node(path);
	struct imapi_stream *stream = NULL;
	size_t length;

	ck_assert_int_eq(imapi_image_node_open(n, &stream), IMAPI_OK);
	length = imapi_stream_length(stream);
	ck_assert_int_eq(imapi_stream_read(stream, 0, text, length), IMAPI_OK);
	text[length] = '\0';
	imapi_stream_free(stream);
	imapi_image_node_free(n);
	return text;
}

/* All bytes of the image that would be built, to be freed. */
static uint8_t *built(size_t *ret_length)
{
	struct imapi_image_result *result = NULL;
	struct imapi_stream *stream;
	uint8_t *bytes;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	stream = imapi_image_result_stream(result);
	*ret_length = imapi_stream_length(stream);
	bytes = malloc(*ret_length);
	ck_assert_int_eq(imapi_stream_read(stream, 0, bytes, *ret_length), IMAPI_OK);
	imapi_image_result_free(result);
	return bytes;
}

static struct imapi_image_node_times times(int64_t created, int64_t modified, int64_t accessed)
{
	struct imapi_image_node_times t = { .size = sizeof(t) };

	t.created = (struct imapi_image_time){ created, 0, created != 0 };
	t.modified = (struct imapi_image_time){ modified, 0, modified != 0 };
	t.accessed = (struct imapi_image_time){ accessed, 0, accessed != 0 };
	return t;
}

T(kinds_have_the_numbers_of_imapi)
{
	begin();
	add_folder();
	ck_assert_int_eq(symlink("x", at("l")), 0);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/again", 0),
			 IMAPI_OK);
	ck_assert_int_eq(exists("/nothing"), 0);
	ck_assert_int_eq(exists("/"), 1);
	ck_assert_int_eq(exists("/sub"), 1);
	ck_assert_int_eq(exists("/a.txt"), 2);
	ck_assert_int_eq(exists("a.txt/x"), 0);
	ck_assert_int_eq(exists("/again/l"), 3);
	end();
}

T(a_directory_is_gone_through_child_by_child)
{
	struct imapi_image_node *root, *child = NULL;
	char text[64];

	begin();
	add_folder();
	root = node("/");
	ck_assert_uint_eq(info_of(root).child_count, 2);
	ck_assert_int_eq(imapi_image_node_child(root, 1, &child), IMAPI_OK);
	ck_assert_uint_eq(imapi_image_node_name(child, text, sizeof(text)), 3);
	ck_assert_str_eq(text, "sub");
	imapi_image_node_free(root);
	ck_assert_int_eq(imapi_image_node_find(child, "deep/c.txt", &root), IMAPI_OK);
	ck_assert_uint_eq(imapi_image_node_path(root, text, sizeof(text)), 15);
	ck_assert_str_eq(text, "/sub/deep/c.txt");
	ck_assert_int_eq(imapi_image_node_child(child, 3, &root), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_image_node_find(child, "no", &root), IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_node_find(root, "no", &child), IMAPI_E_NOT_DIR);
	imapi_image_node_free(child);
	imapi_image_node_free(root);
	end();
}

T(contents_can_be_read_before_the_image_is_built)
{
	struct imapi_stream *stream = NULL;
	struct imapi_image_node *n;

	begin();
	add_folder();
	add_file("/m", "in memory");
	ck_assert_str_eq(content("/m"), "in memory");
	ck_assert_str_eq(content("/sub/b.txt"), "world");
	ck_assert_str_eq(content("/sub/link.txt"), "hello");
	n = node("/m");
	ck_assert_int_eq(imapi_image_node_open(n, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/m"), IMAPI_E_READONLY);
	imapi_stream_free(stream);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/m"), IMAPI_OK);
	imapi_image_node_free(n);
	n = node("/sub");
	ck_assert_int_eq(imapi_image_node_open(n, &stream), IMAPI_E_NOT_FILE);
	imapi_image_node_free(n);
	end();
}

T(a_handle_of_what_was_removed_fails_until_that_is_taken_back)
{
	struct imapi_image_node_info i = { .size = sizeof(i) };
	struct imapi_image_node *n;
	char text[8];

	begin();
	add_folder();
	n = node("/sub/b.txt");
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub"), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_info(n, &i), IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_uint_eq(imapi_image_node_name(n, text, sizeof(text)), 0);
	ck_assert_int_eq(imapi_image_node_set_mode(n, 0600), IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, point() - 1), IMAPI_OK);
	ck_assert_uint_eq(info_of(n).length, 5);
	imapi_file_system_image_free(image);
	image = NULL;
	ck_assert_int_eq(imapi_image_node_info(n, &i), IMAPI_E_NOT_IN_FILE_SYSTEM);
	imapi_image_node_free(n);
	end();
}

T(what_is_moved_keeps_contents_links_and_handles)
{
	struct imapi_image_counts c = { .size = sizeof(c) };
	struct imapi_image_node *n, *stale;
	char text[64];

	begin();
	add_folder();
	n = node("/sub/deep/c.txt");
	stale = node("/sub/b.txt");
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub/b.txt"), IMAPI_OK);
	add_file("/sub/b.txt", "another");
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/x/y"), IMAPI_OK);
	ck_assert_int_eq(exists("/sub"), 0);
	ck_assert_uint_gt(imapi_image_node_path(n, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "/x/y/deep/c.txt");
	ck_assert_uint_eq(imapi_image_node_path(stale, text, sizeof(text)), 0);
	ck_assert_str_eq(content("/x/y/deep/c.txt"), "below");
	ck_assert_str_eq(content("/x/y/b.txt"), "another");
	ck_assert_int_eq(imapi_image_node_move(n, "/a-much-longer-name"), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_move(n, "/short"), IMAPI_OK);
	ck_assert_str_eq(content("/short"), "below");
	ck_assert_int_eq(imapi_file_system_image_move(image, "/a.txt", "/x/a"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_counts(image, &c), IMAPI_OK);
	ck_assert_uint_eq(c.files, 4);
	ck_assert_uint_eq(c.data_blocks, 3);
	imapi_image_node_free(n);
	imapi_image_node_free(stale);
	end();
}

T(a_moved_file_is_found_by_its_new_path_in_the_result)
{
	struct imapi_image_item item = { .size = sizeof(item) };
	struct imapi_image_result *result = NULL;
	char path[64];

	begin();
	add_file("/old", "text");
	ck_assert_int_eq(imapi_file_system_image_move(image, "/old", "/new"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	ck_assert_int_eq(imapi_image_result_item(result, 0, &item, path, sizeof(path)),
			 IMAPI_OK);
	ck_assert_str_eq(path, "/new");
	imapi_image_result_path_of_block(result, item.first_block, path, sizeof(path));
	ck_assert_str_eq(path, "/new");
	imapi_image_result_free(result);
	end();
}

T(moves_that_cannot_be_are_refused_and_change_nothing)
{
	uint32_t before;

	begin();
	add_folder();
	before = point();
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/a.txt"),
			 IMAPI_E_DUP_NAME);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/sub/n/m"),
			 IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(exists("/sub/n"), 0);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/", "/x"), IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/a.txt/x"),
			 IMAPI_E_NOT_DIR);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/no", "/x"),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/../x"),
			 IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/sub"), IMAPI_OK);
	ck_assert_uint_eq(point(), before);
	end();
}

T(every_call_that_changes_something_is_one_change)
{
	struct imapi_stream *stream;

	begin();
	ck_assert_uint_eq(point(), 0);
	add_folder();
	ck_assert_uint_eq(point(), 1);
	add_file("/new/dir/f", "x");
	ck_assert_uint_eq(point(), 2);
	ck_assert_int_eq(imapi_file_system_image_add_directory(image, "/new"), IMAPI_OK);
	ck_assert_uint_eq(point(), 2);
	stream = memory("y");
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/new/dir/f", stream),
			 IMAPI_E_DUP_NAME);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/q/r/..", stream),
			 IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/q/r/a.txt/b", stream),
			 IMAPI_OK);
	stream = memory("z");
	ck_assert_int_eq(imapi_file_system_image_add_file(image, "/s/../b", stream),
			 IMAPI_E_INVALID_PATH);
	ck_assert_int_eq(exists("/s"), 0);
	imapi_stream_free(stream);
	ck_assert_uint_eq(point(), 3);
	end();
}

T(rolling_back_takes_back_every_kind_of_change)
{
	struct imapi_image_node_times t = times(1000, 2000, 3000);
	struct imapi_image_node *n;
	size_t length;

	begin();
	add_folder();
	add_file("/sub/m", "memory");
	put("sub/new", "new");
	put("sub/deep/c.txt", "changed");
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/sub/deep", 1),
			 IMAPI_OK);
	n = node("/sub/b.txt");
	ck_assert_int_eq(imapi_image_node_set_mode(n, 0700), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_set_owner(n, 7, 8), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_set_hidden(n, 1), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_OK);
	imapi_image_node_free(n);
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/elsewhere"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/elsewhere/deep"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/"), IMAPI_OK);
	add_file("/sub", "a file");
	ck_assert_uint_eq(point(), 12);
	put("sub/deep/c.txt", "below");
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 2), IMAPI_OK);
	ck_assert_uint_eq(point(), 2);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub/deep"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 2), IMAPI_OK);
	ck_assert_int_eq(exists("/sub/deep/c.txt"), 2);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/sub/deep/c.txt"), IMAPI_OK);
	free(built(&length));
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 0), IMAPI_OK);
	ck_assert_uint_eq(info("/").child_count, 0);
	end();
}

T(an_image_that_went_back_is_the_one_that_was)
{
	struct imapi_image_node_times t = times(0, 2000, 0);
	struct imapi_image_node *n;
	uint8_t *before, *after;
	size_t length, again;

	begin();
	add_folder();
	before = built(&length);
	n = node("/sub/link.txt");
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_set_mode(n, 01777), IMAPI_OK);
	imapi_image_node_free(n);
	add_file("/sub/deep/more", "more");
	ck_assert_int_eq(imapi_file_system_image_move(image, "/sub", "/z"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/z", 0), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/a.txt"), IMAPI_OK);
	after = built(&again);
	ck_assert(length != again || memcmp(before, after, length) != 0);
	free(after);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 1), IMAPI_OK);
	after = built(&again);
	ck_assert_uint_eq(length, again);
	ck_assert_mem_eq(before, after, length);
	free(before);
	free(after);
	end();
}

T(what_is_locked_in_stays)
{
	begin();
	add_file("/a", "a");
	add_file("/b", "b");
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/"), IMAPI_OK);
	imapi_file_system_image_lock_in(image);
	ck_assert_uint_eq(point(), 3);
	add_file("/c", "c");
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 2), IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 5), IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(exists("/c"), 2);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 3), IMAPI_OK);
	ck_assert_uint_eq(info("/").child_count, 0);
	end();
}

T(times_that_contradict_each_other_are_refused)
{
	struct imapi_image_node_times t;
	struct imapi_image_node *n;

	begin();
	add_folder();
	n = node("/a.txt");
	t = times(5000, 4000, 0);
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_E_INVALID_DATE);
	t = times(5000, 6000, 4000);
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_E_INVALID_DATE);
	ck_assert_uint_eq(point(), 1);
	t = times(5000, 6000, 7000);
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_OK);
	t = times(0, 4999, 0);
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_E_INVALID_DATE);
	t = times(4000, 0, 0);
	t.created.nanoseconds = 1000000000;
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(info_of(n).created.seconds, 5000);
	ck_assert_int_eq(info_of(n).modified.seconds, 6000);
	ck_assert_int_eq(info("/sub/link.txt").accessed.seconds, 7000);
	imapi_image_node_free(n);
	end();
}

T(a_file_with_another_time_is_still_recognized_as_unchanged)
{
	struct imapi_image_node_times t = times(0, 86400, 0);
	struct imapi_image_node *n;
	size_t length;

	begin();
	add_folder();
	n = node("/a.txt");
	ck_assert_int_eq(imapi_image_node_set_times(n, &t), IMAPI_OK);
	imapi_image_node_free(n);
	free(built(&length));
	ck_assert_str_eq(content("/a.txt"), "hello");
	end();
}

T(streams_are_kept_where_udf_can_record_them)
{
	struct imapi_stream *stream;
	struct imapi_image_node *n;
	uint64_t length = 0;
	char name[32];

	begin();
	add_folder();
	n = node("/a.txt");
	ck_assert_int_eq(imapi_image_node_add_stream(n, "first", memory("1")),
			 IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED);
	imapi_file_system_image_set_file_systems(image, IMAPI_FILE_SYSTEM_UDF);
	imapi_file_system_image_set_udf_revision(image, IMAPI_UDF_200);
	ck_assert_int_eq(imapi_image_node_add_stream(n, "second", memory("22")), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_set_real_time(n, 1),
			 IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED);
	stream = memory("3");
	ck_assert_int_eq(imapi_image_node_add_stream(n, "first", stream), IMAPI_E_DUP_NAME);
	ck_assert_int_eq(imapi_image_node_add_stream(n, "", stream), IMAPI_E_INVALID_PATH);
	imapi_stream_free(stream);
	ck_assert_uint_eq(info("/sub/link.txt").stream_count, 2);
	ck_assert_int_eq(imapi_image_node_stream(n, 1, name, sizeof(name), &length), IMAPI_OK);
	ck_assert_str_eq(name, "second");
	ck_assert_uint_eq(length, 2);
	ck_assert_int_eq(imapi_image_node_stream(n, 2, name, sizeof(name), NULL),
			 IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(imapi_image_node_remove_stream(n, "first"), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_remove_stream(n, "first"), IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_uint_eq(info_of(n).stream_count, 1);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, 2), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_stream(n, 0, name, sizeof(name), NULL), IMAPI_OK);
	ck_assert_str_eq(name, "first");
	ck_assert_uint_eq(info_of(n).stream_count, 1);
	imapi_image_node_free(n);
	end();
}

T_MAIN("image-item")
