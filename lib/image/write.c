/* SPDX-License-Identifier: MIT */
/* Writing a built image to a file descriptor, by the kernel alone where it can. */
#include "image/image.h"

#include "base/mem.h"
#include "base/units.h"

#include <errno.h>
#include <unistd.h>

#define PIECE 1048576u	    /* read and written at once */
#define COPY_MOST 16777216u /* left to the kernel at once, which cannot be cancelled */

struct writing {
	struct layout *layout;
	uint64_t done, total;
	bool regular; /* the kernel can copy to it */
	int fd;
	uint8_t *piece;
	struct imapi_error *err;
};

static imapi_status write_failed(struct imapi_error *err, int number)
{
	imapi_status status =
		err_errno(err, IMAPI_E_FILE_WRITE_FAILURE, number, "writing the image");

	if (number == ENOSPC || number == EDQUOT)
		err_advise(err, status, "Make room, or write to another file system.");
	if (number == EFBIG)
		err_advise(err, status, "This file system does not take files that large.");
	return status;
}

static imapi_status write_all(const struct writing *w, size_t length)
{
	const uint8_t *data = w->piece;

	while (length > 0) {
		ssize_t n = write(w->fd, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return write_failed(w->err, errno);
		data += n;
		length -= (size_t)n;
	}
	return IMAPI_OK;
}

static imapi_status read_and_write(struct writing *w)
{
	size_t n = (size_t)MIN(PIECE, w->total - w->done);
	imapi_status status = layout_read(w->layout, w->done, w->piece, n, w->err);

	if (!IMAPI_FAILED(status))
		status = write_all(w, n);
	w->done += n;
	return status;
}

/* What a manifest tells of has to be seen, so the kernel cannot copy it. */
static bool is_hashed(const struct writing *w)
{
	const struct layout *l = w->layout;

	return l->manifest && w->done < manifest_start(l->manifest, &l->regions);
}

static imapi_status step(struct writing *w)
{
	const struct region_copy rest = { w->done, MIN(COPY_MOST, w->total - w->done), w->fd };
	imapi_status status = IMAPI_OK;
	uint64_t copied = 0;

	if (w->regular && !is_hashed(w))
		status = region_list_copy(&w->layout->regions, &rest, &copied, w->err);
	w->done += copied;
	return IMAPI_FAILED(status) || copied > 0 ? status : read_and_write(w);
}

imapi_status image_result_write(struct imapi_image_result *r, int fd,
				imapi_image_written_fn *written, void *user)
{
	struct layout *l = r->built->layout;
	AUTOFREE uint8_t *piece = malloc(PIECE);
	struct writing w = { .layout = l,
			     .total = l->total * BLOCK_SIZE,
			     .fd = fd,
			     .piece = piece,
			     .err = &r->context->error };
	imapi_status status = IMAPI_OK;
	struct stat st;

	if (!piece)
		return err_no_memory(w.err);
	w.regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	while (w.done < w.total && !IMAPI_FAILED(status)) {
		status = step(&w);
		if (!IMAPI_FAILED(status) && written && written(user, w.done, w.total))
			status = err_set(w.err, IMAPI_E_REQUEST_CANCELLED,
					 "writing the image was cancelled");
	}
	return status;
}
