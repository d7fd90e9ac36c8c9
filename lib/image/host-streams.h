/* SPDX-License-Identifier: MIT */
/* Extended attributes of files of this machine, as named streams. */
#ifndef LIB_IMAGE_HOST_STREAMS_H
#define LIB_IMAGE_HOST_STREAMS_H

#include "image/source.h"

/* Takes those of all files and directories at and below @top, as source_scan() made it. */
imapi_status host_streams_take(struct imapi_context *context, struct tree *tree,
			       struct tree_node *top, const struct source_options *options,
			       uint64_t *ret_count);

#endif
