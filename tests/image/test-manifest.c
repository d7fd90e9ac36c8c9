/* SPDX-License-Identifier: MIT */
/* The manifest of an image; its digests are judged by hashlib in tests/tool/manifest.py. */
#include "imapi/manifest.h"

#include "base/sha256.h"
#include "image/manifest/format.h"
#include "support/t.h"

#include <stdlib.h>
#include <string.h>

#define LARGE 200001u

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static struct imapi_image_result *result;
static struct imapi_manifest *manifest;
static uint8_t large[LARGE], *whole;
static size_t length;
static char text[8192];

static void add(const char *path, const void *data, size_t size)
{
	struct imapi_stream *stream;

	ck_assert_int_eq(imapi_stream_from_memory(context, data, size, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, stream), IMAPI_OK);
}

static void begin(void)
{
	for (size_t i = 0; i < LARGE; i++)
		large[i] = (uint8_t)(i * i >> 7);
	result = NULL;
	manifest = NULL;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
	add("/z/large", large, LARGE);
	add("/small", "abc", 3);
	add("/empty", "", 0);
	ck_assert_int_eq(imapi_file_system_image_set_manifest(image, IMAPI_MANIFEST_PATH),
			 IMAPI_OK);
}

static void end(void)
{
	imapi_manifest_free(manifest);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_context_free(context);
	free(whole);
	whole = NULL;
}

static void build(void)
{
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	length = (size_t)imapi_stream_length(imapi_image_result_stream(result));
	whole = malloc(length);
	ck_assert_ptr_nonnull(whole);
}

static void read_whole(void)
{
	ck_assert_int_eq(imapi_stream_read(imapi_image_result_stream(result), 0, whole, length),
			 IMAPI_OK);
}

static imapi_status parse(const char *lines)
{
	struct imapi_stream *stream;
	imapi_status status;
	size_t n = strlen(lines);
	uint8_t digest[SHA256_SIZE];

	ck_assert_uint_lt(n + 100, sizeof(text));
	strcpy(text, lines);
	ck_assert(sha256_of(text, n, digest));
	memcpy(text + n, "end ", 4);
	sha256_print(digest, text + n + 4);
	memcpy(text + n + 4 + SHA256_HEX, "\n", 1);
	ck_assert_int_eq(imapi_stream_from_memory(context, text, n + 5 + SHA256_HEX, &stream),
			 IMAPI_OK);
	imapi_manifest_free(manifest);
	manifest = NULL;
	status = imapi_manifest_read(context, stream, &manifest);
	imapi_stream_free(stream);
	return status;
}

#define HEAD "imapi-manifest 1\nself /m\n"
#define NONE "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/* FIPS 180-4's example of one block. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* Sectors from the last to the first, then all again. */
T(the_order_of_reading_changes_nothing)
{
	uint8_t *backwards;

	begin();
	build();
	backwards = malloc(length);
	ck_assert_ptr_nonnull(backwards);
	for (size_t at = length; at > 0; at -= 2048)
		ck_assert_int_eq(imapi_stream_read(imapi_image_result_stream(result), at - 2048,
						   backwards + at - 2048, 2048),
				 IMAPI_OK);
	read_whole();
	ck_assert_mem_eq(whole, backwards, length);
	free(backwards);
	ck_assert_ptr_nonnull(memmem(whole, length, ABC, SHA256_HEX));
	ck_assert_ptr_nonnull(memmem(whole, length, NONE, SHA256_HEX));
	end();
}

T(a_skip_in_the_middle_is_read_later)
{
	struct imapi_stream *stream;
	uint8_t *first;

	begin();
	build();
	read_whole();
	first = whole;
	imapi_image_result_free(result);
	build();
	stream = imapi_image_result_stream(result);
	ck_assert_int_eq(imapi_stream_read(stream, 0, whole, length / 3 + 5), IMAPI_OK);
	ck_assert_int_eq(
		imapi_stream_read(stream, length / 2, whole + length / 2, length - length / 2),
		IMAPI_OK);
	ck_assert_mem_eq(whole + length / 2, first + length / 2, length - length / 2);
	free(first);
	end();
}

T(the_copy_is_what_is_on_the_disc)
{
	struct imapi_stream *copy;
	size_t n;
	char *bytes;

	begin();
	build();
	ck_assert_int_eq(imapi_image_result_manifest(result, &copy), IMAPI_OK);
	n = (size_t)imapi_stream_length(copy);
	bytes = malloc(n);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(imapi_stream_read(copy, 0, bytes, n), IMAPI_OK);
	read_whole();
	ck_assert_ptr_nonnull(memmem(whole, length, bytes, n));
	ck_assert_int_eq(imapi_manifest_read(context, copy, &manifest), IMAPI_OK);
	ck_assert_uint_eq(imapi_manifest_count(manifest), 3);
	imapi_stream_free(copy);
	free(bytes);
	end();
}

T(a_manifest_can_be_taken_out_again)
{
	struct imapi_stream *copy;

	begin();
	ck_assert_int_eq(imapi_file_system_image_set_manifest(image, "/other"),
			 IMAPI_E_DUP_NAME);
	ck_assert_int_eq(imapi_file_system_image_set_manifest(image, NULL), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_manifest(image, NULL), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_manifest(image, "/small"),
			 IMAPI_E_DUP_NAME);
	build();
	ck_assert_int_eq(imapi_image_result_manifest(result, &copy), IMAPI_E_ITEM_NOT_FOUND);
	end();
}

T(a_good_manifest_is_read)
{
	struct imapi_manifest_file file = { .size = sizeof(file) };

	begin();
	ck_assert_int_eq(parse(HEAD "file " ABC " " ABC " 3 /b%25\n"
				    "file " NONE " " NONE " 0 /a\n"),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_manifest_file(manifest, 1, &file), IMAPI_OK);
	ck_assert_str_eq(file.path, "/b%");
	ck_assert_uint_eq(file.length, 3);
	ck_assert_int_eq(imapi_manifest_file(manifest, 2, &file), IMAPI_E_INVALIDARG);
	end();
}

T(what_is_wrong_is_refused)
{
	static const char *const wrong[] = {
		"",
		"imapi-manifest 2\nself /m\n",
		"imapi-manifest 1\n",
		"imapi-manifest 1\nself m\n",
		HEAD "\n",
		HEAD "fil\n",
		HEAD "file \n",
		HEAD "file " ABC " " ABC " 3 a\n",
		HEAD "file " ABC " " ABC " 3 /\n",
		HEAD "file " ABC " " ABC " 3 /a/../b\n",
		HEAD "file " ABC " " ABC " 3 //a\n",
		HEAD "file " ABC " " ABC " 3 /a/\n",
		HEAD "file " ABC " " ABC " 03 /a\n",
		HEAD "file " ABC " " ABC " -3 /a\n",
		HEAD "file " ABC " " ABC "  /a\n",
		HEAD "file " ABC " " ABC " 18446744073709551615 /a\n",
		HEAD "file " ABC " " ABC " 99999999999999999999999 /a\n",
		HEAD "file " ABC " " ABC " 9223372036854775807 /a\n",
		HEAD "file " ABC " " NONE " 3 /a\n",
		HEAD "file " ABC " " ABC " 65537 /a\n",
		HEAD "file " ABC " " ABC " 3 /%00\n",
		HEAD "file " ABC " " ABC " 3 /%4\n",
		HEAD "file " ABC " " ABC " 3 /%41\n",
		HEAD "file " ABC " " ABC " 3 /%2e\n",
		HEAD "block " ABC "\n",
		HEAD "file " ABC " " ABC " 3 /a\nblock " ABC "\n",
		HEAD "file " ABC " " ABC " 3 /a\nfile " NONE " " NONE " 0 /a\n",
		HEAD "file " ABC " " ABC " 70000 /a\nblock " ABC "\nblock " ABC "\n",
	};

	begin();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(parse(wrong[i]) == IMAPI_E_IMAGE_INVALID, "%s", wrong[i]);
	end();
}

T_MAIN("manifest")
