/* SPDX-License-Identifier: MIT */
/* Compares the first session of a disc with a folder: 06-verify-disc /dev/sr0 FOLDER */
#include <imapi/image-reader.h>
#include <imapi/medium.h>

#include <stdio.h>

static void report(void *user, const struct imapi_image_difference *difference)
{
	(void)user;
	printf("%s: %s\n", difference->path, difference->text);
}

static imapi_status compare(struct imapi_context *context, struct imapi_recorder *recorder,
			    const char *folder)
{
	struct imapi_track track = IMAPI_TRACK_INIT;
	struct imapi_medium *medium = NULL;
	struct imapi_stream *stream = NULL;
	struct imapi_image_reader *reader = NULL;
	imapi_status status = imapi_medium_read(recorder, &medium);

	if (status >= 0)
		status = imapi_medium_track(medium, 0, &track);
	if (status >= 0)
		status = imapi_recorder_read_stream(recorder, (uint64_t)track.start,
						    track.sectors, &stream);
	if (status >= 0)
		status = imapi_image_reader_open(context, stream, NULL, &reader);
	if (status >= 0)
		status = imapi_image_reader_compare(reader, folder, report, NULL);
	imapi_image_reader_free(reader);
	imapi_stream_free(stream);
	imapi_medium_free(medium);
	return status;
}

int main(int argc, char **argv)
{
	struct imapi_context *context = NULL;
	struct imapi_recorder *recorder = NULL;
	imapi_status status;

	if (argc != 3 || imapi_context_new(&context) < 0)
		return 2;
	status = imapi_recorder_open(context, argv[1], &recorder);
	if (status >= 0)
		status = compare(context, recorder, argv[2]);
	if (status < 0)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	else
		puts("disc and folder are the same");
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	return status < 0;
}
