/* SPDX-License-Identifier: MIT */
/* Where the bytes of files come from: memory, callbacks, pipes, other images. */
#include "imapi/file-system-image.h"
#include "support/t.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static int ends[2];

static void begin(void)
{
	result = NULL;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
	imapi_file_system_image_set_file_systems(image, 0x107);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
}

static void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	close(ends[0]);
}

static void add(const char *path, struct imapi_stream *s)
{
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, s), IMAPI_OK);
}

static struct imapi_stream *memory(const char *text)
{
	struct imapi_stream *s = NULL;

	ck_assert_int_eq(imapi_stream_from_memory(context, text, strlen(text), &s), IMAPI_OK);
	return s;
}

/* Through the pipe comes @text; @length bytes are announced. */
static struct imapi_stream *piped(const char *text, uint64_t length)
{
	struct imapi_stream *s = NULL;

	ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	ck_assert_int_eq(imapi_stream_from_pipe(context, ends[0], length, &s), IMAPI_OK);
	return s;
}

static uint8_t *build(size_t *ret_length, imapi_status wanted)
{
	struct imapi_stream *s;
	uint8_t *bytes;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	s = imapi_image_result_stream(result);
	*ret_length = imapi_stream_length(s);
	bytes = malloc(*ret_length);
	for (size_t at = 0; at < *ret_length; at += 32768) {
		size_t n = *ret_length - at < 32768 ? *ret_length - at : 32768;
		imapi_status status = imapi_stream_read(s, at, bytes + at, n);

		if (status != IMAPI_OK) {
			ck_assert_int_eq(status, wanted);
			free(bytes);
			return NULL;
		}
	}
	ck_assert_int_eq(wanted, IMAPI_OK);
	return bytes;
}

/* Whether the file in every tree of the image has that content. */
static void holds(const uint8_t *bytes, size_t length, const char *path, const char *text)
{
	static const enum imapi_image_tree trees[] = { IMAPI_IMAGE_TREE_ROCK_RIDGE,
						       IMAPI_IMAGE_TREE_JOLIET,
						       IMAPI_IMAGE_TREE_UDF };

	for (size_t i = 0; i < 3; i++) {
		struct imapi_image_reader_options how = { .size = sizeof(how),
							  .tree = trees[i] };
		struct imapi_image_entry_info info = { .size = sizeof(info) };
		const struct imapi_image_entry *entry;
		struct imapi_image_reader *reader;
		struct imapi_stream *s;
		char data[64] = "";

		ck_assert_int_eq(imapi_stream_from_memory(context, bytes, length, &s),
				 IMAPI_OK);
		ck_assert_int_eq(imapi_image_reader_open(context, s, &how, &reader), IMAPI_OK);
		ck_assert_int_eq(imapi_image_reader_lookup(reader, path, &entry), IMAPI_OK);
		ck_assert_int_eq(imapi_image_entry_info(entry, &info), IMAPI_OK);
		ck_assert_uint_eq(info.length, strlen(text));
		ck_assert_int_eq(imapi_image_reader_read(reader, entry, 0, data, strlen(text)),
				 IMAPI_OK);
		ck_assert_str_eq(data, text);
		imapi_image_reader_free(reader);
		imapi_stream_free(s);
	}
}

static imapi_status say_letters(void *self, uint64_t offset, void *data, size_t length)
{
	++*(int *)self;
	for (size_t i = 0; i < length; i++)
		((char *)data)[i] = (char)('a' + (offset + i) % 26);
	return IMAPI_OK;
}

T(memory_callbacks_and_a_pipe_side_by_side)
{
	const struct imapi_stream_ops ops = { sizeof(ops), say_letters, NULL };
	struct imapi_stream *s;
	uint8_t *bytes;
	size_t length;
	int calls = 0;

	begin();
	add("/m", memory("from memory"));
	ck_assert_int_eq(imapi_stream_new(context, &ops, &calls, 26, &s), IMAPI_OK);
	add("/c", s);
	add("/p", piped("through a pipe", 14));
	bytes = build(&length, IMAPI_OK);
	holds(bytes, length, "/m", "from memory");
	holds(bytes, length, "/c", "abcdefghijklmnopqrstuvwxyz");
	holds(bytes, length, "/p", "through a pipe");
	ck_assert_int_gt(calls, 0);
	free(bytes);
	end();
}

T(a_pipe_with_less_or_more_than_was_announced_is_an_error)
{
	static const struct {
		const char *text;
		uint64_t length;
	} rows[] = { { "short", 6 }, { "longer", 5 }, { "", 1 } };

	for (size_t i = 0; i < 3; i++) {
		size_t length;

		begin();
		add("/p", piped(rows[i].text, rows[i].length));
		ck_assert_ptr_null(build(&length, IMAPI_E_DATA_STREAM_INCONSISTENCY));
		ck_assert_ptr_nonnull(
			strstr(imapi_error_message(imapi_last_error(context)), "/p"));
		end();
	}
}

T(a_pipe_does_not_come_again)
{
	char data[8];
	struct imapi_stream *s;

	begin();
	s = piped("0123456789", 10);
	ck_assert_int_eq(imapi_stream_read(s, 2, data, 3), IMAPI_OK);
	ck_assert_mem_eq(data, "234", 3);
	ck_assert_int_eq(imapi_stream_read(s, 4, data, 1), IMAPI_E_STREAM_NOT_SEEKABLE);
	ck_assert_int_eq(imapi_stream_read(s, 5, data, 5), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_pipe(context, -1, 1, &s), IMAPI_E_INVALIDARG);
	imapi_stream_free(s);
	end();
}

T(a_file_of_another_image_is_content_too)
{
	const struct imapi_image_entry *entry;
	struct imapi_image_reader *reader;
	struct imapi_stream *other, *s;
	uint8_t *first, *second;
	size_t length, again;

	begin();
	close(ends[1]);
	add("/deep/er", memory("out of another image"));
	first = build(&length, IMAPI_OK);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_stream_from_memory(context, first, length, &other), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_open(context, other, NULL, &reader), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/deep/er", &entry), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_open_file(reader, entry, &s), IMAPI_OK);
	add("/copy", s);
	second = build(&again, IMAPI_OK);
	holds(second, again, "/copy", "out of another image");
	result = imapi_image_result_free(result);
	image = imapi_file_system_image_free(image);
	imapi_image_reader_free(reader);
	imapi_stream_free(other);
	free(first);
	free(second);
	end();
}

T_MAIN("content")
