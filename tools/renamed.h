/* SPDX-License-Identifier: MIT */
/* Names that a file system of a new image records otherwise. */
#ifndef TOOLS_RENAMED_H
#define TOOLS_RENAMED_H

#include "imapi/image-names.h"

#include "run.h"

/* With --verbose: lists them but for those of which only the case of letters changed. */
imapi_status renamed_list(struct run *run, const struct imapi_image_result *result);

#endif
