/* SPDX-License-Identifier: MIT */
/*
 * Judges a UDF volume of 128 blocks behind a recognition sequence. Every finding must have a
 * clause, a block of the image and a text, and there must not be more than the image can hold.
 */
#include "file-stream.h"

#include "imapi/image-reader.h"
#include "udf-image.h"

#define FINDINGS_MAX 100000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(void *user, const struct imapi_image_finding *finding)
{
	size_t *count = user;

	if (!finding->clause[0] || !finding->text[0] || !finding->path ||
	    ++*count > FINDINGS_MAX)
		abort();
}

static void put_recognition(uint8_t *image)
{
	static const char ids[][6] = { "BEA01", "NSR03", "TEA01" };

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		memcpy(image + 32768 + i * 2048 + 1, ids[i], 5);
		image[32768 + i * 2048 + 6] = 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *image = calloc(BLOCKS, BLOCK);
	struct imapi_context *context;
	struct imapi_stream *stream;
	size_t count = 0;

	if (!image || imapi_context_new(&context))
		abort();
	put_recognition(image);
	put_blocks(image, data, size);
	stream = test_open_memory(context, image, (size_t)BLOCKS * BLOCK);
	imapi_image_check(context, stream, take, &count);
	test_close(stream);
	imapi_context_free(context);
	free(image);
	return 0;
}
