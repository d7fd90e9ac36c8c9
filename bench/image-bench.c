/* SPDX-License-Identifier: MIT */
/* Builds an image of a folder into a file: image-bench FOLDER FILE [FILE-SYSTEMS]. */
#include "imapi/file-system-image.h"

#include "stream/read-ahead.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static int fail(struct imapi_context *context, const char *what)
{
	const struct imapi_error *e = imapi_last_error(context);

	fprintf(stderr, "%s: %s: %s\n%s\n", what, imapi_status_name(imapi_error_status(e)),
		imapi_error_message(e), imapi_error_advice(e));
	return EXIT_FAILURE;
}

static int write_all(int fd, const uint8_t *data, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, data, length);

		if (n < 0)
			return -1;
		data += n;
		length -= (size_t)n;
	}
	return 0;
}

static int copy(struct imapi_context *context, struct imapi_stream *stream, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct imapi_error error;
	struct read_ahead *ra;
	const uint8_t *data;
	size_t length;
	int bad = fd < 0;

	if (IMAPI_FAILED(read_ahead_new(
		    stream, (struct read_ahead_range){ 0, imapi_stream_length(stream) },
		    1 << 20, 8, &ra, &context->error)))
		return fail(context, "reading");
	do {
		if (IMAPI_FAILED(read_ahead_next(ra, &data, &length, &error))) {
			context->error = error;
			bad = fail(context, "reading");
			break;
		}
		bad |= write_all(fd, data, length) < 0;
	} while (!bad && length > 0);
	read_ahead_free(ra);
	if (fd >= 0)
		close(fd);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct imapi_context *context = NULL;
	struct imapi_file_system_image *image = NULL;
	struct imapi_image_result *result = NULL;
	struct rusage usage;
	int bad;

	if (argc < 3 || IMAPI_FAILED(imapi_context_new(&context)) ||
	    IMAPI_FAILED(imapi_file_system_image_new(context, &image))) {
		fprintf(stderr, "image-bench FOLDER FILE [FILE-SYSTEMS]\n");
		return EXIT_FAILURE;
	}
	if (argc > 3 && IMAPI_FAILED(imapi_file_system_image_set_file_systems(
				image, (unsigned)strtoul(argv[3], NULL, 0))))
		return fail(context, argv[3]);
	if (getenv("RELOCATE"))
		imapi_file_system_image_set_relaxed_depth(image, 0);
	if (IMAPI_FAILED(imapi_file_system_image_add_tree(image, argv[1], NULL, 0)))
		return fail(context, "adding");
	if (IMAPI_FAILED(imapi_file_system_image_create_result(image, &result)))
		return fail(context, "building");
	bad = copy(context, imapi_image_result_stream(result), argv[2]);
	getrusage(RUSAGE_SELF, &usage);
	printf("%llu blocks, peak memory %ld KiB\n",
	       (unsigned long long)imapi_image_result_total_blocks(result), usage.ru_maxrss);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	return bad;
}
