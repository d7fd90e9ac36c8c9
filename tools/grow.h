/* SPDX-License-Identifier: MIT */
/* An image file that grows in place. */
#ifndef TOOLS_GROW_H
#define TOOLS_GROW_H

#include "run.h"
#include "source.h"

/*
 * Adds the folders of @run to the image file --output: the new session behind the old one, then
 * the descriptors that make it valid, so that the image holds the old or the new files whenever
 * this is cut off. What was opened is in @source also on failure.
 */
imapi_status grow_image(struct run *run, struct source *source,
			struct imapi_stream **ret_earlier);

#endif
