/* SPDX-License-Identifier: MIT */
/* Writing a built image to a file descriptor, by the kernel alone where it can. */
#include "image/image.h"

#include "base/mem.h"
#include "base/units.h"
#include "stream/write-behind.h"

#include <errno.h>

#define PIECE 1048576u	    /* read and written at once */
#define COPY_MOST 16777216u /* left to the kernel at once, which cannot be cancelled */

struct writing {
	struct layout *layout;
	uint64_t done, total;
	bool regular; /* the kernel can copy to it */
	int fd;
	struct write_behind *behind;
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

static imapi_status read_and_write(struct writing *w)
{
	size_t n = (size_t)MIN(PIECE, w->total - w->done);
	uint8_t *data = write_behind_buffer(w->behind);
	imapi_status status = layout_read(w->layout, w->done, data, n, w->err);
	int number;

	if (IMAPI_FAILED(status))
		return status;
	number = write_behind_put(w->behind, n);
	w->done += n;
	return number ? write_failed(w->err, number) : IMAPI_OK;
}

/* What a manifest tells of has to be seen, so the kernel cannot copy it. */
static bool is_hashed(const struct writing *w)
{
	const struct layout *l = w->layout;

	return l->manifest && w->done < manifest_start(l->manifest, &l->regions);
}

static imapi_status step(struct writing *w)
{
	const struct region_copy rest = { w->done, MIN(COPY_MOST, w->total - w->done), w->fd,
					  w->behind };
	imapi_status status = IMAPI_OK;
	uint64_t copied = 0;

	if (w->regular && !is_hashed(w))
		status = region_list_copy(&w->layout->regions, &rest, &copied, w->err);
	w->done += copied;
	return IMAPI_FAILED(status) || copied > 0 ? status : read_and_write(w);
}

/* What was read before a failure or a cancel is written all the same. */
static imapi_status finish(struct writing *w, imapi_status status)
{
	int number = write_behind_flush(w->behind);

	return number && !IMAPI_FAILED(status) ? write_failed(w->err, number) : status;
}

imapi_status image_result_write(struct imapi_image_result *r, int fd,
				imapi_image_written_fn *written, void *user)
{
	struct layout *l = r->built->layout;
	struct writing w = { .layout = l,
			     .total = l->total * BLOCK_SIZE,
			     .fd = fd,
			     .behind = write_behind_new(fd, PIECE),
			     .err = &r->context->error };
	imapi_status status = IMAPI_OK;
	struct stat st;

	if (!w.behind)
		return err_no_memory(w.err);
	w.regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	while (w.done < w.total && !IMAPI_FAILED(status)) {
		status = step(&w);
		if (!IMAPI_FAILED(status) && written && written(user, w.done, w.total))
			status = err_set(w.err, IMAPI_E_REQUEST_CANCELLED,
					 "writing the image was cancelled");
	}
	status = finish(&w, status);
	write_behind_free(w.behind);
	return status;
}
