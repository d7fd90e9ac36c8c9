/* SPDX-License-Identifier: MIT */
/* Where contents lie in an image: identical ones once, and in which order. */
#ifndef IMAPI_IMAGE_ORDER_H
#define IMAPI_IMAGE_ORDER_H

#include "imapi/file-system-image.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Records identical files of this machine once: those of the same size are read and compared by
 * SHA-256, by several threads, before the image is laid out, which takes the time of reading
 * them. Each stays a file of its own with its times and rights, no hard link. Boot images and
 * files from streams are recorded by themselves. Where the one file changes before it is
 * written, what imapi_file_system_image_set_changed() says holds for all of its kind. The
 * contents that imapi_file_system_image_counts() counts are those before. Making a result fails
 * with IMAPI_E_INVALID_PARAM for the writable layouts of UDF. Default: 0. Fails with
 * IMAPI_E_READONLY, IMAPI_E_POINTER. No property of IMAPI v2.
 */
imapi_status imapi_file_system_image_set_dedupe(struct imapi_file_system_image *image,
						int dedupe);

/** Not 0: identical files are recorded once. */
int imapi_file_system_image_dedupe(const struct imapi_file_system_image *image);

/**
 * Gives all files that fit @pattern (as glob(7), for the name, the path on the disc, or that of
 * a folder above) a weight: contents of greater weight lie before others, on most media where
 * they are read sooner. 0 is that of all others; of several patterns that fit, the last one
 * counts. Files of the same weight stay in the order of the tree. NULL for @pattern takes all
 * weights back. @pattern is copied. Fails with IMAPI_E_READONLY, IMAPI_E_POINTER,
 * IMAPI_E_OUTOFMEMORY. No property of IMAPI v2.
 */
imapi_status imapi_file_system_image_add_weight(struct imapi_file_system_image *image,
						const char *pattern, int weight);

#ifdef __cplusplus
}
#endif

#endif
