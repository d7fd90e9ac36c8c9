/* SPDX-License-Identifier: MIT */
/* A file of the image whose bytes come from standard input. */
#ifndef TOOLS_STDIN_FILE_H
#define TOOLS_STDIN_FILE_H

#include "imapi/file-system-image.h"

#include "run.h"

/* Refuses a --stdin that is not understood. */
imapi_status stdin_file_check(struct run *run);

/* Adds the file, if one is wanted. */
imapi_status stdin_file_add(struct run *run, struct imapi_file_system_image *image);

#endif
