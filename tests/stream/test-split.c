/* SPDX-License-Identifier: MIT */
#include "stream/read-ahead.h"
#include "stream/sources.h"
#include "support/t.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 4096u
#define RING (16 * BLOCK)
#define LENGTH (100 * BLOCK + 123)
#define READERS 4

/* Byte n of the source is n/7; it counts what is read of it, and can fail from an offset on. */
struct source {
	uint64_t bad_from;
	bool forward_only;
	uint64_t next;
	atomic_ullong bytes;
	atomic_int inside, closed;
};

struct consumer {
	struct imapi_context *context;
	struct imapi_stream *stream;
	pthread_t thread;
	uint64_t stop_at; /* bytes */
	size_t piece;
	unsigned slow_us;
	atomic_ullong got;
	imapi_status status;
};

static struct source source;
static struct imapi_context *context;
static struct consumer consumers[READERS];

static imapi_status source_read(void *self, uint64_t offset, void *data, size_t length)
{
	struct source *s = self;

	ck_assert_int_eq(atomic_fetch_add(&s->inside, 1), 0);
	if (s->forward_only && offset < s->next) {
		atomic_fetch_sub(&s->inside, 1);
		return IMAPI_E_STREAM_NOT_SEEKABLE;
	}
	s->next = offset + length;
	atomic_fetch_add(&s->bytes, length);
	for (size_t i = 0; i < length; i++)
		((uint8_t *)data)[i] = (uint8_t)((offset + i) / 7);
	atomic_fetch_sub(&s->inside, 1);
	return offset + length > s->bad_from ? IMAPI_E_DATA_STREAM_READ_FAILURE : IMAPI_OK;
}

static void source_close(void *self)
{
	atomic_fetch_add(&((struct source *)self)->closed, 1);
}

static void begin(size_t count, size_t buffer)
{
	const struct imapi_stream_ops ops = { sizeof(ops), source_read, source_close };
	struct imapi_context *contexts[READERS];
	struct imapi_stream *whole, *streams[READERS];

	memset(&source, 0, sizeof(source));
	memset(consumers, 0, sizeof(consumers));
	source.bad_from = UINT64_MAX;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(imapi_context_new(&contexts[i]), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_new(context, &ops, &source, LENGTH, &whole), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_split(whole, contexts, count, buffer, streams), IMAPI_OK);
	for (size_t i = 0; i < count; i++) {
		consumers[i].context = contexts[i];
		consumers[i].stream = streams[i];
		consumers[i].stop_at = LENGTH;
		consumers[i].piece = 1000 + 2777 * i;
	}
}

static void end(void)
{
	for (size_t i = 0; i < READERS; i++) {
		imapi_stream_free(consumers[i].stream);
		imapi_context_free(consumers[i].context);
	}
	ck_assert_int_eq(atomic_load(&source.closed), 1);
	imapi_context_free(context);
}

static void check_bytes(const uint8_t *data, uint64_t offset, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (data[i] != (uint8_t)((offset + i) / 7))
			ck_abort_msg("byte %zu is wrong", (size_t)(offset + i));
}

static imapi_status read_piece(struct consumer *c, uint64_t at, size_t length)
{
	uint8_t data[16384];
	imapi_status status = imapi_stream_read(c->stream, at, data, length);

	if (!IMAPI_FAILED(status))
		check_bytes(data, at, length);
	return status;
}

static void *consume(void *self)
{
	struct consumer *c = self;
	uint64_t at = 0;

	while (at < c->stop_at && !IMAPI_FAILED(c->status)) {
		size_t n = c->stop_at - at < c->piece ? (size_t)(c->stop_at - at) : c->piece;

		if (c->slow_us)
			usleep(c->slow_us);
		c->status = read_piece(c, at, n);
		if (IMAPI_FAILED(c->status))
			break;
		at += n;
		atomic_store(&c->got, at);
	}
	if (at < LENGTH)
		c->stream = imapi_stream_free(c->stream);
	return NULL;
}

static void start(size_t i)
{
	ck_assert_int_eq(pthread_create(&consumers[i].thread, NULL, consume, &consumers[i]), 0);
}

static void join(size_t i)
{
	ck_assert_int_eq(pthread_join(consumers[i].thread, NULL), 0);
}

static void run(size_t count)
{
	for (size_t i = 0; i < count; i++)
		start(i);
	for (size_t i = 0; i < count; i++)
		join(i);
}

/* Waits until a count stands still where it has to. */
static void await(const atomic_ullong *number, uint64_t value)
{
	for (int i = 0; i < 50000 && atomic_load(number) < value; i++)
		usleep(100);
	usleep(2000);
	ck_assert_uint_eq(atomic_load(number), value);
}

T(every_reader_gets_every_byte_and_the_source_is_read_once)
{
	for (size_t count = 1; count <= READERS; count++) {
		begin(count, RING);
		source.forward_only = true;
		run(count);
		for (size_t i = 0; i < count; i++) {
			ck_assert_int_eq(consumers[i].status, IMAPI_OK);
			ck_assert_uint_eq(atomic_load(&consumers[i].got), LENGTH);
		}
		ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH);
		end();
	}
}

T(a_slow_reader_slows_the_others_and_loses_nothing)
{
	begin(3, RING);
	source.forward_only = true;
	consumers[1].slow_us = 300;
	run(3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(atomic_load(&consumers[i].got), LENGTH);
	ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH);
	end();
}

T(a_reader_that_has_not_begun_holds_the_others_back_at_the_end_of_the_ring)
{
	begin(2, RING);
	consumers[0].piece = BLOCK;
	start(0);
	await(&consumers[0].got, RING);
	ck_assert_uint_eq(atomic_load(&source.bytes), RING);
	start(1);
	join(0);
	join(1);
	ck_assert_uint_eq(atomic_load(&consumers[0].got), LENGTH);
	ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH);
	end();
}

T(a_reader_that_is_freed_holds_nobody_back)
{
	begin(3, RING);
	consumers[0].piece = BLOCK;
	consumers[2].stop_at = 5 * BLOCK;
	start(0);
	start(2);
	join(2);
	await(&consumers[0].got, RING);
	consumers[1].stream = imapi_stream_free(consumers[1].stream);
	join(0);
	ck_assert_uint_eq(atomic_load(&consumers[0].got), LENGTH);
	ck_assert_int_eq(atomic_load(&source.closed), 0);
	end();
}

T(a_source_that_fails_fails_all_after_the_same_bytes_each_with_its_own_detail)
{
	begin(3, RING);
	source.bad_from = 40 * BLOCK;
	for (size_t i = 0; i < 3; i++)
		consumers[i].piece = BLOCK;
	run(3);
	for (size_t i = 0; i < 3; i++) {
		const struct imapi_error *error = imapi_last_error(consumers[i].context);

		ck_assert_int_eq(consumers[i].status, IMAPI_E_DATA_STREAM_READ_FAILURE);
		ck_assert_uint_eq(atomic_load(&consumers[i].got), 40 * BLOCK);
		ck_assert_int_eq(imapi_error_status(error), IMAPI_E_DATA_STREAM_READ_FAILURE);
		ck_assert_ptr_nonnull(strstr(imapi_error_message(error), "163840"));
	}
	ck_assert_uint_eq(atomic_load(&source.bytes), 41 * BLOCK);
	end();
}

T(a_reader_that_waits_is_let_go_when_its_read_ahead_is_freed)
{
	struct read_ahead_range all = { 0, LENGTH };
	struct read_ahead *ahead;

	begin(2, RING);
	ck_assert_int_eq(read_ahead_new(consumers[0].stream, all, BLOCK, 64, &ahead, NULL),
			 IMAPI_OK);
	await(&source.bytes, RING);
	ck_assert_ptr_null(read_ahead_free(ahead));
	start(1);
	join(1);
	ck_assert_uint_eq(atomic_load(&consumers[1].got), LENGTH);
	end();
}

T(a_reader_at_rest_does_not_wait_and_is_not_waited_for)
{
	begin(2, RING);
	stream_rest(consumers[0].stream, true);
	start(1);
	join(1);
	ck_assert_uint_eq(atomic_load(&consumers[1].got), LENGTH);
	stream_rest(consumers[0].stream, false);
	start(0);
	join(0);
	ck_assert_uint_eq(atomic_load(&consumers[0].got), LENGTH);
	end();

	begin(2, RING);
	stream_rest(consumers[0].stream, true);
	for (uint64_t at = 0; at < RING; at += BLOCK)
		ck_assert_int_eq(read_piece(&consumers[0], at, BLOCK), IMAPI_OK);
	ck_assert_int_eq(read_piece(&consumers[0], RING, BLOCK), IMAPI_E_REQUEST_CANCELLED);
	ck_assert_int_eq(read_piece(&consumers[1], 0, BLOCK), IMAPI_OK);
	end();
}

T(a_reader_can_step_back_in_the_ring_for_nothing_and_behind_it_by_a_second_read)
{
	begin(1, RING);
	ck_assert_int_eq(read_piece(&consumers[0], 0, BLOCK), IMAPI_OK);
	ck_assert_int_eq(read_piece(&consumers[0], 7, BLOCK), IMAPI_OK);
	ck_assert_int_eq(read_piece(&consumers[0], 0, 5), IMAPI_OK);
	ck_assert_uint_eq(atomic_load(&source.bytes), 2 * BLOCK);
	consume(&consumers[0]);
	ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH);
	ck_assert_int_eq(read_piece(&consumers[0], 100, 50), IMAPI_OK);
	ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH + 50);
	source.forward_only = true;
	ck_assert_int_eq(read_piece(&consumers[0], 100, 50), IMAPI_E_STREAM_NOT_SEEKABLE);
	ck_assert_int_eq(read_piece(&consumers[0], LENGTH - 10, 10), IMAPI_OK);
	end();
}

T(a_reader_can_skip_ahead)
{
	begin(1, RING);
	ck_assert_int_eq(read_piece(&consumers[0], 50 * BLOCK + 1, BLOCK), IMAPI_OK);
	ck_assert_int_eq(read_piece(&consumers[0], LENGTH - 1, 1), IMAPI_OK);
	ck_assert_int_eq(read_piece(&consumers[0], LENGTH, 1), IMAPI_E_INVALIDARG);
	end();
}

T(a_ring_smaller_than_one_read_is_enough)
{
	begin(2, 1);
	consumers[0].piece = 16000;
	consumers[1].piece = 16000;
	run(2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_uint_eq(atomic_load(&consumers[i].got), LENGTH);
	ck_assert_uint_eq(atomic_load(&source.bytes), LENGTH);
	end();
}

T(what_cannot_be_split_stays_the_callers)
{
	struct imapi_stream *zero, *parts[2] = { NULL, NULL };
	struct imapi_context *contexts[2];

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	contexts[0] = context;
	contexts[1] = NULL;
	ck_assert_int_eq(imapi_stream_zero(context, 10, &zero), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_split(NULL, contexts, 1, 0, parts), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_stream_split(zero, NULL, 1, 0, parts), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_stream_split(zero, contexts, 2, 0, parts), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_stream_split(zero, contexts, 0, 0, parts), IMAPI_E_INVALIDARG);
	ck_assert_ptr_null(parts[0]);
	imapi_stream_free(zero);
	imapi_context_free(context);
}

T_MAIN("split")
