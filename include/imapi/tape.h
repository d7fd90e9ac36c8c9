/* SPDX-License-Identifier: MIT */
/* Tapes: recorded exchanges with a drive (see imapi_recorder_set_tape()). */
#ifndef IMAPI_TAPE_H
#define IMAPI_TAPE_H

#include "imapi/context.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Writes one line per exchange of the tape at @path, decoded, to @file, as
 * imapi_recorder_set_trace() does while a drive is at work. Fails with
 * IMAPI_E_FILE_OPEN_FAILURE, IMAPI_E_TAPE_INVALID.
 */
imapi_status imapi_tape_print(struct imapi_context *context, const char *path, FILE *file);

#ifdef __cplusplus
}
#endif

#endif
