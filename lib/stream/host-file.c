/* SPDX-License-Identifier: MIT */
#include "stream/host-file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#define LARGE 1048576u /* from here on the kernel is told that reading will be sequential */

struct host_stamp host_stamp_of(const struct stat *st)
{
	return (struct host_stamp){
		.size = (uint64_t)st->st_size,
		.seconds = st->st_mtim.tv_sec,
		.nanoseconds = (uint32_t)st->st_mtim.tv_nsec,
		.regular = S_ISREG(st->st_mode),
	};
}

static imapi_status advise_still(struct imapi_error *err, imapi_status status)
{
	return err_advise(err, status,
			  "Start again when no program writes to the file, or make the image "
			  "from a snapshot.");
}

imapi_status host_stamp_check(const struct host_stamp *now, const struct host_stamp *stamp,
			      struct imapi_error *err)
{
	if (!stamp->regular)
		return IMAPI_OK;
	if (!now->regular)
		return advise_still(err, err_set(err, IMAPI_E_SOURCE_CHANGED,
						 "it is no longer a regular file"));
	if (now->size != stamp->size)
		return advise_still(err, err_set(err, IMAPI_E_DATA_STREAM_INCONSISTENCY,
						 "its size went from %" PRIu64 " to %" PRIu64
						 " bytes after it was added",
						 stamp->size, now->size));
	if (now->seconds != stamp->seconds || now->nanoseconds != stamp->nanoseconds)
		return advise_still(err, err_set(err, IMAPI_E_SOURCE_CHANGED,
						 "it was modified after it was added"));
	return IMAPI_OK;
}

imapi_status host_file_check(const struct host_file *file, const struct host_stamp *stamp,
			     struct imapi_error *err)
{
	struct host_stamp now;
	struct stat st;

	if (fstat(file->fd, &st) < 0)
		return err_errno(err, IMAPI_E_DATA_STREAM_READ_FAILURE, errno,
				 "its status cannot be read");
	now = host_stamp_of(&st);
	return host_stamp_check(&now, stamp, err);
}

static imapi_status open_unchecked(struct host_file *file, int dir, const char *name,
				   bool follow, struct imapi_error *err)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);

	file->fd = openat(dir, name, flags);
	if (file->fd >= 0)
		return IMAPI_OK;
	return err_advise(err,
			  err_errno(err, IMAPI_E_DATA_STREAM_CREATE_FAILURE, errno,
				    "it cannot be opened"),
			  "The file was there when it was added; restore it or start again "
			  "without it.");
}

imapi_status host_file_open(struct host_file *file, int dir, const char *name, bool follow,
			    const struct host_stamp *stamp, struct imapi_error *err)
{
	imapi_status status;

	file->size = stamp->size;
	status = open_unchecked(file, dir, name, follow, err);
	if (!IMAPI_FAILED(status))
		status = host_file_check(file, stamp, err);
	if (IMAPI_FAILED(status))
		host_file_close(file);
	else if (stamp->size >= LARGE)
		posix_fadvise(file->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return status;
}

imapi_status host_file_read(struct host_file *file, uint64_t offset, void *data, size_t length,
			    struct imapi_error *err)
{
	uint8_t *p = data;

	while (length > 0) {
		ssize_t n = pread(file->fd, p, length, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, IMAPI_E_DATA_STREAM_READ_FAILURE, errno,
					 "reading at byte %" PRIu64, offset);
		if (n == 0)
			return advise_still(err,
					    err_set(err, IMAPI_E_DATA_STREAM_INCONSISTENCY,
						    "it ends at byte %" PRIu64 " of %" PRIu64,
						    offset, file->size));
		p += n;
		offset += (uint64_t)n;
		length -= (size_t)n;
	}
	return IMAPI_OK;
}

uint64_t host_file_skip(int target, uint64_t length)
{
	off_t at = lseek(target, 0, SEEK_CUR), end = lseek(target, 0, SEEK_END);

	if (at < 0 || lseek(target, at, SEEK_SET) < 0 || at < end ||
	    lseek(target, (off_t)length, SEEK_CUR) < 0)
		return 0;
	return length;
}

/* Bytes from @offset on that were never written; 0 also if the file ends before they do. */
static uint64_t hole_at(const struct host_file *file, uint64_t offset, uint64_t length)
{
	off_t data = lseek(file->fd, (off_t)offset, SEEK_DATA);
	struct stat st;

	if (data >= 0)
		return MIN((uint64_t)data - offset, length);
	if (errno != ENXIO || fstat(file->fd, &st) || (uint64_t)st.st_size < offset + length)
		return 0;
	return length;
}

uint64_t host_file_copy(const struct host_file *file, uint64_t offset, uint64_t length,
			int target)
{
	off64_t from = (off64_t)offset;
	uint64_t hole = hole_at(file, offset, length);
	ssize_t n;

	if (hole > 0 && host_file_skip(target, hole) > 0)
		return hole;
	n = copy_file_range(file->fd, &from, target, NULL, (size_t)length, 0);
	return n > 0 ? (uint64_t)n : 0;
}

/* What changed explains best why it could not be read. */
imapi_status host_file_read_whole(int dir, const char *name, const struct host_stamp *stamp,
				  void *data, struct imapi_error *err)
{
	struct host_file file = { .fd = -1, .size = stamp->size };
	imapi_status status = open_unchecked(&file, dir, name, false, err), changed;

	if (IMAPI_FAILED(status))
		return status;
	status = host_file_read(&file, 0, data, (size_t)stamp->size, err);
	changed = host_file_check(&file, stamp, err);
	host_file_close(&file);
	return IMAPI_FAILED(changed) ? changed : status;
}

void host_file_close(struct host_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
