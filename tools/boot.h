/* SPDX-License-Identifier: MIT */
/* --boot and --hybrid: what a computer starts from. */
#ifndef TOOLS_BOOT_H
#define TOOLS_BOOT_H

#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"

#include "run.h"

/* Refuses what cannot be understood, before anything is read. */
imapi_status boot_check(struct run *run);

/* Tells what a computer would start from, if there is anything. */
imapi_status boot_list(struct run *run, struct imapi_image_reader *reader);

/* Gives @image, which has its files, what the options say. */
imapi_status boot_apply(struct run *run, struct imapi_file_system_image *image);

#endif
