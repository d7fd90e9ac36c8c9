/* SPDX-License-Identifier: MIT */
#include "stdin-file.h"

#include "report.h"
#include "size.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* PATH=SIZE; the path may have a '=' too. */
static bool parse(const char *text, size_t *ret_path_length, uint64_t *ret_size)
{
	const char *equals = strrchr(text, '=');

	if (!equals || equals == text || !size_parse(equals + 1, ret_size))
		return false;
	*ret_path_length = (size_t)(equals - text);
	return true;
}

imapi_status stdin_file_check(struct run *run)
{
	const char *text = run->options.stdin_file;
	size_t length;
	uint64_t size;

	if (!text)
		return IMAPI_OK;
	if (!parse(text, &length, &size))
		return fail_usage(run, "--stdin wants PATH=SIZE, not \"%s\"", text);
	if (isatty(STDIN_FILENO))
		return fail_usage(run, "--stdin: standard input is a terminal");
	return IMAPI_OK;
}

imapi_status stdin_file_add(struct run *run, struct imapi_file_system_image *image)
{
	const char *text = run->options.stdin_file;
	struct imapi_stream *stream = NULL;
	imapi_status status;
	size_t length;
	uint64_t size;
	char *path;

	if (!text || !parse(text, &length, &size))
		return IMAPI_OK;
	path = strndup(text, length);
	if (!path)
		return fail(run, IMAPI_E_OUTOFMEMORY, "--stdin: out of memory");
	status = imapi_stream_from_pipe(run->context, STDIN_FILENO, size, &stream);
	if (!IMAPI_FAILED(status))
		status = imapi_file_system_image_add_file(image, path, stream);
	if (IMAPI_FAILED(status))
		imapi_stream_free(stream);
	free(path);
	return fail_library(run, status);
}
