/* SPDX-License-Identifier: MIT */
/* imapi verify --manifest: checks a disc or an image by its manifest. */
#ifndef TOOLS_VERIFY_MANIFEST_H
#define TOOLS_VERIFY_MANIFEST_H

#include "imapi/image-reader.h"

#include "report-data.h"
#include "run.h"

struct progress;

/* Refuses options that do not go together. */
imapi_status verify_manifest_check(struct run *run);

/* Findings are told, and kept in @data, which may be NULL. */
imapi_status verify_manifest(struct run *run, struct imapi_image_reader *reader,
			     struct progress *progress, struct report_data *data);

/* The image file that is the only operand. */
imapi_status verify_manifest_image(struct run *run);

#endif
