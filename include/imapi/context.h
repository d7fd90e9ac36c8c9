/* SPDX-License-Identifier: MIT */
/* The context that every object belongs to: log handler and last error. */
#ifndef IMAPI_CONTEXT_H
#define IMAPI_CONTEXT_H

#include "imapi/error.h"
#include "imapi/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A context and everything that is made from it belong to one thread at a time; different
 * contexts are independent of each other. The only calls that may come from elsewhere are the
 * ones that say so, such as imapi_job_cancel().
 */
struct imapi_context;

/** How grave a log line is. */
enum imapi_log_level {
	IMAPI_LOG_NONE = 0,  /**< nothing */
	IMAPI_LOG_ERROR = 1, /**< a device or a program broke its contract */
	IMAPI_LOG_INFO = 2,  /**< decisions that a curious user wants to see */
	IMAPI_LOG_DEBUG = 3, /**< everything */
};

/**
 * Receives one line of log, UTF-8 without a line end. It may be called from the thread that
 * uses the context and, while a job reads ahead, from one internal thread.
 */
typedef void imapi_log_fn(void *user, enum imapi_log_level level, const char *line);

/**
 * Makes a context. The caller owns it and releases it with imapi_context_free().
 * Fails with IMAPI_E_OUTOFMEMORY or, for a NULL @ret_context, IMAPI_E_POINTER.
 */
imapi_status imapi_context_new(struct imapi_context **ret_context);

/** Releases a context, after everything that was made from it. NULL is fine; returns NULL. */
struct imapi_context *imapi_context_free(struct imapi_context *context);

/** Sends log lines up to @max to @fn; a NULL @fn or IMAPI_LOG_NONE switches the log off. */
void imapi_context_set_log(struct imapi_context *context, enum imapi_log_level max,
			   imapi_log_fn *fn, void *user);

/**
 * The folder where the library remembers how long drives took to close discs, by model,
 * firmware, medium and speed; it is made when there is something to remember. What is
 * remembered feeds the estimate of the time that a close takes and never shortens a wait. NULL,
 * the default: nothing is read or written. Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG for
 * an empty path, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_context_set_state_folder(struct imapi_context *context, const char *path);

/** The detail of the last call that failed; never NULL. See struct imapi_error. */
const struct imapi_error *imapi_last_error(const struct imapi_context *context);

#ifdef __cplusplus
}
#endif

#endif
