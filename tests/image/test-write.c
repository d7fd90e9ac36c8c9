/* SPDX-License-Identifier: MIT */
/* Writing an image: the bytes of the stream, whatever way they take. */
#include "imapi/file-system-image.h"
#include "support/folder.h"
#include "support/t.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGE 3000001u /* copied by the kernel, with a part of a block at its end */
#define SMALL 300      /* files, read by several threads */

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static uint8_t *expected, *written;
static size_t length;

/* @length bytes that differ from those of other seeds. */
static void put_bytes(const char *name, size_t bytes, uint32_t seed)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		putc((int)(seed >> 24), f);
	}
	fclose(f);
}

static void begin(void)
{
	char name[32];

	result = NULL;
	folder_new();
	ck_assert_int_eq(mkdir(at("tree"), 0755), 0);
	put_bytes("tree/large", LARGE, 1);
	put_bytes("tree/larger", 2 * LARGE, 2);
	put_bytes("tree/empty", 0, 0);
	for (unsigned i = 0; i < SMALL; i++) {
		snprintf(name, sizeof(name), "tree/small%03u", i);
		put_bytes(name, i * 37, i);
	}
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, at("tree"), NULL, 0),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
}

static void end(void)
{
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	free(expected);
	free(written);
	expected = written = NULL;
	folder_remove();
}

/* The bytes of the stream, read in small pieces. */
static void expect(void)
{
	struct imapi_stream *s = imapi_image_result_stream(result);

	length = imapi_stream_length(s);
	expected = malloc(length);
	written = malloc(length);
	for (size_t i = 0; i < length; i += 2048)
		ck_assert_int_eq(imapi_stream_read(s, i, expected + i, 2048), IMAPI_OK);
}

static int open_target(int flags)
{
	int fd = open(at("image"), O_RDWR | O_CREAT | flags, 0666);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static int count_calls(void *user, uint64_t done, uint64_t total)
{
	ck_assert_uint_le(done, total);
	++*(int *)user;
	return 0;
}

T(a_written_file_has_the_bytes_of_the_stream)
{
	int calls = 0, fd;

	begin();
	expect();
	fd = open_target(0);
	ck_assert_int_eq(imapi_image_result_write(result, fd, count_calls, &calls), IMAPI_OK);
	ck_assert_int_gt(calls, 1);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), (off_t)length);
	ck_assert_int_eq(pread(fd, written, length, 0), (ssize_t)length);
	ck_assert_mem_eq(written, expected, length);
	close(fd);
	end();
}

/* What the file held before shows where nothing would have been written. */
T(an_image_is_written_where_the_file_stands_and_leaves_no_holes)
{
	int fd;

	begin();
	expect();
	fd = open_target(0);
	memset(written, 0xaa, length);
	ck_assert_int_eq(pwrite(fd, written, length, 0), (ssize_t)length);
	ck_assert_int_eq(pwrite(fd, written, length, (off_t)length), (ssize_t)length);
	lseek(fd, 1000, SEEK_SET);
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), (off_t)length + 1000);
	ck_assert_int_eq(pread(fd, written, length, 1000), (ssize_t)length);
	ck_assert_mem_eq(written, expected, length);
	ck_assert_int_eq(pread(fd, written, 1000, 0), 1000);
	ck_assert_uint_eq(written[999], 0xaa);
	close(fd);
	end();
}

T(what_was_never_written_of_a_file_is_not_written_in_a_new_image)
{
	struct stat st;
	int fd;

	begin();
	fd = open(at("tree/hole"), O_RDWR | O_CREAT, 0666);
	ck_assert_int_eq(pwrite(fd, "end", 3, 64 << 20), 3);
	close(fd);
	image = imapi_file_system_image_free(image);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, at("tree"), NULL, 0),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	expect();
	fd = open_target(0);
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(pread(fd, written, length, 0), (ssize_t)length);
	ck_assert_mem_eq(written, expected, length);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_size, (off_t)length);
	ck_assert_int_lt(st.st_blocks * 512, (off_t)length - (32 << 20));
	close(fd);
	end();
}

/* The kernel copies nothing to a file that is only appended to, and nothing into a pipe. */
T(where_the_kernel_does_not_copy_the_bytes_are_the_same)
{
	int fd;
	char command[256];
	FILE *pipe;

	begin();
	expect();
	fd = open_target(O_APPEND);
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(pread(fd, written, length, 0), (ssize_t)length);
	ck_assert_mem_eq(written, expected, length);
	close(fd);
	snprintf(command, sizeof(command), "cmp - %s", at("image"));
	pipe = popen(command, "w");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_int_eq(imapi_image_result_write(result, fileno(pipe), NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(pclose(pipe), 0);
	end();
}

static int stop(void *user, uint64_t done, uint64_t total)
{
	(void)user;
	(void)total;
	return done > 1000000;
}

T(writing_ends_when_the_caller_wants_no_more)
{
	int fd;

	begin();
	fd = open_target(0);
	ck_assert_int_eq(imapi_image_result_write(result, fd, stop, NULL),
			 IMAPI_E_REQUEST_CANCELLED);
	close(fd);
	end();
}

T(a_target_that_takes_nothing_is_named_as_the_fault)
{
	int fd = open("/dev/full", O_WRONLY);

	begin();
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL),
			 IMAPI_E_FILE_WRITE_FAILURE);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), "No space left"));
	close(fd);
	end();
}

struct change {
	const char *name;
	size_t bytes;
};

static const struct change changes[] = {
	{ "tree/large", LARGE - 1 },   { "tree/larger", 2 * LARGE },  { "tree/small200", 1 },
	{ "tree/small250", 250 * 37 }, { "tree/small299", 400 * 37 }, { "tree/empty", 1 },
};

static int change_count(void)
{
	return sizeof(changes) / sizeof(changes[0]);
}

T_EACH(a_file_that_changed_is_found_and_named, change_count)
{
	const struct timespec then[2] = { { 1500000000, 0 }, { 1500000000, 0 } };
	imapi_status status;
	int fd;

	begin();
	fd = open_target(0);
	put_bytes(changes[row].name, changes[row].bytes, 99);
	utimensat(AT_FDCWD, at(changes[row].name), then, 0);
	status = imapi_image_result_write(result, fd, NULL, NULL);
	ck_assert(status == IMAPI_E_SOURCE_CHANGED ||
		  status == IMAPI_E_DATA_STREAM_INCONSISTENCY);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), changes[row].name));
	close(fd);
	end();
}

/* Several threads meet several bad files: the first one counts, as if one had read them. */
T(of_several_files_that_went_away_the_first_is_named)
{
	int fd;

	begin();
	fd = open_target(0);
	for (int i = 299; i >= 100; i -= 3) {
		char name[32];

		snprintf(name, sizeof(name), "tree/small%03d", i);
		unlink(at(name));
	}
	ck_assert_int_eq(imapi_image_result_write(result, fd, NULL, NULL),
			 IMAPI_E_DATA_STREAM_CREATE_FAILURE);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), "tree/small101"));
	close(fd);
	end();
}

T_MAIN("writing an image")
