/* SPDX-License-Identifier: MIT */
/* Builds an image of a folder: image-bench FOLDER FILE [FILE-SYSTEMS [UDF-REVISION]]. */
#include "imapi/file-system-image.h"

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

static int copy(struct imapi_context *context, struct imapi_image_result *result,
		const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	imapi_status status = imapi_image_result_write(result, fd, NULL, NULL);

	if (fd >= 0)
		close(fd);
	return IMAPI_FAILED(status) ? fail(context, "writing") : EXIT_SUCCESS;
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
		fprintf(stderr, "image-bench FOLDER FILE [FILE-SYSTEMS [UDF-REVISION]]\n");
		return EXIT_FAILURE;
	}
	if (argc > 3 && IMAPI_FAILED(imapi_file_system_image_set_file_systems(
				image, (unsigned)strtoul(argv[3], NULL, 0))))
		return fail(context, argv[3]);
	if (argc > 4 && IMAPI_FAILED(imapi_file_system_image_set_udf_revision(
				image, (unsigned)strtoul(argv[4], NULL, 0))))
		return fail(context, argv[4]);
	if (getenv("RELOCATE"))
		imapi_file_system_image_set_relaxed_depth(image, 0);
	if (IMAPI_FAILED(imapi_file_system_image_add_tree(image, argv[1], NULL, 0)))
		return fail(context, "adding");
	if (IMAPI_FAILED(imapi_file_system_image_create_result(image, &result)))
		return fail(context, "building");
	bad = copy(context, result, argv[2]);
	getrusage(RUSAGE_SELF, &usage);
	printf("%llu blocks, peak memory %ld KiB\n",
	       (unsigned long long)imapi_image_result_total_blocks(result), usage.ru_maxrss);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	return bad;
}
