/* SPDX-License-Identifier: MIT */
/*
 * image-check IMAGE [SESSION_START]: a line per finding with severity, clause, block, path and
 * text, separated by tabs; then the name of the status. Exit status 1 if a rule is broken.
 */
#include "file-stream.h"

#include "imapi/image-reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print(void *user, const struct imapi_image_finding *f)
{
	static const char *const severities[] = { "?", "note", "warning", "error" };

	(void)user;
	printf("%s\t%s\t%" PRIu64 "\t%s\t%s\n", severities[f->severity], f->clause, f->block,
	       f->path, f->text);
}

int main(int argc, char **argv)
{
	struct imapi_image_reader_options options = { .size = sizeof(options) };
	struct imapi_context *context;
	struct imapi_stream *stream;
	imapi_status status;

	if (argc < 2 || imapi_context_new(&context))
		return 2;
	stream = test_open_file(context, argv[1]);
	if (!stream)
		return 2;
	if (argc > 2)
		options.session_start = (uint32_t)strtoul(argv[2], NULL, 10);
	status = imapi_image_check_session(context, stream, &options, print, NULL);
	printf("%s\t%s\n", imapi_status_name(status),
	       status ? imapi_error_message(imapi_last_error(context)) : "");
	test_close(stream);
	imapi_context_free(context);
	return status ? 1 : 0;
}
