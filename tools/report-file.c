/* SPDX-License-Identifier: MIT */
#include "report-file.h"

#include "json.h"
#include "report-html.h"
#include "report-json.h"
#include "report.h"
#include "signals.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_ending(const char *path, const char *ending)
{
	size_t length = strlen(path), tail = strlen(ending);

	return length > tail && !strcasecmp(path + length - tail, ending);
}

/* A new file beside @path, its name in @ret_name; -1 and errno on failure. */
static int make_beside(const char *path, char ret_name[PATH_MAX])
{
	struct stat info;

	if (!stat(path, &info) && !S_ISREG(info.st_mode)) {
		errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	if (snprintf(ret_name, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return mkostemp(ret_name, O_CLOEXEC);
}

imapi_status report_file_check(struct run *run)
{
	const char *path = run->options.report;
	char beside[PATH_MAX];
	int fd;

	if (!path)
		return IMAPI_OK;
	if (!has_ending(path, ".html") && !has_ending(path, ".json"))
		return fail_usage(run,
				  "--report wants a file that ends in .html or .json, not "
				  "\"%.80s\"",
				  path);
	fd = make_beside(path, beside);
	if (fd < 0) {
		fail(run, IMAPI_E_FILE_WRITE_FAILURE, "no report can be written to %s: %s",
		     path, strerror(errno));
		advise(run, "Nothing was done. Name another place for the report.");
		return IMAPI_E_FILE_WRITE_FAILURE;
	}
	close(fd);
	unlink(beside);
	run->record = record_new();
	return IMAPI_OK;
}

static void render(FILE *out, const char *path, const struct report_data *data)
{
	json_t *json;

	if (has_ending(path, ".html")) {
		report_html(out, data);
		return;
	}
	json = report_json(data);
	json_dumpf(json, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(json);
}

/* The permissions that open() would have given. */
static void set_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		return;
}

static int write_file(int fd, const char *path, const struct report_data *data)
{
	FILE *out = fdopen(fd, "w");
	bool failed;

	if (!out) {
		close(fd);
		return -1;
	}
	set_mode(fd);
	render(out, path, data);
	failed = fflush(out) || ferror(out);
	return fclose(out) || failed ? -1 : 0;
}

static int replace(const char *path, const struct report_data *data)
{
	char beside[PATH_MAX];
	int fd = make_beside(path, beside), result, error;

	if (fd < 0)
		return -1;
	signals_set_unfinished(beside);
	result = write_file(fd, path, data);
	if (!result)
		result = rename(beside, path);
	error = errno;
	if (result)
		unlink(beside);
	signals_set_unfinished(NULL);
	errno = error;
	return result;
}

void report_file_write(struct run *run, struct report_data *data, imapi_status status)
{
	const char *path = run->options.report;
	json_t *json = run->json ? json_object() : NULL;
	const char *error;

	if (!path) {
		json_decref(json);
		return;
	}
	data->status = status;
	data->finished = time(NULL);
	error = replace(path, data) ? strerror(errno) : NULL;
	json_add_text(json, "path", path);
	json_add(json, "error", error ? json_text(error) : json_null());
	json_add(run->json, "report", json);
	if (run->json)
		return;
	if (error)
		fprintf(stderr, "%swarning:%s the report %s could not be written: %s\n",
			terminal_paint(stderr, PAINT_NOTE), terminal_paint(stderr, PAINT_OFF),
			path, error);
	else
		printf("Report     %s\n", path);
}
