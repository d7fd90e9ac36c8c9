/* SPDX-License-Identifier: MIT */
#include "stream/read-ahead.h"
#include "stream/sources.h"
#include "support/t.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 4096u
#define LENGTH (10 * BLOCK + 123)

static struct imapi_context *context;

/* Byte n of the source is n/7; it can be slow, and fail from some offset on. */
struct source {
	uint64_t bad_from;
	unsigned slow_us;
	atomic_int reads;
};

static uint8_t expected(uint64_t offset)
{
	return (uint8_t)(offset / 7);
}

static imapi_status source_read(void *self, uint64_t offset, void *data, size_t length)
{
	struct source *s = self;

	atomic_fetch_add(&s->reads, 1);
	if (s->slow_us)
		usleep(s->slow_us);
	if (offset + length > s->bad_from)
		return IMAPI_E_DATA_STREAM_READ_FAILURE;
	for (size_t i = 0; i < length; i++)
		((uint8_t *)data)[i] = expected(offset + i);
	return IMAPI_OK;
}

static struct imapi_stream *begin(struct source *source)
{
	const struct imapi_stream_ops ops = { sizeof(ops), source_read, NULL };
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_new(context, &ops, source, LENGTH, &s), IMAPI_OK);
	return s;
}

static void end(struct imapi_stream *s)
{
	imapi_stream_free(s);
	imapi_context_free(context);
}

static struct read_ahead *start(struct imapi_stream *s, uint64_t from, uint64_t length,
				size_t count)
{
	struct read_ahead_range range = { from, length };
	struct read_ahead *ra;

	ck_assert_int_eq(read_ahead_new(s, range, BLOCK, count, &ra, &context->error),
			 IMAPI_OK);
	return ra;
}

/* Reads to the end and checks every byte; returns how many there were. */
static uint64_t consume(struct read_ahead *ra, uint64_t from, imapi_status *ret_status)
{
	struct imapi_error err;
	const uint8_t *data;
	uint64_t total = 0;
	size_t n;

	for (;;) {
		*ret_status = read_ahead_next(ra, &data, &n, &err);
		if (IMAPI_FAILED(*ret_status) || n == 0)
			break;
		ck_assert_uint_eq((uintptr_t)data % 4096, 0);
		for (size_t i = 0; i < n; i++)
			if (data[i] != expected(from + total + i))
				ck_abort_msg("byte %zu is wrong", (size_t)total + i);
		total += n;
	}
	if (IMAPI_FAILED(*ret_status))
		ck_assert_int_eq(imapi_error_status(&err), *ret_status);
	return total;
}

T(every_byte_arrives_in_order_with_one_or_many_buffers)
{
	for (size_t count = 1; count <= 20; count += 3) {
		struct source source = { .bad_from = UINT64_MAX };
		struct imapi_stream *s = begin(&source);
		struct read_ahead *ra = start(s, 0, LENGTH, count);
		imapi_status status;

		ck_assert_uint_eq(consume(ra, 0, &status), LENGTH);
		ck_assert_int_eq(status, IMAPI_OK);
		ck_assert_ptr_null(read_ahead_free(ra));
		end(s);
	}
}

T(a_part_of_the_stream_can_be_read)
{
	struct source source = { .bad_from = UINT64_MAX };
	struct imapi_stream *s = begin(&source);
	struct read_ahead *ra = start(s, 1000, 5000, 2);
	imapi_status status;

	ck_assert_uint_eq(consume(ra, 1000, &status), 5000);
	read_ahead_free(ra);
	ra = start(s, 77, 0, 2);
	ck_assert_uint_eq(consume(ra, 77, &status), 0);
	read_ahead_free(ra);
	end(s);
}

T(an_error_comes_after_the_bytes_before_it)
{
	struct source source = { .bad_from = 3 * BLOCK };
	struct imapi_stream *s = begin(&source);
	struct read_ahead *ra = start(s, 0, LENGTH, 8);
	imapi_status status;

	ck_assert_uint_eq(consume(ra, 0, &status), 3 * BLOCK);
	ck_assert_int_eq(status, IMAPI_E_DATA_STREAM_READ_FAILURE);
	read_ahead_free(ra);
	end(s);
}

T(no_more_is_read_ahead_than_there_are_buffers)
{
	struct source source = { .bad_from = UINT64_MAX };
	struct imapi_stream *s = begin(&source);
	struct read_ahead *ra = start(s, 0, LENGTH, 3);

	while (read_ahead_fill(ra) < read_ahead_room(ra))
		usleep(100);
	ck_assert_uint_eq(read_ahead_fill(ra), 3 * BLOCK);
	usleep(2000);
	ck_assert_int_eq(atomic_load(&source.reads), 3);
	read_ahead_free(ra);
	end(s);
}

T(it_can_be_freed_in_the_middle_of_a_read)
{
	struct source source = { .bad_from = UINT64_MAX, .slow_us = 20000 };
	struct imapi_stream *s = begin(&source);
	struct read_ahead *ra = start(s, 0, LENGTH, 8);

	while (atomic_load(&source.reads) == 0)
		usleep(100);
	ck_assert_ptr_null(read_ahead_free(ra));
	ck_assert_int_eq(atomic_load(&source.reads), 1);
	ck_assert_ptr_null(read_ahead_free(NULL));
	end(s);
}

T(a_wait_for_a_slow_source_ends_after_a_moment)
{
	struct source source = { .bad_from = UINT64_MAX, .slow_us = 300000 };
	struct imapi_stream *s = begin(&source);
	struct read_ahead *ra = start(s, 0, BLOCK, 2);
	const uint8_t *data;
	struct imapi_error err;
	unsigned waits = 0;
	size_t n;

	while (!read_ahead_wait(ra))
		waits++;
	ck_assert_uint_ge(waits, 1);
	ck_assert_int_eq(read_ahead_next(ra, &data, &n, &err), IMAPI_OK);
	ck_assert_uint_eq(n, BLOCK);
	while (!read_ahead_wait(ra))
		continue;
	ck_assert_int_eq(read_ahead_next(ra, &data, &n, &err), IMAPI_OK);
	ck_assert_uint_eq(n, 0);
	read_ahead_free(ra);
	end(s);
}

T(a_range_outside_the_stream_is_refused)
{
	struct source source = { .bad_from = UINT64_MAX };
	struct imapi_stream *s = begin(&source);
	struct read_ahead_range all = { 0, LENGTH }, beyond = { 1, LENGTH };
	struct read_ahead *ra;

	ck_assert_int_eq(read_ahead_new(s, beyond, BLOCK, 1, &ra, NULL), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(read_ahead_new(s, all, 1000, 1, &ra, NULL), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(read_ahead_new(s, all, BLOCK, 0, &ra, NULL), IMAPI_E_INVALIDARG);
	end(s);
}

T_MAIN("read-ahead")
