/* SPDX-License-Identifier: MIT */
/*
 * A stream of a CD track whose packets are of several sizes. Between them lie a few sectors
 * that hold no data and cannot be read; here they are zero, so that everything keeps its
 * address.
 */
#ifndef TOOLS_LINKS_H
#define TOOLS_LINKS_H

#include "imapi/stream.h"

#include "run.h"

struct links {
	struct run *run;
	struct imapi_stream *inner;
	uint64_t sectors; /* that were found to be such */
};

/* @links and what it names must outlive the stream. */
imapi_status links_stream(struct links *links, struct imapi_stream **ret_stream);

#endif
