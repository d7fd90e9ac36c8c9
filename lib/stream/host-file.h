/* SPDX-License-Identifier: MIT */
/* A file of this machine that is read once and must not change meanwhile. */
#ifndef LIB_STREAM_HOST_FILE_H
#define LIB_STREAM_HOST_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* What a file looked like when it was taken into the plan. */
struct host_stamp {
	uint64_t size;
	int64_t seconds; /* of the last modification */
	uint32_t nanoseconds;
	bool regular; /* else a block device: only its size counts */
};

struct host_file {
	int fd; /* -1: closed */
	uint64_t size;
};

#define HOST_FILE_CLOSED                                                                       \
	{                                                                                      \
		.fd = -1                                                                       \
	}

struct host_stamp host_stamp_of(const struct stat *st);

/*
 * Opens @name, relative to the directory @dir or AT_FDCWD. A symbolic link is followed only if
 * @follow. Messages do not name the file, the caller does. Fails with
 * IMAPI_E_DATA_STREAM_CREATE_FAILURE, or as host_file_check() does.
 */
imapi_status host_file_open(struct host_file *file, int dir, const char *name, bool follow,
			    const struct host_stamp *stamp, struct imapi_error *err);

/* Reads exactly @length bytes; fails with IMAPI_E_DATA_STREAM_READ_FAILURE or _INCONSISTENCY.
 */
imapi_status host_file_read(struct host_file *file, uint64_t offset, void *data, size_t length,
			    struct imapi_error *err);

/*
 * Compares the open file with @stamp. Fails with IMAPI_E_DATA_STREAM_INCONSISTENCY for another
 * size and IMAPI_E_SOURCE_CHANGED for another time of modification.
 */
imapi_status host_file_check(const struct host_file *file, const struct host_stamp *stamp,
			     struct imapi_error *err);

/* The comparison alone, for a caller that has the status of a file that it does not open. */
imapi_status host_stamp_check(const struct host_stamp *now, const struct host_stamp *stamp,
			      struct imapi_error *err);

/*
 * Leaves @length bytes out of the file @target, at its offset, if that is its end: they will
 * read as zeros. Returns how many were left out.
 */
uint64_t host_file_skip(int target, uint64_t length);

/*
 * Has the kernel copy at most @length bytes from @offset on to the file @target, at its offset;
 * what was never written in the one is left out of the other. Returns how many, 0 where it
 * cannot.
 */
uint64_t host_file_copy(const struct host_file *file, uint64_t offset, uint64_t length,
			int target);

/*
 * Opens, reads from its beginning to its end, compares and closes a file as the functions above
 * do one by one. @data has room for the size of @stamp.
 */
imapi_status host_file_read_whole(int dir, const char *name, const struct host_stamp *stamp,
				  void *data, struct imapi_error *err);

void host_file_close(struct host_file *file);

#endif
