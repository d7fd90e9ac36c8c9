/* SPDX-License-Identifier: MIT */
#include "burn/history.h"

#include "support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)
#define NOW 1800000000
#define YEAR (366 * 86400ll)

static const struct inquiry drive = { .vendor = "ACME    ",
				      .product = "BD WRITER\t1     ",
				      .revision = "1.0 " };

static struct history_key key_at(kbps_t speed)
{
	return history_key_make(&drive, 0x41, speed, IMAPI_OPERATION_CLOSE_SESSION);
}

static char *make_folder(void)
{
	static char path[64];

	strcpy(path, "/tmp/imapi-history-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	strcat(path, "/a/b");
	return path;
}

static void remove_folder(char *path)
{
	char command[160];

	path[strlen(path) - 4] = 0;
	snprintf(command, sizeof(command), "rm -r %s", path);
	ck_assert_int_eq(system(command), 0);
}

static void add(const char *folder, const struct history_key *key, usec_t time, int64_t at)
{
	struct imapi_error err;

	err_clear(&err);
	ck_assert_int_eq(history_add(folder, key, time, at, &err), IMAPI_OK);
}

T(times_are_kept_by_drive_medium_speed_and_operation)
{
	char *folder = make_folder();
	struct history_key key = key_at(18000), other = key_at(72000);
	struct history_times t;

	for (unsigned i = 1; i <= 20; i++)
		add(folder, &key, SECONDS(i), NOW);
	add(folder, &other, SECONDS(500), NOW);
	t = history_read(folder, &key, NOW);
	ck_assert_uint_eq(t.count, 20);
	ck_assert_uint_eq(t.median, SECONDS(11));
	ck_assert_uint_eq(t.p95, SECONDS(19));
	ck_assert_uint_eq(history_read(folder, &other, NOW).count, 1);
	remove_folder(folder);
}

T(old_times_do_not_count)
{
	char *folder = make_folder();
	struct history_key key = key_at(18000);

	add(folder, &key, SECONDS(1), NOW - 3 * YEAR);
	add(folder, &key, SECONDS(2), NOW - YEAR);
	add(folder, &key, SECONDS(2), NOW + YEAR);
	ck_assert_uint_eq(history_read(folder, &key, NOW).count, 1);
	remove_folder(folder);
}

T(no_file_and_no_folder_are_no_history)
{
	struct history_key key = key_at(18000);

	ck_assert_uint_eq(history_read("/nonexistent/folder", &key, NOW).count, 0);
	ck_assert_uint_eq(history_read(NULL, &key, NOW).count, 0);
}

T(a_file_full_of_nonsense_is_read_over)
{
	char *folder = make_folder(), path[96];
	struct history_key key = key_at(18000);
	FILE *file;

	add(folder, &key, SECONDS(7), NOW);
	snprintf(path, sizeof(path), "%s/close-times", folder);
	file = fopen(path, "a");
	fprintf(file, "\n%s\n%s\t\n%s\t-5\t1\n%s\t99999999999999999999\t1\n", key.text,
		key.text, key.text, key.text);
	fprintf(file, "%s\t5\t%d tail\n%s\t5\tx\n", key.text, NOW, key.text);
	for (int i = 0; i < 5000; i++)
		fputc(i & 0xff, file);
	fputc('\n', file);
	fclose(file);
	add(folder, &key, SECONDS(9), NOW);
	ck_assert_uint_eq(history_read(folder, &key, NOW).count, 2);
	remove_folder(folder);
}

T(the_file_stays_small_and_keeps_the_newest)
{
	char *folder = make_folder(), path[96];
	struct history_key key = key_at(18000), last = key_at(4500);
	struct stat st;

	for (int i = 0; i < 6000; i++)
		add(folder, &key, SECONDS(7), NOW);
	add(folder, &last, SECONDS(9), NOW);
	snprintf(path, sizeof(path), "%s/close-times", folder);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_le(st.st_size, 256 << 10);
	ck_assert_uint_eq(history_read(folder, &last, NOW).count, 1);
	ck_assert_uint_eq(history_read(folder, &key, NOW).count, 64);
	remove_folder(folder);
}

T(a_folder_that_cannot_be_written_is_told)
{
	struct history_key key = key_at(18000);
	struct imapi_error err;

	err_clear(&err);
	ck_assert_int_eq(history_add("/dev/null/x", &key, SECONDS(1), NOW, &err),
			 IMAPI_E_FILE_WRITE_FAILURE);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(&err), "/dev/null/x"));
}

T_MAIN("history")
