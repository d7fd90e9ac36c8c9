/* SPDX-License-Identifier: MIT */
#include "imapi/stream.h"
#include "support/t.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];
static struct imapi_context *context;

static void write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static struct imapi_stream *begin(const char *text)
{
	struct imapi_stream *s;
	int fd;

	strcpy(path, "/tmp/imapi-test-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	write_file(text);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_open_file(context, path, &s), IMAPI_OK);
	return s;
}

static void end(struct imapi_stream *s)
{
	imapi_stream_free(s);
	imapi_context_free(context);
	unlink(path);
}

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static const char *message(void)
{
	return imapi_error_message(imapi_last_error(context));
}

T(a_file_is_open_from_the_first_read_to_the_last_byte)
{
	int before = open_files();
	struct imapi_stream *s = begin("0123456789");
	char got[10];

	ck_assert_int_eq(open_files(), before);
	ck_assert_uint_eq(imapi_stream_length(s), 10);
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 4), IMAPI_OK);
	ck_assert_int_eq(open_files(), before + 1);
	ck_assert_int_eq(imapi_stream_read(s, 4, got + 4, 6), IMAPI_OK);
	ck_assert_int_eq(open_files(), before);
	ck_assert_mem_eq(got, "0123456789", 10);
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 10), IMAPI_OK);
	ck_assert_int_eq(open_files(), before);
	end(s);
}

T(a_file_that_shrank_is_an_error_that_names_it)
{
	struct imapi_stream *s = begin("0123456789");
	char got[10];

	write_file("0123");
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 10), IMAPI_E_DATA_STREAM_INCONSISTENCY);
	ck_assert_ptr_nonnull(strstr(message(), path));
	ck_assert_ptr_nonnull(strstr(message(), "from 10 to 4 bytes"));
	end(s);
}

T(a_file_that_shrinks_between_two_reads_is_noticed)
{
	struct imapi_stream *s = begin("0123456789");
	char got[10];

	ck_assert_int_eq(imapi_stream_read(s, 0, got, 2), IMAPI_OK);
	ck_assert_int_eq(truncate(path, 5), 0);
	ck_assert_int_eq(imapi_stream_read(s, 2, got, 8), IMAPI_E_DATA_STREAM_INCONSISTENCY);
	ck_assert_ptr_nonnull(strstr(message(), "ends at byte 5 of 10"));
	end(s);
}

T(a_file_that_was_rewritten_with_the_same_size_is_noticed)
{
	struct imapi_stream *s = begin("0123456789");
	const struct timespec times[2] = { { 1000, 0 }, { 1000, 0 } };
	char got[10];

	write_file("9876543210");
	utimensat(0, path, times, 0);
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 10), IMAPI_E_SOURCE_CHANGED);
	ck_assert_str_ne(imapi_error_advice(imapi_last_error(context)), "");
	end(s);
}

T(a_file_that_went_away_is_an_error_that_names_it)
{
	struct imapi_stream *s = begin("0123456789");
	char got[10];

	unlink(path);
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 10), IMAPI_E_DATA_STREAM_CREATE_FAILURE);
	ck_assert_ptr_nonnull(strstr(message(), path));
	end(s);
}

T(what_is_no_file_cannot_be_a_stream)
{
	struct imapi_stream *s = begin(""), *other;

	ck_assert_int_eq(imapi_stream_open_file(context, "/nonexistent/x", &other),
			 IMAPI_E_FILE_OPEN_FAILURE);
	ck_assert_int_eq(imapi_stream_open_file(context, "/tmp", &other),
			 IMAPI_E_FILE_OPEN_FAILURE);
	ck_assert_int_eq(imapi_stream_open_file(context, "/dev/null", &other),
			 IMAPI_E_FILE_OPEN_FAILURE);
	end(s);
}

T_MAIN("file")
