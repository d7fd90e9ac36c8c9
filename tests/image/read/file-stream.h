/* SPDX-License-Identifier: MIT */
/* A stream over a file, with nothing between the test and pread(). */
#ifndef TESTS_IMAGE_READ_FILE_STREAM_H
#define TESTS_IMAGE_READ_FILE_STREAM_H

#include "stream/stream.h"

/* NULL if the file cannot be opened. */
struct imapi_stream *test_open_file(struct imapi_context *context, const char *path);

/* Over memory, which stays the caller's. */
struct imapi_stream *test_open_memory(struct imapi_context *context, const void *data,
				      size_t length);

void test_close(struct imapi_stream *stream);

#endif
