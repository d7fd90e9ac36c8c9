/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/digest.h"
#include "base/mem.h"

/* Expected values: xxhsum -H2 of the same bytes. */
T(digests_are_those_of_xxhsum)
{
	char text[33];

	digest_print(digest_of("", 0), text);
	ck_assert_str_eq(text, "99aa06d3014798d86001c324468d497f");
	digest_print(digest_of("libimapi\n", 9), text);
	ck_assert_str_eq(text, "101211e6db62feac3f591f83080f1209");
}

T(a_stream_in_pieces_has_the_digest_of_the_whole)
{
	struct digest_stream *s = digest_stream_new();
	uint8_t data[10000];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	digest_stream_add(s, data, 1);
	digest_stream_add(s, data + 1, 4095);
	digest_stream_add(s, data + 4096, sizeof(data) - 4096);
	ck_assert(digest_equal(digest_stream_get(s), digest_of(data, sizeof(data))));
	ck_assert(!digest_equal(digest_stream_get(s), digest_of(data, sizeof(data) - 1)));
	ck_assert_ptr_null(digest_stream_free(s));
	ck_assert_ptr_null(digest_stream_free(NULL));
}

T_MAIN("digest")
