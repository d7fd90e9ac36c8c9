/* SPDX-License-Identifier: MIT */
/*
 * Burns data that a program makes while it is written, with progress: here a pattern that
 * tells each sector's number. 04-own-source sim:dvd+r SECTORS
 */
#include <imapi/data-writer.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static imapi_status read_pattern(void *self, uint64_t offset, void *data, size_t length)
{
	(void)self;
	for (size_t i = 0; i < length; i++) {
		uint64_t byte = offset + i;

		((uint8_t *)data)[i] = (uint8_t)((byte / 2048) >> (8 * (byte % 4)));
	}
	return IMAPI_OK;
}

static int show(void *user, const struct imapi_progress *progress)
{
	enum imapi_action *last = user;

	if (progress->action != *last)
		printf("action %d after %" PRIu64 " ms\n", (int)progress->action,
		       progress->elapsed_ms);
	*last = progress->action;
	return 0; /* anything else cancels the job */
}

static imapi_status burn(struct imapi_recorder *recorder, struct imapi_stream *stream)
{
	enum imapi_action last = IMAPI_ACTION_COMPLETED;
	struct imapi_data_writer *writer = NULL;
	struct imapi_job *job = NULL;
	imapi_status status = imapi_data_writer_new(recorder, &writer);

	if (status >= 0)
		status = imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	if (status >= 0)
		status = imapi_data_writer_write(writer, stream, &job);
	if (status >= 0)
		status = imapi_job_run(job, show, &last);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	return status;
}

int main(int argc, char **argv)
{
	struct imapi_stream_ops ops = { .size = sizeof(ops), .read = read_pattern };
	struct imapi_context *context = NULL;
	struct imapi_recorder *recorder = NULL;
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (argc != 3 || imapi_context_new(&context) < 0)
		return 2;
	status = imapi_recorder_open(context, argv[1], &recorder);
	if (status >= 0)
		status = imapi_stream_new(context, &ops, NULL,
					  strtoull(argv[2], NULL, 10) * 2048, &stream);
	if (status >= 0)
		status = burn(recorder, stream);
	if (status < 0)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_stream_free(stream);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	return status < 0;
}
