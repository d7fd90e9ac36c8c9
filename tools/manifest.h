/* SPDX-License-Identifier: MIT */
/* --manifest, where an image is made: on the disc, and a copy on this machine. */
#ifndef TOOLS_MANIFEST_H
#define TOOLS_MANIFEST_H

#include "imapi/manifest.h"

#include "run.h"

/* Refuses what does not go together; before anything is done. */
imapi_status manifest_check(struct run *run);

/* After all that is to be in it. */
imapi_status manifest_add(struct run *run, struct imapi_file_system_image *image);

/* Writes the copy, if one was named; after the image was written, with @status. Returns that or
 * what went wrong. */
imapi_status manifest_copy(struct run *run, struct imapi_image_result *result,
			   imapi_status status);

#endif
