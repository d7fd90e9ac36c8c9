/* SPDX-License-Identifier: MIT */
#include "output.h"

#include "progress.h"
#include "report.h"
#include "signals.h"
#include "size.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PIECE (1u << 20)

/* What is to be written: a stream, or all of a result. */
struct transfer {
	struct imapi_stream *stream;
	struct imapi_image_result *result; /* or NULL */
	uint64_t length;
	const char *action;
};

static bool to_stdout(const struct run *run)
{
	return !strcmp(run->options.output, "-");
}

imapi_status output_check(struct run *run)
{
	const char *path = run->options.output;
	struct stat info;

	if (!path)
		return fail_usage(
			run, "no output given; name a file with -o, or - for standard output");
	if (to_stdout(run)) {
		if (run->json)
			return fail_usage(run, "--json and -o - both want standard output");
		if (isatty(STDOUT_FILENO))
			return fail_usage(run,
					  "an image is not for a terminal; send it to a file "
					  "or a program");
		return IMAPI_OK;
	}
	if (stat(path, &info) || S_ISREG(info.st_mode))
		return IMAPI_OK;
	fail(run, IMAPI_E_FILE_WRITE_FAILURE, "%s is not a regular file; it is left alone",
	     path);
	advise(run,
	       S_ISBLK(info.st_mode) ? "To write to a drive: imapi burn --drive %s ..."
				     : "Name a file that is to be made instead of %s.",
	       path);
	return IMAPI_E_FILE_WRITE_FAILURE;
}

static imapi_status fail_write(struct run *run, const char *path)
{
	int number = errno;

	fail(run, IMAPI_E_FILE_WRITE_FAILURE, "writing %s: %s", path, strerror(number));
	if (number == ENOSPC)
		advise(run, "Make room, or write to another file system.");
	if (number == EFBIG)
		advise(run, "This file system does not take files that large.");
	return IMAPI_E_FILE_WRITE_FAILURE;
}

static bool write_all(int fd, const char *data, size_t length)
{
	while (length) {
		ssize_t wrote = write(fd, data, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return false;
		data += wrote;
		length -= (size_t)wrote;
	}
	return true;
}

static imapi_status cancelled(struct run *run)
{
	return fail(run, IMAPI_E_REQUEST_CANCELLED, "nothing was kept");
}

static imapi_status copy(struct run *run, const struct transfer *transfer, int fd)
{
	struct progress progress;
	imapi_status status = IMAPI_OK;
	char *piece = malloc(PIECE);

	if (!piece)
		return fail(run, IMAPI_E_OUTOFMEMORY, "no memory");
	progress_begin(&progress, run, 0);
	for (uint64_t at = 0; at < transfer->length && !IMAPI_FAILED(status);) {
		size_t take =
			transfer->length - at < PIECE ? (size_t)(transfer->length - at) : PIECE;

		if (signals_cancelled()) {
			status = cancelled(run);
			break;
		}
		status =
			fail_library(run, imapi_stream_read(transfer->stream, at, piece, take));
		if (!IMAPI_FAILED(status) && !write_all(fd, piece, take))
			status = fail_write(run, run->options.output);
		at += take;
		progress_bytes(&progress, transfer->action, at, transfer->length);
	}
	progress_end(&progress);
	free(piece);
	return status;
}

struct written {
	struct progress progress;
	const char *action;
};

static int show_written(void *user, uint64_t done, uint64_t total)
{
	struct written *written = user;

	progress_bytes(&written->progress, written->action, done, total);
	return signals_cancelled();
}

static imapi_status fail_result(struct run *run, imapi_status status)
{
	const struct imapi_error *error = imapi_last_error(run->context);

	if (status == IMAPI_E_REQUEST_CANCELLED)
		return cancelled(run);
	if (status != IMAPI_E_FILE_WRITE_FAILURE)
		return fail_library(run, status);
	fail(run, status, "%s: %s", run->options.output, imapi_error_message(error));
	advise(run, "%s", imapi_error_advice(error));
	return status;
}

static imapi_status put(struct run *run, const struct transfer *transfer, int fd)
{
	struct written written = { .action = transfer->action };
	imapi_status status;

	if (!transfer->result)
		return copy(run, transfer, fd);
	progress_begin(&written.progress, run, 0);
	status = imapi_image_result_write(transfer->result, fd, show_written, &written);
	progress_end(&written.progress);
	return IMAPI_FAILED(status) ? fail_result(run, status) : status;
}

/* Says at once that there is no room, where the file system can tell. */
static imapi_status reserve(struct run *run, int fd, uint64_t length)
{
	struct statvfs fs;
	char needs[SIZE_TEXT], has[SIZE_TEXT];

	if (!length || run->options.sparse || !fallocate(fd, 0, 0, (off_t)length) ||
	    errno != ENOSPC)
		return IMAPI_OK;
	if (fstatvfs(fd, &fs))
		return fail_write(run, run->options.output);
	fail(run, IMAPI_E_FILE_WRITE_FAILURE, "%s needs %s, but only %s are free there",
	     run->options.output, size_print(length, needs),
	     size_print((uint64_t)fs.f_bavail * fs.f_frsize, has));
	advise(run, "Make room, or write to another file system.");
	return IMAPI_E_FILE_WRITE_FAILURE;
}

/* The permissions that open() would have given. */
static void set_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		return;
}

/* What a volume leaves free takes no room on the disk either. */
static bool has_free_space(const struct transfer *transfer)
{
	return transfer->result &&
	       imapi_image_result_modified_blocks(transfer->result, NULL, 0) > 1;
}

static imapi_status fill(struct run *run, const struct transfer *transfer, int fd)
{
	imapi_status status = reserve(run, fd, has_free_space(transfer) ? 0 : transfer->length);

	if (!IMAPI_FAILED(status))
		status = put(run, transfer, fd);
	if (IMAPI_FAILED(status))
		return status;
	set_mode(fd);
	return IMAPI_OK;
}

static imapi_status output(struct run *run, const struct transfer *transfer)
{
	char path[PATH_MAX], unfinished[PATH_MAX + 8];
	imapi_status status;
	int fd;

	if (to_stdout(run))
		return put(run, transfer, STDOUT_FILENO);
	if (!realpath(run->options.output, path))
		snprintf(path, sizeof(path), "%s", run->options.output);
	snprintf(unfinished, sizeof(unfinished), "%s.XXXXXX", path);
	fd = mkostemp(unfinished, O_CLOEXEC);
	if (fd < 0)
		return fail_write(run, run->options.output);
	signals_set_unfinished(unfinished);
	status = fill(run, transfer, fd);
	if (close(fd) && !IMAPI_FAILED(status))
		status = fail_write(run, run->options.output);
	if (!IMAPI_FAILED(status) && rename(unfinished, path))
		status = fail_write(run, run->options.output);
	if (IMAPI_FAILED(status))
		unlink(unfinished);
	signals_set_unfinished(NULL);
	return status;
}

imapi_status output_stream(struct run *run, struct imapi_stream *stream, uint64_t length,
			   const char *action)
{
	const struct transfer transfer = { .stream = stream,
					   .length = length,
					   .action = action };

	return output(run, &transfer);
}

imapi_status output_result(struct run *run, struct imapi_image_result *result,
			   const char *action)
{
	const struct transfer transfer = {
		.result = result,
		.length = imapi_image_result_total_blocks(result) * SECTOR,
		.action = action,
	};

	return output(run, &transfer);
}
