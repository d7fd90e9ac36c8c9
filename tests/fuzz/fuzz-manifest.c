/* SPDX-License-Identifier: MIT */
/*
 * Reads whatever it is given as a manifest, as it is and with a last line that fits, and checks
 * a small image by it.
 */
#include "imapi/imapi.h"

#include "base/mem.h"
#include "base/sha256.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	uint8_t *bytes; /* NULL until it is made */
	size_t length;
} image;

static void make_image(struct imapi_context *context)
{
	static const uint8_t content[70000];
	struct imapi_file_system_image *source;
	struct imapi_image_result *result;
	struct imapi_stream *stream;

	if (imapi_stream_from_memory(context, content, sizeof(content), &stream) ||
	    imapi_file_system_image_new(context, &source) ||
	    imapi_file_system_image_add_file(source, "/a", stream) ||
	    imapi_file_system_image_create_result(source, &result))
		abort();
	stream = imapi_image_result_stream(result);
	image.length = (size_t)imapi_stream_length(stream);
	image.bytes = malloc(image.length);
	if (!image.bytes || imapi_stream_read(stream, 0, image.bytes, image.length))
		abort();
	imapi_image_result_free(result);
	imapi_file_system_image_free(source);
}

static void check(struct imapi_context *context, const struct imapi_manifest *manifest)
{
	struct imapi_manifest_file file = { .size = sizeof(file) };
	struct imapi_manifest_range range = { .size = sizeof(range) };
	struct imapi_image_reader *reader;
	struct imapi_stream *stream;

	if (imapi_stream_from_memory(context, image.bytes, image.length, &stream) ||
	    imapi_image_reader_open(context, stream, NULL, &reader))
		abort();
	imapi_manifest_verify(manifest, reader, NULL, NULL, NULL, NULL);
	for (size_t i = 0; i < imapi_manifest_count(manifest); i++) {
		if (imapi_manifest_file(manifest, i, &file))
			abort();
		range.path = file.path;
		range.offset = file.length / 2;
		imapi_manifest_verify(manifest, reader, &range, NULL, NULL, NULL);
	}
	imapi_image_reader_free(reader);
	imapi_stream_free(stream);
}

static void read_it(struct imapi_context *context, const void *data, size_t size)
{
	struct imapi_manifest *manifest = NULL;
	struct imapi_stream *stream;

	if (imapi_stream_from_memory(context, data, size, &stream))
		abort();
	if (!imapi_manifest_read(context, stream, &manifest))
		check(context, manifest);
	imapi_manifest_free(manifest);
	imapi_stream_free(stream);
}

/* With its digest, so that what comes before it is looked at. */
static void read_signed(struct imapi_context *context, const uint8_t *data, size_t size)
{
	AUTOFREE char *text = malloc(size + 4 + SHA256_HEX + 1);
	uint8_t digest[SHA256_SIZE];

	if (!text || !sha256_of(data, size, digest))
		abort();
	memcpy(text, data, size);
	memcpy(text + size, "end ", 4);
	sha256_print(digest, text + size + 4);
	text[size + 4 + SHA256_HEX] = '\n';
	read_it(context, text, size + 4 + SHA256_HEX + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct imapi_context *context;

	if (imapi_context_new(&context))
		abort();
	if (!image.bytes)
		make_image(context);
	read_it(context, data, size);
	read_signed(context, data, size);
	imapi_context_free(context);
	return 0;
}
