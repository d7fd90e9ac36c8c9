/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "report.h"
#include "signals.h"

static imapi_status watch_read(void *self, uint64_t offset, void *data, size_t length)
{
	struct watch *watch = self;
	imapi_status status;

	if (signals_cancelled())
		return IMAPI_E_REQUEST_CANCELLED;
	status = imapi_stream_read(watch->inner, offset, data, length);
	watch->done += length;
	if (watch->done > watch->total)
		watch->total = watch->done;
	progress_bytes(&watch->progress, watch->action, watch->done, watch->total);
	return status;
}

imapi_status watch_stream(struct run *run, struct watch *watch,
			  struct imapi_stream **ret_stream)
{
	struct imapi_stream_ops ops = { .size = sizeof(ops), .read = watch_read };

	return fail_library(run,
			    imapi_stream_new(run->context, &ops, watch,
					     imapi_stream_length(watch->inner), ret_stream));
}
