/* SPDX-License-Identifier: MIT */
/* The files that bad sectors belong to. */
#ifndef TOOLS_BAD_RANGE_H
#define TOOLS_BAD_RANGE_H

#include "imapi/image-reader.h"
#include "imapi/job.h"

#include <jansson.h>

/*
 * The files in a range: the one that the job names, else those that @reader finds; @reader may
 * be NULL. A new reference to an array of texts.
 */
json_t *bad_range_paths(const struct imapi_bad_range *range, struct imapi_image_reader *reader);

#endif
