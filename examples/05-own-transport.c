/* SPDX-License-Identifier: MIT */
/* Burns through a transport that counts exchanges: 05-own-transport sim:bd-r IMAGE */
#include <imapi/data-writer.h>

#include <stdio.h>

struct counter {
	struct imapi_transport *inner;
	unsigned exchanges;
};

static imapi_status execute(void *self, struct imapi_exchange *exchange)
{
	struct counter *counter = self;

	counter->exchanges++;
	return imapi_transport_execute(counter->inner, exchange);
}

static uint64_t now_us(void *self)
{
	return imapi_transport_now_us(((struct counter *)self)->inner);
}

static void sleep_us(void *self, uint64_t microseconds)
{
	imapi_transport_sleep_us(((struct counter *)self)->inner, microseconds);
}

static void close_inner(void *self)
{
	imapi_transport_free(((struct counter *)self)->inner);
}

static imapi_status burn(struct imapi_recorder *recorder, struct imapi_stream *stream)
{
	struct imapi_data_writer *writer = NULL;
	struct imapi_job *job = NULL;
	imapi_status status = imapi_data_writer_new(recorder, &writer);

	if (status >= 0)
		status = imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	if (status >= 0)
		status = imapi_data_writer_write(writer, stream, &job);
	if (status >= 0)
		status = imapi_job_run(job, NULL, NULL);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	return status;
}

int main(int argc, char **argv)
{
	struct imapi_transport_ops ops = { sizeof(ops), "counter", execute,    now_us,
					   sleep_us,	NULL,	   close_inner };
	struct counter counter = { NULL, 0 };
	struct imapi_context *context = NULL;
	struct imapi_transport *transport = NULL;
	struct imapi_recorder *recorder = NULL;
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (argc != 3 || imapi_context_new(&context) < 0)
		return 2;
	status = imapi_transport_open(context, argv[1], &counter.inner);
	if (status >= 0)
		status = imapi_transport_new(context, &ops, &counter, &transport);
	if (status >= 0)
		status = imapi_recorder_new(transport, &recorder);
	if (status >= 0)
		status = imapi_stream_open_file(context, argv[2], &stream);
	if (status >= 0)
		status = burn(recorder, stream);
	printf("%u exchanges, %s\n", counter.exchanges,
	       status < 0 ? imapi_error_message(imapi_last_error(context)) : "verified");
	imapi_stream_free(stream);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	return status < 0;
}
