/* SPDX-License-Identifier: MIT */
/* The detail behind a failed call: what was tried, what the device said, what to do. */
#ifndef IMAPI_ERROR_H
#define IMAPI_ERROR_H

#include "imapi/status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One error in detail. There is one on each context; it describes the last call that failed
 * and stays valid until the next call on the context or on anything made from it.
 */
struct imapi_error;

/** The status that the failed call returned; 0 if nothing failed yet. */
imapi_status imapi_error_status(const struct imapi_error *error);

/**
 * What happened, from the outside in: "burning track 1: WRITE(10) at LBA 12345: medium error
 * 3/0C/00 (write error)". UTF-8, never NULL, valid as long as @error.
 */
const char *imapi_error_message(const struct imapi_error *error);

/** What the user can do about it, or "" if there is nothing to add. Valid as long as @error. */
const char *imapi_error_advice(const struct imapi_error *error);

/**
 * The sense key, additional sense code and its qualifier that the device answered with
 * (SPC-4 4.5). The pointers may be NULL.
 * Returns 1 and fills them, or 0 if the error did not come with sense data.
 */
int imapi_error_sense(const struct imapi_error *error, uint8_t *ret_key, uint8_t *ret_asc,
		      uint8_t *ret_ascq);

/**
 * The sense data as the device sent it. Returns its length in bytes, 0 if there was none;
 * *@ret_bytes is valid as long as @error.
 */
size_t imapi_error_sense_bytes(const struct imapi_error *error, const uint8_t **ret_bytes);

/**
 * The command that failed. Returns its length in bytes, 0 if no command was involved;
 * *@ret_cdb is valid as long as @error.
 */
size_t imapi_error_cdb(const struct imapi_error *error, const uint8_t **ret_cdb);

/** The logical block address that the error is about, or INT64_MIN if it is about none. */
int64_t imapi_error_lba(const struct imapi_error *error);

/** How long the failed command or wait took, in milliseconds; 0 if not known. */
uint64_t imapi_error_elapsed_ms(const struct imapi_error *error);

#ifdef __cplusplus
}
#endif

#endif
