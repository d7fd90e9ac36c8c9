/* SPDX-License-Identifier: MIT */
#include "burn/rig.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/command.h"
#include "sim/sim.h"
#include "support/t.h"

#include <stdio.h>

#define STEPS_MAX 2000000u
#define TIME_MAX (8ull * 86400 * USEC_PER_SEC)

static bool strikes(struct rig *rig, uint8_t opcode)
{
	if (rig->fault_at)
		return rig->count == rig->fault_at;
	return rig->fault_nth && opcode == rig->fault_opcode && ++rig->seen == rig->fault_nth;
}

/* What the test answers instead of the drive, or in its stead after it. */
static imapi_status put_fault(struct rig *rig, struct imapi_exchange *x)
{
	uint8_t sense[18];

	rig->struck = true;
	x->host = IMAPI_HOST_OK;
	x->scsi_status = 2;
	sense_encode(&rig->sense, sense);
	memcpy(x->sense, sense, sizeof(sense));
	x->sense_length = sizeof(sense);
	return IMAPI_OK;
}

/* The drive works on a copy, which outlives the recorder. */
static imapi_status take(struct rig *rig, struct imapi_exchange *x, imapi_status status)
{
	*x = rig->running;
	if (rig->answered)
		rig->answered(rig, x);
	if (IMAPI_FAILED(status) || x->host == IMAPI_HOST_PENDING || !rig->strikes_now)
		return status;
	return put_fault(rig, x);
}

static imapi_status rig_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct rig *rig = self;

	if (rig->count < RIG_LOG) {
		rig->log[rig->count] = x->cdb[0];
		rig->lbas[rig->count] = get_be32(x->cdb + 2);
	}
	rig->count++;
	rig->strikes_now = strikes(rig, x->cdb[0]);
	if (rig->strikes_now && !rig->after) {
		x->residual = x->data_length;
		return put_fault(rig, x);
	}
	if (rig->before && rig->before(rig, x))
		return IMAPI_OK;
	rig->running = *x;
	return take(rig, x, imapi_transport_start(rig->drive, &rig->running, patience));
}

static imapi_status rig_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct rig *rig = self;

	return take(rig, x, imapi_transport_resume(rig->drive, &rig->running, patience));
}

static imapi_status rig_execute(void *self, struct imapi_exchange *x)
{
	return rig_start(self, x, UINT64_MAX);
}

/* Whoever looks at the drive next finds it done with what was left behind. */
static void rig_close(void *self)
{
	struct rig *rig = self;

	if (rig->running.host == IMAPI_HOST_PENDING)
		imapi_transport_resume(rig->drive, &rig->running, UINT64_MAX);
}

static uint64_t rig_clock(void *self)
{
	return transport_now(((struct rig *)self)->drive);
}

static void rig_sleep(void *self, uint64_t us)
{
	transport_sleep(((struct rig *)self)->drive, us);
}

static uint32_t rig_max_transfer(void *self)
{
	return transport_max_transfer(((struct rig *)self)->drive);
}

static const struct imapi_transport_ops rig_ops = {
	.size = sizeof(struct imapi_transport_ops),
	.name = "rig",
	.execute = rig_execute,
	.now_us = rig_clock,
	.sleep_us = rig_sleep,
	.max_transfer = rig_max_transfer,
	.close = rig_close,
	.start = rig_start,
	.resume = rig_resume,
};

static void open_recorder(struct rig *rig)
{
	struct imapi_transport *transport;

	ck_assert_int_eq(imapi_transport_new(rig->context, &rig_ops, rig, &transport),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_new(transport, &rig->recorder), IMAPI_OK);
}

struct rig *rig_new(const char *spec)
{
	struct rig *rig = zalloc(sizeof(*rig));

	ck_assert_ptr_nonnull(rig);
	ck_assert_int_eq(imapi_context_new(&rig->context), IMAPI_OK);
	if (IMAPI_FAILED(sim_open(rig->context, spec, &rig->drive)))
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(rig->context)));
	open_recorder(rig);
	return rig;
}

void rig_free(struct rig *rig)
{
	imapi_recorder_free(rig->recorder);
	imapi_transport_free(rig->drive);
	imapi_context_free(rig->context);
	free(rig);
}

void rig_reset(struct rig *rig)
{
	rig->recorder = imapi_recorder_free(rig->recorder);
	rig->count = rig->seen = rig->fault_at = rig->fault_nth = 0;
	rig->struck = false;
	open_recorder(rig);
}

usec_t rig_now(const struct rig *rig)
{
	return transport_now(rig->drive);
}

unsigned rig_count(const struct rig *rig, uint8_t opcode)
{
	unsigned count = 0;

	for (unsigned i = 0; i < MIN(rig->count, RIG_LOG); i++)
		count += rig->log[i] == opcode;
	return count;
}

void rig_print_log(const struct rig *rig, char *text, size_t room)
{
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < MIN(rig->count, RIG_LOG) && n < room; i++) {
		const struct scsi_command *c = mmc_find_command(rig->log[i]);

		if (i > 0 && rig->log[i] == rig->log[i - 1])
			continue;
		n += (size_t)snprintf(text + n, room - n, "%s%s", n ? ", " : "",
				      c ? c->name : "?");
	}
}

void rig_fill(uint8_t *data, size_t length, uint32_t seed)
{
	uint64_t state = seed;

	for (size_t i = 0; i < length; i += sizeof(state)) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		memcpy(data + i, &state, MIN(sizeof(state), length - i));
	}
}

static struct imapi_data_writer *make_writer(struct rig *rig, const struct rig_burn *burn)
{
	struct imapi_data_writer *writer;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_verification(writer, burn->verification),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_force_close(writer, burn->force_close),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_buffer(writer, 1u << 20), IMAPI_OK);
	if (burn->max_wait_s)
		imapi_data_writer_set_max_wait(writer, burn->max_wait_s);
	if (burn->path)
		imapi_data_writer_set_path_lookup(writer, burn->path, NULL);
	return writer;
}

imapi_status rig_step_through(struct rig *rig, struct imapi_job *job, unsigned cancel_at)
{
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;
	usec_t start = rig_now(rig);
	imapi_status status = IMAPI_OK;
	unsigned steps = 0;

	while (!imapi_job_done(job)) {
		if (++steps == cancel_at)
			imapi_job_cancel(job);
		ck_assert_uint_lt(steps, STEPS_MAX);
		ck_assert_uint_lt(rig_now(rig) - start, TIME_MAX);
		status = imapi_job_step(job, &progress);
		if (!imapi_job_done(job))
			ck_assert_int_eq(status, IMAPI_OK);
	}
	ck_assert_int_eq(imapi_job_status(job), status);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), status);
	return status;
}

imapi_status rig_burn(struct rig *rig, const struct rig_burn *burn,
		      struct imapi_burn_result *ret_result)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer = make_writer(rig, burn);
	struct imapi_stream *stream = burn->stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	if (!stream)
		ck_assert_int_eq(imapi_stream_from_memory(rig->context, burn->data,
							  burn->length, &stream),
				 IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, burn->cancel_at);
		ck_assert_int_eq(imapi_job_result(job, &result), IMAPI_OK);
		imapi_job_free(job);
	}
	if (IMAPI_FAILED(status)) {
		const struct imapi_error *error = imapi_last_error(rig->context);

		ck_assert_int_eq(imapi_error_status(error), status);
		ck_assert_ptr_nonnull(imapi_status_name(status));
		ck_assert_str_ne(imapi_error_message(error), "");
	}
	if (stream != burn->stream)
		imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	if (ret_result)
		*ret_result = result;
	return status;
}

imapi_status rig_shut(struct rig *rig)
{
	struct imapi_data_writer *writer;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	status = imapi_data_writer_close(writer, &job);
	if (!IMAPI_FAILED(status))
		status = rig_step_through(rig, job, 0);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	return status;
}

bool rig_disc_holds(struct rig *rig, int64_t start, const void *data, size_t length)
{
	struct imapi_stream *stream;
	AUTOFREE uint8_t *copy = malloc(length);
	bool same;

	ck_assert_int_eq(imapi_recorder_read_stream(rig->recorder, (uint64_t)start,
						    length / 2048, &stream),
			 IMAPI_OK);
	same = !IMAPI_FAILED(imapi_stream_read(stream, 0, copy, length)) &&
	       memcmp(copy, data, length) == 0;
	imapi_stream_free(stream);
	return same;
}
