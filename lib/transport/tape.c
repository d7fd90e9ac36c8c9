/* SPDX-License-Identifier: MIT */
#include "transport/tape.h"

#include "base/mem.h"

#include <errno.h>

#define SMALL_DATA 512u			/* data out up to here is written in full */
#define READ_BUDGET (16u * 1024 * 1024) /* of data in that a tape keeps */

struct recorder {
	struct imapi_transport *inner;
	FILE *file;
	usec_t start;
	usec_t sent; /* the command that runs now, or ran last */
	uint64_t budget;
	bool complained;
};

struct player {
	struct imapi_context *context;
	struct tape_reader reader;
	uint32_t max_transfer;
	unsigned long number; /* of the exchange, from 1 */
	usec_t clock;
};

static struct tape_record record_of(const struct recorder *tape, const struct imapi_exchange *x,
				    usec_t took)
{
	struct tape_record r = {
		.cdb_length = x->cdb_length,
		.direction = x->direction,
		.data_length = x->data_length,
		.residual = x->residual,
		.host = x->host,
		.scsi_status = x->scsi_status,
		.sense_length = x->sense_length,
		.at = tape->sent - tape->start,
		.took = took,
	};

	memcpy(r.cdb, x->cdb, sizeof(r.cdb));
	memcpy(r.sense, x->sense, sizeof(r.sense));
	return r;
}

/* Keeps the data or, of large amounts, its digest. Data out is what was offered. */
static void keep_data(struct recorder *tape, const struct imapi_exchange *x,
		      struct tape_record *r)
{
	bool out = x->direction == IMAPI_DIRECTION_OUT;
	uint32_t length = out ? x->data_length : x->data_length - x->residual;

	if (length == 0)
		return;
	if (out ? length <= SMALL_DATA : length <= tape->budget) {
		r->data = x->data;
		r->count = length;
		if (!out)
			tape->budget -= length;
		return;
	}
	r->digest = digest_of(x->data, length);
	r->has_digest = true;
}

static void check_file(struct recorder *tape)
{
	if (fflush(tape->file) == 0 && !ferror(tape->file))
		return;
	if (!tape->complained)
		log_line(tape->inner->context, IMAPI_LOG_ERROR,
			 "the tape cannot be written and will be incomplete: %s",
			 strerror(errno));
	tape->complained = true;
}

static imapi_status keep(struct recorder *tape, const struct imapi_exchange *x, usec_t took,
			 imapi_status status)
{
	struct tape_record r = record_of(tape, x, took);

	if (IMAPI_FAILED(status))
		r.failed = status;
	else
		keep_data(tape, x, &r);
	tape_write(tape->file, &r);
	check_file(tape);
	return status;
}

static imapi_status recorder_execute(void *self, struct imapi_exchange *x)
{
	struct recorder *tape = self;
	imapi_status status;

	tape->sent = transport_now(tape->inner);
	status = transport_execute(tape->inner, x);
	return keep(tape, x, transport_now(tape->inner) - tape->sent, status);
}

/* A command is kept once it is over, with the time that the drive took for it. */
static imapi_status keep_if_over(struct recorder *tape, const struct imapi_exchange *x,
				 imapi_status status)
{
	if (!IMAPI_FAILED(status) && x->host == IMAPI_HOST_PENDING)
		return status;
	return keep(tape, x, x->duration_us, status);
}

static imapi_status recorder_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct recorder *tape = self;

	tape->sent = transport_now(tape->inner);
	return keep_if_over(tape, x, transport_start(tape->inner, x, patience));
}

static imapi_status recorder_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct recorder *tape = self;

	return keep_if_over(tape, x, transport_resume(tape->inner, x, patience));
}

static uint64_t recorder_now(void *self)
{
	return transport_now(((struct recorder *)self)->inner);
}

static void recorder_sleep(void *self, uint64_t duration)
{
	transport_sleep(((struct recorder *)self)->inner, duration);
}

static uint32_t recorder_max_transfer(void *self)
{
	return transport_max_transfer(((struct recorder *)self)->inner);
}

static imapi_status recorder_acquire(void *self, const char *client, int force)
{
	return transport_acquire(((struct recorder *)self)->inner, client, force);
}

static void recorder_release(void *self)
{
	transport_release(((struct recorder *)self)->inner);
}

static imapi_status recorder_owner(void *self, struct imapi_exclusive_owner *ret_owner)
{
	return transport_owner(((struct recorder *)self)->inner, ret_owner);
}

static imapi_status recorder_look(void *self, uint64_t *ret_bytes)
{
	return transport_look(((struct recorder *)self)->inner, ret_bytes);
}

static imapi_status recorder_facts(void *self, struct imapi_transport_facts *ret_facts)
{
	return transport_facts(((struct recorder *)self)->inner, ret_facts);
}

static void recorder_close(void *self)
{
	struct recorder *tape = self;

	imapi_transport_free(tape->inner);
	if (tape->file)
		fclose(tape->file);
	free(tape);
}

static imapi_status open_recorder(struct imapi_transport *inner, const char *path,
				  struct recorder **ret_tape)
{
	struct imapi_error *err = &inner->context->error;
	struct recorder *tape = zalloc(sizeof(*tape));

	if (!tape)
		return err_no_memory(err);
	tape->file = fopen(path, "we");
	if (!tape->file) {
		free(tape);
		return err_errno(err, IMAPI_E_FILE_OPEN_FAILURE, errno, "making the tape %s",
				 path);
	}
	tape->inner = inner;
	tape->start = transport_now(inner);
	tape->budget = READ_BUDGET;
	*ret_tape = tape;
	return IMAPI_OK;
}

imapi_status tape_record(struct imapi_transport *inner, const char *path,
			 struct imapi_transport **ret_transport)
{
	struct imapi_transport_ops ops = {
		.size = sizeof(ops),
		.name = transport_name(inner),
		.execute = recorder_execute,
		.now_us = recorder_now,
		.sleep_us = recorder_sleep,
		.max_transfer = recorder_max_transfer,
		.close = recorder_close,
		.start = transport_can_look_away(inner) ? recorder_start : NULL,
		.resume = transport_can_look_away(inner) ? recorder_resume : NULL,
		.acquire = recorder_acquire,
		.release = recorder_release,
		.owner = recorder_owner,
		.facts = recorder_facts,
		.look = recorder_look,
	};
	struct recorder *tape = NULL;
	imapi_status status = open_recorder(inner, path, &tape);

	if (IMAPI_FAILED(status)) {
		imapi_transport_free(inner);
		return status;
	}
	tape_write_header(tape->file, transport_max_transfer(inner));
	status = imapi_transport_new(inner->context, &ops, tape, ret_transport);
	if (IMAPI_FAILED(status))
		recorder_close(tape);
	return status;
}

static imapi_status bad_tape(const struct player *tape)
{
	return err_set(&tape->context->error, IMAPI_E_TAPE_INVALID, "line %lu of the tape: %s",
		       tape->reader.line, tape->reader.mistake);
}

static void print_cdb(const uint8_t *cdb, size_t length, char text[3 * IMAPI_CDB_MAX + 1])
{
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < length; i++)
		n += (size_t)sprintf(text + n, "%s%02x", i ? " " : "", cdb[i]);
}

static const char *direction_name(enum imapi_direction direction)
{
	static const char *const names[] = { "no data", "in", "out" };

	return names[direction];
}

static imapi_status mismatch(const struct player *tape, const struct imapi_exchange *x,
			     const struct tape_record *r, const char *what)
{
	char sent[3 * IMAPI_CDB_MAX + 1], held[3 * IMAPI_CDB_MAX + 1];

	print_cdb(x->cdb, x->cdb_length, sent);
	print_cdb(r->cdb, r->cdb_length, held);
	return err_set(&tape->context->error, IMAPI_E_TAPE_MISMATCH,
		       "exchange %lu of the tape (before line %lu): %s; sent %s (%s %u), "
		       "the tape holds %s (%s %u)",
		       tape->number, tape->reader.line, what, sent,
		       direction_name(x->direction), x->data_length, held,
		       direction_name(r->direction), r->data_length);
}

/* What differs between the command sent and the tape's, or NULL. */
static const char *compare(const struct imapi_exchange *x, const struct tape_record *r)
{
	if (x->cdb_length != r->cdb_length || memcmp(x->cdb, r->cdb, r->cdb_length) != 0)
		return "the commands differ";
	if (x->data_length != r->data_length ||
	    (x->data_length > 0 && x->direction != r->direction))
		return "the amounts of data differ";
	if (x->direction != IMAPI_DIRECTION_OUT)
		return NULL;
	if (r->count > 0 && memcmp(x->data, r->data, r->count) != 0)
		return "the data sent differ";
	if (r->has_digest && !digest_equal(digest_of(x->data, x->data_length), r->digest))
		return "the data sent differ (by their digest)";
	return NULL;
}

static void answer(struct player *tape, struct imapi_exchange *x, const struct tape_record *r)
{
	if (x->direction == IMAPI_DIRECTION_IN && r->count > 0)
		memcpy(x->data, r->data, r->count);
	x->host = r->host;
	x->scsi_status = r->scsi_status;
	x->residual = r->residual;
	x->sense_length = r->sense_length;
	memcpy(x->sense, r->sense, r->sense_length);
	x->duration_us = r->took;
	tape->clock = MAX(tape->clock, r->at) + r->took;
}

static imapi_status play(struct player *tape, struct imapi_exchange *x,
			 const struct tape_record *r)
{
	const char *difference = compare(x, r);

	if (difference)
		return mismatch(tape, x, r, difference);
	if (x->direction == IMAPI_DIRECTION_IN && r->has_digest)
		return err_set(&tape->context->error, IMAPI_E_TAPE_MISMATCH,
			       "exchange %lu: the tape did not keep the data that were read",
			       tape->number);
	answer(tape, x, r);
	return r->failed ? err_set(&tape->context->error, r->failed,
				   "exchange %lu of the tape failed: %s", tape->number,
				   imapi_status_text(r->failed))
			 : IMAPI_OK;
}

static imapi_status player_execute(void *self, struct imapi_exchange *x)
{
	CLEANUP(tape_record_clear) struct tape_record r = { 0 };
	char sent[3 * IMAPI_CDB_MAX + 1];
	struct player *tape = self;
	bool end = false;

	tape->number++;
	if (IMAPI_FAILED(tape_read(&tape->reader, &r, &end)))
		return bad_tape(tape);
	if (!end)
		return play(tape, x, &r);
	print_cdb(x->cdb, x->cdb_length, sent);
	return err_set(&tape->context->error, IMAPI_E_TAPE_MISMATCH,
		       "the tape ends after %lu exchanges; sent %s (%s %u)", tape->number - 1,
		       sent, direction_name(x->direction), x->data_length);
}

static uint64_t player_now(void *self)
{
	return ((struct player *)self)->clock;
}

static void player_sleep(void *self, uint64_t duration)
{
	((struct player *)self)->clock += duration;
}

static uint32_t player_max_transfer(void *self)
{
	return ((struct player *)self)->max_transfer;
}

static void player_close(void *self)
{
	struct player *tape = self;

	if (tape->reader.file)
		fclose(tape->reader.file);
	free(tape);
}

static const struct imapi_transport_ops player_ops = {
	.size = sizeof(player_ops),
	.name = "tape",
	.execute = player_execute,
	.now_us = player_now,
	.sleep_us = player_sleep,
	.max_transfer = player_max_transfer,
	.close = player_close,
};

imapi_status tape_replay(struct imapi_context *context, const char *path,
			 struct imapi_transport **ret_transport)
{
	struct player *tape = zalloc(sizeof(*tape));
	imapi_status status;

	if (!tape)
		return err_no_memory(&context->error);
	tape->context = context;
	tape->reader.file = fopen(path, "re");
	if (!tape->reader.file)
		status = err_errno(&context->error, IMAPI_E_FILE_OPEN_FAILURE, errno,
				   "opening the tape %s", path);
	else if (IMAPI_FAILED(tape_read_header(&tape->reader, &tape->max_transfer)))
		status = bad_tape(tape);
	else
		status = imapi_transport_new(context, &player_ops, tape, ret_transport);
	if (IMAPI_FAILED(status))
		player_close(tape);
	return status;
}
