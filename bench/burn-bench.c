/* SPDX-License-Identifier: MIT */
/*
 * How fast data goes through the write engine, digests and all, to a simulated drive that
 * throws it away, beside what memcpy() does on the same machine in the same run.
 */
#include "imapi/data-writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MIB (1024.0 * 1024.0)
#define SOURCE_SIZE (16u << 20)

/* The drive gives back zero bytes, so zero bytes are what it is sent. */
static unsigned char source[SOURCE_SIZE], copy[SOURCE_SIZE];
static double write_begins, write_ends;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static imapi_status read_source(void *self, uint64_t offset, void *data, size_t length)
{
	unsigned char *to = data;

	(void)self;
	while (length > 0) {
		size_t at = (size_t)(offset % SOURCE_SIZE), n = SOURCE_SIZE - at;

		if (n > length)
			n = length;
		memcpy(to, source + at, n);
		offset += n;
		to += n;
		length -= n;
	}
	return IMAPI_OK;
}

static int watch(void *user, const struct imapi_progress *progress)
{
	(void)user;
	if (progress->action == IMAPI_ACTION_WRITING_DATA && write_begins == 0)
		write_begins = seconds();
	if (progress->action == IMAPI_ACTION_FINALIZATION && write_begins > 0 &&
	    write_ends == 0)
		write_ends = seconds();
	return 0;
}

static double memcpy_rate(double bytes)
{
	double start = seconds();

	for (double done = 0; done < bytes; done += SOURCE_SIZE) {
		memcpy(copy, source, SOURCE_SIZE);
		__asm__ volatile("" : : "r"(copy) : "memory");
	}
	return bytes / MIB / (seconds() - start);
}

static imapi_status burn(struct imapi_recorder *recorder, struct imapi_stream *stream)
{
	struct imapi_data_writer *writer;
	struct imapi_job *job = NULL;
	imapi_status status = imapi_data_writer_new(recorder, &writer);

	if (!status)
		status = imapi_data_writer_write(writer, stream, &job);
	if (!status)
		status = imapi_job_run(job, watch, NULL);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	return status;
}

int main(int argc, char **argv)
{
	double bytes = (argc > 2 ? atof(argv[2]) : 4096) * MIB, copied, written;
	const char *address = argc > 1 ? argv[1] : "sim:bd-r?data=discard";
	static const struct imapi_stream_ops ops = { .size = sizeof(ops), .read = read_source };
	struct imapi_context *context;
	struct imapi_recorder *recorder = NULL;
	struct imapi_stream *stream = NULL;
	imapi_status status;

	memset(source, 0, sizeof(source));
	memcpy_rate(bytes / 8);
	copied = memcpy_rate(bytes);
	if (imapi_context_new(&context))
		return EXIT_FAILURE;
	status = imapi_recorder_open(context, address, &recorder);
	if (!status)
		status = imapi_stream_new(context, &ops, NULL, (uint64_t)bytes, &stream);
	if (!status)
		status = burn(recorder, stream);
	if (status)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_stream_free(stream);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	if (status)
		return EXIT_FAILURE;
	written = bytes / MIB / (write_ends - write_begins);
	printf("write engine with digests  %7.0f MiB/s\n", written);
	printf("memcpy                     %7.0f MiB/s\n", copied);
	printf("ratio                      %7.2f\n", written / copied);
	return written * MIB >= 1e9 ? EXIT_SUCCESS : EXIT_FAILURE;
}
