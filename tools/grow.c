/* SPDX-License-Identifier: MIT */
#include "grow.h"

#include "report.h"
#include "signals.h"
#include "size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (512u * SECTOR)
#define RANGES 4 /* contents, spares, what ends the volume, the head */

static imapi_status fail_write(struct run *run)
{
	return fail(run, IMAPI_E_FILE_WRITE_FAILURE, "writing %s: %s", run->options.output,
		    strerror(errno));
}

static bool write_all(int fd, uint64_t offset, const char *data, size_t length)
{
	while (length) {
		ssize_t wrote = pwrite(fd, data, length, (off_t)offset);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return false;
		data += wrote;
		offset += (uint64_t)wrote;
		length -= (size_t)wrote;
	}
	return true;
}

/* One range of blocks, safely on the disk before the next one is begun. */
static imapi_status write_range(struct run *run, struct source *source, int fd,
				const struct imapi_block_range *range)
{
	uint64_t at = range->start_lba * SECTOR, end = (range->end_lba + 1) * SECTOR;
	imapi_status status = IMAPI_OK;
	char *piece = malloc(PIECE);

	if (!piece)
		return fail(run, IMAPI_E_OUTOFMEMORY, "no memory");
	while (at < end && !IMAPI_FAILED(status)) {
		size_t take = end - at < PIECE ? (size_t)(end - at) : PIECE;

		status =
			signals_cancelled()
				? fail(run, IMAPI_E_REQUEST_CANCELLED, "the image is as it was")
				: fail_library(run, imapi_stream_read(source->stream, at, piece,
								      take));
		if (!IMAPI_FAILED(status) && !write_all(fd, at, piece, take))
			status = fail_write(run);
		at += take;
	}
	free(piece);
	if (!IMAPI_FAILED(status) && fdatasync(fd))
		status = fail_write(run);
	return status;
}

static imapi_status write_ranges(struct run *run, struct source *source, int fd)
{
	struct imapi_block_range ranges[RANGES];
	size_t count = imapi_image_result_modified_blocks(source->result, ranges, RANGES);
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < count && !IMAPI_FAILED(status); i++)
		status = write_range(run, source, fd, &ranges[i]);
	return status;
}

static imapi_status write_file(struct run *run, struct source *source, uint64_t old_length)
{
	int fd = open(run->options.output, O_WRONLY | O_CLOEXEC);
	imapi_status status;

	if (fd < 0)
		return fail_write(run);
	status = write_ranges(run, source, fd);
	if (status == IMAPI_E_REQUEST_CANCELLED && ftruncate(fd, (off_t)old_length))
		status = fail_write(run);
	if (close(fd) && !IMAPI_FAILED(status))
		status = fail_write(run);
	return status;
}

imapi_status grow_image(struct run *run, struct source *source,
			struct imapi_stream **ret_earlier)
{
	struct source_place place = { .in_place = true };
	imapi_status status =
		imapi_stream_open_file(run->context, run->options.output, ret_earlier);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	place.earlier = *ret_earlier;
	status = source_open(run, place, source);
	if (IMAPI_FAILED(status))
		return status;
	return write_file(run, source, imapi_stream_length(*ret_earlier));
}
