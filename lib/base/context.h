/* SPDX-License-Identifier: MIT */
/* The body of the context: error slot and log. */
#ifndef LIB_BASE_CONTEXT_H
#define LIB_BASE_CONTEXT_H

#include "imapi/context.h"

#include "base/error.h"

struct imapi_context {
	struct imapi_error error;
	enum imapi_log_level log_max;
	imapi_log_fn *log_fn;
	void *log_user;
	char *state_folder; /* NULL: nothing is remembered */
};

/* Log lines; a NULL context is silent. log_bug_drive() names the guilty: the device. */
void log_line(struct imapi_context *context, enum imapi_log_level level, const char *format,
	      ...) ERR_PRINTF(3, 4);

#define log_debug(context, ...) log_line(context, IMAPI_LOG_DEBUG, __VA_ARGS__)
#define log_info(context, ...) log_line(context, IMAPI_LOG_INFO, __VA_ARGS__)
#define log_bug_drive(context, ...) log_line(context, IMAPI_LOG_ERROR, "drive: " __VA_ARGS__)

#endif
