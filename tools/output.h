/* SPDX-License-Identifier: MIT */
/* A file that is written whole or not at all. */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include "imapi/file-system-image.h"
#include "imapi/stream.h"

#include "run.h"

/*
 * Copies the first @length bytes of @stream to the file --output, under the name of @action:
 * first under another name beside it, which takes its place at the end and is removed on
 * failure. "-" is standard output. Devices are never written to.
 */
imapi_status output_stream(struct run *run, struct imapi_stream *stream, uint64_t length,
			   const char *action);

/* The same for a whole image. */
imapi_status output_result(struct run *run, struct imapi_image_result *result,
			   const char *action);

/* Refuses what cannot work before any work is done: no --output, --json beside "-". */
imapi_status output_check(struct run *run);

#endif
