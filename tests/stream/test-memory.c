/* SPDX-License-Identifier: MIT */
/* Streams over memory, over nothing, and over a program's own callbacks. */
#include "imapi/stream.h"
#include "support/t.h"

#include <string.h>

static struct imapi_context *context;

static void begin(void)
{
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
}

static void end(struct imapi_stream *stream)
{
	ck_assert_ptr_null(imapi_stream_free(stream));
	imapi_context_free(context);
}

T(memory_is_read_at_any_place)
{
	struct imapi_stream *s;
	char got[4] = "";

	begin();
	ck_assert_int_eq(imapi_stream_from_memory(context, "0123456789", 10, &s), IMAPI_OK);
	ck_assert_uint_eq(imapi_stream_length(s), 10);
	ck_assert_int_eq(imapi_stream_read(s, 7, got, 3), IMAPI_OK);
	ck_assert_str_eq(got, "789");
	ck_assert_int_eq(imapi_stream_read(s, 0, got, 3), IMAPI_OK);
	ck_assert_str_eq(got, "012");
	end(s);
}

T(a_range_outside_the_stream_is_an_error_that_names_it)
{
	struct imapi_stream *s;
	char got[4];

	begin();
	ck_assert_int_eq(imapi_stream_from_memory(context, "0123456789", 10, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_read(s, 8, got, 3), IMAPI_E_INVALIDARG);
	ck_assert_str_eq(imapi_error_message(imapi_last_error(context)),
			 "reading 3 bytes at 8 of a stream of 10 bytes");
	ck_assert_int_eq(imapi_stream_read(s, UINT64_MAX, got, 3), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_stream_read(s, 10, got, 0), IMAPI_OK);
	end(s);
}

T(zeroes_have_no_end_but_their_length)
{
	struct imapi_stream *s;
	uint8_t got[8];

	begin();
	memset(got, 0xff, sizeof(got));
	ck_assert_int_eq(imapi_stream_zero(context, UINT64_C(1) << 40, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_read(s, (UINT64_C(1) << 40) - 8, got, 8), IMAPI_OK);
	for (size_t i = 0; i < sizeof(got); i++)
		ck_assert_uint_eq(got[i], 0);
	end(s);
}

struct source {
	int reads, closes;
	imapi_status answer;
};

static imapi_status source_read(void *self, uint64_t offset, void *data, size_t length)
{
	struct source *source = self;

	source->reads++;
	memset(data, (int)offset, length);
	return source->answer;
}

static void source_close(void *self)
{
	((struct source *)self)->closes++;
}

T(a_callback_gives_the_bytes_and_is_closed_once)
{
	const struct imapi_stream_ops ops = { sizeof(ops), source_read, source_close };
	struct source source = { 0 };
	struct imapi_stream *s;
	uint8_t got[2];

	begin();
	ck_assert_int_eq(imapi_stream_new(context, &ops, &source, 100, &s), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_read(s, 42, got, 2), IMAPI_OK);
	ck_assert_uint_eq(got[1], 42);
	source.answer = IMAPI_E_STREAM_NOT_SEEKABLE;
	ck_assert_int_eq(imapi_stream_read(s, 42, got, 2), IMAPI_E_STREAM_NOT_SEEKABLE);
	ck_assert_int_eq(source.reads, 2);
	ck_assert_int_eq(source.closes, 0);
	end(s);
	ck_assert_int_eq(source.closes, 1);
}

T(callbacks_compiled_before_there_was_a_close_are_accepted)
{
	const struct imapi_stream_ops ops = { offsetof(struct imapi_stream_ops, close),
					      source_read, source_close };
	struct source source = { 0 };
	struct imapi_stream *s;

	begin();
	ck_assert_int_eq(imapi_stream_new(context, &ops, &source, 1, &s), IMAPI_OK);
	end(s);
	ck_assert_int_eq(source.closes, 0);
}

T(wrong_arguments_are_told)
{
	const struct imapi_stream_ops none = { sizeof(none), NULL, NULL };
	struct imapi_stream *s = NULL;

	begin();
	ck_assert_int_eq(imapi_stream_new(context, &none, NULL, 1, &s), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_stream_from_memory(context, NULL, 1, &s), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_stream_zero(NULL, 1, &s), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_stream_read(NULL, 0, NULL, 0), IMAPI_E_POINTER);
	end(s);
}

T_MAIN("memory")
