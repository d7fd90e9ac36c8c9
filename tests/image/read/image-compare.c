/* SPDX-License-Identifier: MIT */
/*
 * image-compare IMAGE iso|joliet|rr|udf FOLDER: a line for each difference between the tree of
 * the image and the folder. Exit status 0 if there is none.
 */
#include "file-stream.h"

#include "imapi/image-reader.h"

#include <stdio.h>
#include <string.h>

static enum imapi_image_tree tree_of(const char *name)
{
	return strcmp(name, "iso") == 0	     ? IMAPI_IMAGE_TREE_ISO9660
	       : strcmp(name, "joliet") == 0 ? IMAPI_IMAGE_TREE_JOLIET
	       : strcmp(name, "rr") == 0     ? IMAPI_IMAGE_TREE_ROCK_RIDGE
					     : IMAPI_IMAGE_TREE_UDF;
}

static void print(void *user, const struct imapi_image_difference *difference)
{
	(void)user;
	printf("%s: %s\n", difference->path, difference->text);
}

int main(int argc, char **argv)
{
	struct imapi_image_reader_options options = { .size = sizeof(options) };
	struct imapi_image_reader *reader = NULL;
	struct imapi_context *context;
	struct imapi_stream *stream;
	imapi_status status;

	if (argc != 4 || imapi_context_new(&context))
		return 2;
	stream = test_open_file(context, argv[1]);
	if (!stream)
		return 2;
	options.tree = tree_of(argv[2]);
	status = imapi_image_reader_open(context, stream, &options, &reader);
	if (!IMAPI_FAILED(status))
		status = imapi_image_reader_compare(reader, argv[3], print, NULL);
	if (IMAPI_FAILED(status))
		printf("%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_image_reader_free(reader);
	test_close(stream);
	imapi_context_free(context);
	return IMAPI_FAILED(status);
}
