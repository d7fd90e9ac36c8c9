/* SPDX-License-Identifier: MIT */
/* A stream that shows how far somebody has read another, and ends at Ctrl-C. */
#ifndef TOOLS_WATCH_H
#define TOOLS_WATCH_H

#include "imapi/stream.h"

#include "progress.h"

struct watch {
	struct imapi_stream *inner;
	struct progress progress;
	const char *action;
	uint64_t done, total; /* bytes */
};

/* @watch and @inner must outlive the stream. progress_end() is up to the caller. */
imapi_status watch_stream(struct run *run, struct watch *watch,
			  struct imapi_stream **ret_stream);

#endif
