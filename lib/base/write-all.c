/* SPDX-License-Identifier: MIT */
#include "base/write-all.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

/* Of what one call wrote; one that takes nothing would never end. */
static bool goes_on(ssize_t n, size_t *ret_written)
{
	*ret_written = n > 0 ? (size_t)n : 0;
	if (n == 0)
		errno = EIO;
	return n > 0 || (n < 0 && errno == EINTR);
}

bool write_all(int fd, const void *data, size_t length)
{
	const uint8_t *p = data;

	while (length > 0) {
		size_t n;

		if (!goes_on(write(fd, p, length), &n))
			return false;
		p += n;
		length -= n;
	}
	return true;
}

bool write_all_at(int fd, const void *data, size_t length, uint64_t offset)
{
	const uint8_t *p = data;

	while (length > 0) {
		size_t n;

		if (!goes_on(pwrite(fd, p, length, (off_t)offset), &n))
			return false;
		p += n;
		offset += n;
		length -= n;
	}
	return true;
}
