/* SPDX-License-Identifier: MIT */
/* Writes an ISO 9660 image of a folder to a file: 07-image-to-file FOLDER OUT.iso */
#include <imapi/file-system-image.h>

#include <stdio.h>

static imapi_status copy(struct imapi_stream *stream, FILE *file)
{
	static char piece[64 * 2048];
	uint64_t length = imapi_stream_length(stream);

	for (uint64_t at = 0; at < length; at += sizeof(piece)) {
		size_t take =
			length - at < sizeof(piece) ? (size_t)(length - at) : sizeof(piece);
		imapi_status status = imapi_stream_read(stream, at, piece, take);

		if (status < 0)
			return status;
		if (fwrite(piece, 1, take, file) != take)
			return IMAPI_E_FILE_WRITE_FAILURE;
	}
	return IMAPI_OK;
}

static imapi_status build(struct imapi_context *context, const char *folder, FILE *file)
{
	struct imapi_file_system_image *image = NULL;
	struct imapi_image_result *result = NULL;
	imapi_status status = imapi_file_system_image_new(context, &image);

	if (status >= 0)
		status = imapi_file_system_image_set_volume_name(image, "EXAMPLE");
	if (status >= 0)
		status = imapi_file_system_image_add_tree(image, folder, "/", 0);
	if (status >= 0)
		status = imapi_file_system_image_create_result(image, &result);
	if (status >= 0)
		status = copy(imapi_image_result_stream(result), file);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	return status;
}

int main(int argc, char **argv)
{
	struct imapi_context *context = NULL;
	imapi_status status;
	FILE *file;

	if (argc != 3 || imapi_context_new(&context) < 0)
		return 2;
	file = fopen(argv[2], "wb");
	if (!file) {
		perror(argv[2]);
		imapi_context_free(context);
		return 1;
	}
	status = build(context, argv[1], file);
	if (fclose(file) && status >= 0)
		status = IMAPI_E_FILE_WRITE_FAILURE;
	if (status < 0)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_context_free(context);
	return status < 0;
}
