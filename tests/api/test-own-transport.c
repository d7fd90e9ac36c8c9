/* SPDX-License-Identifier: MIT */
/*
 * A program's own way to the drive. It includes public headers only; the far end is a simulated
 * drive, which it reaches through the one public door for exchanges.
 */
#include "imapi/data-writer.h"

#include "sim/sim.h"
#include "support/t.h"

#include <string.h>

#define MB 1000000ull
#define LENGTH (100 * MB / 2048 * 2048)

/* What the program adds: it counts. */
struct wire {
	struct imapi_transport *far_end;
	uint64_t exchanges, bytes_out;
	uint32_t largest;
	int closed;
};

static imapi_status wire_execute(void *self, struct imapi_exchange *x)
{
	struct wire *wire = self;
	imapi_status status = imapi_transport_execute(wire->far_end, x);

	wire->exchanges++;
	if (x->direction == IMAPI_DIRECTION_OUT)
		wire->bytes_out += x->data_length;
	if (x->data_length > wire->largest)
		wire->largest = x->data_length;
	return status;
}

static uint32_t wire_max_transfer(void *self)
{
	(void)self;
	return 65536;
}

static void wire_close(void *self)
{
	((struct wire *)self)->closed++;
}

static imapi_status fill(void *self, uint64_t offset, void *data, size_t length)
{
	unsigned char *p = data;

	(void)self;
	for (size_t i = 0; i < length; i += 8) {
		uint64_t value = (offset + i) * 0x9e3779b97f4a7c15ull;

		memcpy(p + i, &value, 8);
	}
	return IMAPI_OK;
}

/* The clock must be the far end's, which is virtual; a real bus would leave both members NULL.
 */
static uint64_t wire_now(void *self)
{
	return transport_now(((struct wire *)self)->far_end);
}

static void wire_sleep(void *self, uint64_t us)
{
	transport_sleep(((struct wire *)self)->far_end, us);
}

static void check_content(struct imapi_recorder *recorder)
{
	static unsigned char have[1 << 16], want[1 << 16];
	struct imapi_stream *disc;

	ck_assert_int_eq(imapi_recorder_read_stream(recorder, 0, LENGTH / 2048, &disc),
			 IMAPI_OK);
	for (uint64_t at = 0; at < LENGTH; at += sizeof(have)) {
		size_t n = LENGTH - at < sizeof(have) ? (size_t)(LENGTH - at) : sizeof(have);

		ck_assert_int_eq(imapi_stream_read(disc, at, have, n), IMAPI_OK);
		fill(NULL, at, want, n);
		ck_assert_int_eq(memcmp(have, want, n), 0);
	}
	imapi_stream_free(disc);
}

T(a_hundred_megabytes_are_burned_through_a_programs_own_transport)
{
	static const struct imapi_transport_ops ops = {
		.size = sizeof(ops),
		.name = "wire",
		.execute = wire_execute,
		.now_us = wire_now,
		.sleep_us = wire_sleep,
		.max_transfer = wire_max_transfer,
		.close = wire_close,
	};
	static const struct imapi_stream_ops source = { .size = sizeof(source), .read = fill };
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct wire wire = { 0 };
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct imapi_recorder *recorder;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(sim_open(context, "dvd+r", &wire.far_end), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(context, &ops, &wire, &transport), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_new(transport, &recorder), IMAPI_OK);
	ck_assert_str_eq(imapi_recorder_address(recorder), "wire");
	ck_assert_int_eq(imapi_stream_new(context, &source, NULL, LENGTH, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_OK);
	ck_assert_int_eq(imapi_job_result(job, &result), IMAPI_OK);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_uint_ge(wire.bytes_out, LENGTH);
	ck_assert_uint_eq(wire.largest, 65536);
	imapi_job_free(job);
	check_content(recorder);
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	imapi_recorder_free(recorder);
	ck_assert_int_eq(wire.closed, 1);
	imapi_transport_free(wire.far_end);
	imapi_context_free(context);
}

T_MAIN("own transport")
