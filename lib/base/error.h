/* SPDX-License-Identifier: MIT */
/* The error slot: what failed, told once, with context added on the way up. */
#ifndef LIB_BASE_ERROR_H
#define LIB_BASE_ERROR_H

#include "imapi/error.h"

#include <stdbool.h>

/* A slot needs no memory of its own, so that running out of memory can be reported too. */
struct imapi_error {
	imapi_status status;
	bool has_sense;
	uint8_t key, asc, ascq;
	uint8_t sense_length, cdb_length;
	uint8_t cdb[16];
	uint8_t sense[252];
	int64_t lba;
	uint64_t elapsed_ms;
	char message[1024];
	char advice[384];
};

#define ERR_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* All setters take a NULL slot and return the status they were given. */

void err_clear(struct imapi_error *err);

/* A new error: forgets what the slot held. The text says what was being done. */
imapi_status err_set(struct imapi_error *err, imapi_status status, const char *format, ...)
	ERR_PRINTF(3, 4);

/* The same, ending in ": " and the system's text for @number (errno). */
imapi_status err_errno(struct imapi_error *err, imapi_status status, int number,
		       const char *format, ...) ERR_PRINTF(4, 5);

imapi_status err_no_memory(struct imapi_error *err);

/* Puts context before the message: "outer: inner". Does nothing if @status is no failure. */
imapi_status err_in(struct imapi_error *err, imapi_status status, const char *format, ...)
	ERR_PRINTF(3, 4);

/* Replaces the status that a higher layer gives the same event. Keeps message and detail. */
imapi_status err_restate(struct imapi_error *err, imapi_status status);

/* Says what the user can do. The first advice, nearest to the event, stays. */
imapi_status err_advise(struct imapi_error *err, imapi_status status, const char *format, ...)
	ERR_PRINTF(3, 4);

imapi_status err_at(struct imapi_error *err, imapi_status status, int64_t lba);

#endif
