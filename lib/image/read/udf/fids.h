/* SPDX-License-Identifier: MIT */
/* The file identifier descriptors of one directory, one after the other. */
#ifndef LIB_IMAGE_READ_UDF_FIDS_H
#define LIB_IMAGE_READ_UDF_FIDS_H

#include "image/read/udf/udf.h"

struct rd_udf_fid {
	struct udf_file_id head;
	const uint8_t *name; /* head.name_length bytes, valid until the next one */
};

struct rd_udf_fids {
	const struct rd_udf *udf;
	const struct rd_udf_extents *extents;
	uint64_t read;	 /* bytes of the directory that were read */
	size_t at, have; /* of those, in the window */
	uint8_t window[1 << 18];
};

/* Prepares the walk; @extents stay valid until its end. */
void rd_udf_fids_begin(struct rd_udf_fids *fids, const struct rd_udf *udf,
		       const struct rd_udf_extents *extents);

/*
 * The next one that is neither deleted nor the parent's; *@ret_more is false after the last.
 * After a failure there is no way to go on.
 */
imapi_status rd_udf_fids_next(struct rd_udf_fids *fids, struct rd_udf_fid *ret, bool *ret_more);

#endif
