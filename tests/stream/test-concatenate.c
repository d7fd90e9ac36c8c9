/* SPDX-License-Identifier: MIT */
#include "imapi/stream.h"
#include "support/t.h"

#include <string.h>

T(every_range_of_the_parts_reads_as_one_text)
{
	const char text[] = "abcdefghij";
	struct imapi_context *context;
	struct imapi_stream *parts[5], *s;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	imapi_stream_from_memory(context, "", 0, &parts[0]);
	imapi_stream_from_memory(context, "abc", 3, &parts[1]);
	imapi_stream_from_memory(context, "", 0, &parts[2]);
	imapi_stream_from_memory(context, "d", 1, &parts[3]);
	imapi_stream_from_memory(context, "efghij", 6, &parts[4]);
	ck_assert_int_eq(imapi_stream_concatenate(context, parts, 5, &s), IMAPI_OK);
	ck_assert_uint_eq(imapi_stream_length(s), 10);
	for (size_t from = 0; from <= 10; from++)
		for (size_t n = 0; from + n <= 10; n++) {
			char got[10];

			ck_assert_int_eq(imapi_stream_read(s, from, got, n), IMAPI_OK);
			ck_assert_mem_eq(got, text + from, n);
		}
	imapi_stream_free(s);
	imapi_context_free(context);
}

T(nothing_concatenated_is_an_empty_stream)
{
	struct imapi_context *context;
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_concatenate(context, NULL, 0, &s), IMAPI_OK);
	ck_assert_uint_eq(imapi_stream_length(s), 0);
	imapi_stream_free(s);
	imapi_context_free(context);
}

T(streams_that_are_too_long_together_stay_with_the_caller)
{
	struct imapi_context *context;
	struct imapi_stream *parts[2], *s = NULL;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	imapi_stream_zero(context, INT64_MAX, &parts[0]);
	imapi_stream_zero(context, 1, &parts[1]);
	ck_assert_int_eq(imapi_stream_concatenate(context, parts, 2, &s), IMAPI_E_INVALIDARG);
	imapi_stream_free(parts[0]);
	imapi_stream_free(parts[1]);
	imapi_context_free(context);
}

T_MAIN("concatenate")
