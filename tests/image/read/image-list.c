/* SPDX-License-Identifier: MIT */
/*
 * image-list IMAGE iso|joliet|rr|udf|best [SESSION_START]: a line per entry with type, size,
 * SHA-256, mode, mtime, path and target, separated by tabs; a backslash, tab or line end in a
 * name is written as \ooo. Exit status 1 and a message if the image cannot be read.
 */
#include "file-stream.h"

#include "base/mem.h"
#include "imapi/image-reader.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>

static enum imapi_image_tree tree_of(const char *name)
{
	return strcmp(name, "iso") == 0	     ? IMAPI_IMAGE_TREE_ISO9660
	       : strcmp(name, "joliet") == 0 ? IMAPI_IMAGE_TREE_JOLIET
	       : strcmp(name, "rr") == 0     ? IMAPI_IMAGE_TREE_ROCK_RIDGE
	       : strcmp(name, "udf") == 0    ? IMAPI_IMAGE_TREE_UDF
					     : IMAPI_IMAGE_TREE_BEST;
}

static void print_escaped(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == '\\')
			printf("\\%03o", (unsigned)(unsigned char)*text);
		else
			putchar(*text);
}

static bool print_digest(struct imapi_image_reader *reader, const struct imapi_image_entry *e,
			 uint64_t length)
{
	static uint8_t buffer[1 << 20];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t digest[32];
	bool ok = true;

	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	for (uint64_t at = 0; ok && at < length; at += sizeof(buffer)) {
		size_t piece = (size_t)MIN(length - at, sizeof(buffer));

		ok = imapi_image_reader_read(reader, e, at, buffer, piece) == IMAPI_OK;
		EVP_DigestUpdate(md, buffer, piece);
	}
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	for (size_t i = 0; ok && i < sizeof(digest); i++)
		printf("%02x", digest[i]);
	return ok;
}

static bool print_entry(struct imapi_image_reader *reader, const struct imapi_image_entry *e)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	char path[16384];
	bool ok = true;

	imapi_image_entry_info(e, &info);
	imapi_image_entry_path(e, path, sizeof(path));
	printf("%c\t%" PRIu64 "\t", "?fdlcbps"[info.type],
	       info.type == IMAPI_IMAGE_FILE ? info.length : 0);
	if (info.type == IMAPI_IMAGE_FILE)
		ok = print_digest(reader, e, info.length);
	printf("\t%o\t%" PRId64 "\t", info.mode, info.mtime.seconds);
	print_escaped(path);
	putchar('\t');
	if (info.target)
		print_escaped(info.target);
	putchar('\n');
	return ok;
}

static imapi_status list(struct imapi_context *context, struct imapi_stream *stream,
			 char **argv)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = tree_of(argv[2]) };
	const struct imapi_image_entry *e = NULL;
	struct imapi_image_reader *reader;
	imapi_status status;
	bool ok = true;

	if (argv[3])
		options.session_start = (uint32_t)strtoul(argv[3], NULL, 10);
	status = imapi_image_reader_open(context, stream, &options, &reader);
	if (IMAPI_FAILED(status))
		return status;
	while (!IMAPI_FAILED(status = imapi_image_reader_next(reader, e, &e)) && e)
		if (!print_entry(reader, e)) {
			fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
			ok = false;
		}
	imapi_image_reader_free(reader);
	return status ? status : ok ? IMAPI_OK : IMAPI_E_IMPORT_READ_FAILURE;
}

int main(int argc, char **argv)
{
	struct imapi_context *context;
	struct imapi_stream *stream;
	imapi_status status;

	if (argc < 3 || imapi_context_new(&context))
		return 2;
	stream = test_open_file(context, argv[1]);
	if (!stream)
		return 2;
	status = list(context, stream, argv);
	if (status)
		fprintf(stderr, "%s: %s\n", imapi_status_name(status),
			imapi_error_message(imapi_last_error(context)));
	test_close(stream);
	imapi_context_free(context);
	return status ? 1 : 0;
}
