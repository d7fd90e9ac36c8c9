/* SPDX-License-Identifier: MIT */
/*
 * image-make OUT.iso FOLDER [strict|UDF-REVISION [udf|mirror|vat|overwritable|sparable
 * [streams]]]: builds an image, so that readers can be tried on it; with a third word of UDF
 * alone, with a copy of its metadata or in another layout, with a fourth with named streams.
 */
#include "base/mem.h"
#include "imapi/file-system-image.h"
#include "imapi/image-item.h"

#include <stdio.h>

static int write_stream(struct imapi_stream *stream, const char *path)
{
	static uint8_t buffer[1 << 20];
	FILE *f = fopen(path, "wb");
	uint64_t length = imapi_stream_length(stream);
	int failed = !f;

	for (uint64_t at = 0; at < length && !failed; at += sizeof(buffer)) {
		size_t piece = (size_t)MIN(length - at, sizeof(buffer));

		failed = imapi_stream_read(stream, at, buffer, piece) != IMAPI_OK ||
			 fwrite(buffer, 1, piece, f) != piece;
	}
	return (f && fclose(f)) || failed;
}

static unsigned layout_of(const char *word)
{
	static const char *const words[] = { "", "vat", "overwritable", "sparable" };

	for (unsigned i = 1; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0)
			return i; /* enum imapi_udf_layout */
	return IMAPI_UDF_LAYOUT_READ_ONLY;
}

/* What the words after the folder ask for. */
static int set_up(struct imapi_file_system_image *image, const char *what, const char *alone)
{
	unsigned revision = what ? (unsigned)strtoul(what, NULL, 16) : 0;

	if (what && !revision) {
		imapi_file_system_image_set_relaxed_depth(image, 0);
		imapi_file_system_image_set_strict_joliet(image, 1);
	}
	if (!revision)
		return imapi_file_system_image_set_file_systems(
			image, IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET |
				       IMAPI_FILE_SYSTEM_ROCK_RIDGE);
	if (imapi_file_system_image_set_file_systems(
		    image, alone ? IMAPI_FILE_SYSTEM_UDF
				 : IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_UDF) ||
	    imapi_file_system_image_set_udf_revision(image, revision))
		return 1;
	if (alone)
		imapi_file_system_image_set_redundant_metadata(image,
							       strcmp(alone, "mirror") == 0);
	return alone && imapi_file_system_image_set_udf_layout(image, layout_of(alone));
}

/* @count streams of growing length for a node. */
static int add_streams(struct imapi_context *context, struct imapi_image_node *node, int count)
{
	static char bytes[70000];
	struct imapi_stream *stream;
	char name[64];

	memset(bytes, 's', sizeof(bytes));
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "stream %d of the file, called \xc3\xa9t\xc3\xa9",
			 i);
		if (imapi_stream_from_memory(context, bytes, (size_t)i * 1999 % sizeof(bytes),
					     &stream) ||
		    (imapi_image_node_add_stream(node, name, stream) &&
		     !imapi_stream_free(stream) &&
		     imapi_error_status(imapi_last_error(context)) != IMAPI_E_DUP_NAME))
			return 1; /* another name of the file had them before */
	}
	return 0;
}

/* Everything in the root has streams, one file so many that they need blocks of their own. */
static int give_streams(struct imapi_context *context, struct imapi_file_system_image *image)
{
	struct imapi_image_node *root = NULL, *node = NULL;
	struct imapi_image_node_info info = { .size = sizeof(info) };
	int failed = imapi_file_system_image_node(image, "/", &root);

	for (uint32_t i = 0; !failed && !imapi_image_node_child(root, i, &node); i++) {
		imapi_image_node_info(node, &info);
		if (info.kind == IMAPI_IMAGE_NODE_FILE ||
		    info.kind == IMAPI_IMAGE_NODE_DIRECTORY)
			failed = add_streams(context, node, i == 2 ? 90 : 2);
		imapi_image_node_free(node);
	}
	imapi_image_node_free(root);
	return failed;
}

int main(int argc, char **argv)
{
	struct imapi_file_system_image *image = NULL;
	struct imapi_image_result *result = NULL;
	struct imapi_context *context;
	int failed;

	if (argc < 3 || imapi_context_new(&context))
		return 2;
	failed = imapi_file_system_image_new(context, &image) ||
		 set_up(image, argc > 3 ? argv[3] : NULL, argc > 4 ? argv[4] : NULL) ||
		 imapi_file_system_image_add_tree(image, argv[2], "/", 0) ||
		 (argc > 5 && give_streams(context, image)) ||
		 imapi_file_system_image_create_result(image, &result) ||
		 write_stream(imapi_image_result_stream(result), argv[1]);
	if (failed)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	return failed;
}
