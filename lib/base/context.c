/* SPDX-License-Identifier: MIT */
#include "base/context.h"

#include "base/api.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

IMAPI_API imapi_status imapi_context_new(struct imapi_context **ret_context)
{
	struct imapi_context *context;

	if (!ret_context)
		return IMAPI_E_POINTER;
	context = zalloc(sizeof(*context));
	if (!context)
		return IMAPI_E_OUTOFMEMORY;
	err_clear(&context->error);
	*ret_context = context;
	return IMAPI_OK;
}

IMAPI_API struct imapi_context *imapi_context_free(struct imapi_context *context)
{
	if (context)
		free(context->state_folder);
	free(context);
	return NULL;
}

IMAPI_API void imapi_context_set_log(struct imapi_context *context, enum imapi_log_level max,
				     imapi_log_fn *fn, void *user)
{
	context->log_max = fn ? max : IMAPI_LOG_NONE;
	context->log_fn = fn;
	context->log_user = user;
}

IMAPI_API imapi_status imapi_context_set_state_folder(struct imapi_context *context,
						      const char *path)
{
	char *copy = NULL;

	if (!context)
		return IMAPI_E_POINTER;
	if (path && !*path)
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "the path of the state folder is empty");
	if (path && !(copy = strdup(path)))
		return err_no_memory(&context->error);
	free(context->state_folder);
	context->state_folder = copy;
	return IMAPI_OK;
}

IMAPI_API const struct imapi_error *imapi_last_error(const struct imapi_context *context)
{
	return &context->error;
}

void log_line(struct imapi_context *context, enum imapi_log_level level, const char *format,
	      ...)
{
	char line[1024];
	va_list args;

	if (!context || level > context->log_max)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	context->log_fn(context->log_user, level, line);
}
