/* SPDX-License-Identifier: MIT */
#include "burn/digests.h"

#include "support/t.h"

#include <string.h>

T(the_table_stays_small_for_the_largest_disc)
{
	struct digests d;

	ck_assert_int_eq(digests_init(&d, 128000000000ull, NULL), IMAPI_OK);
	ck_assert_uint_le(d.count, DIGESTS_MAX);
	ck_assert_uint_eq(d.block % DIGESTS_BLOCK_MIN, 0);
	digests_done(&d);
	ck_assert_int_eq(digests_init(&d, 1u << 20, NULL), IMAPI_OK);
	ck_assert_uint_eq(d.block, DIGESTS_BLOCK_MIN);
	digests_done(&d);
}

T(blocks_are_told_apart_and_the_whole_equals_the_digest_of_everything)
{
	static uint8_t data[3 * DIGESTS_BLOCK_MIN - 2048];
	struct digests d;
	char whole[33], expected[33];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	ck_assert_int_eq(digests_init(&d, sizeof(data), NULL), IMAPI_OK);
	ck_assert_uint_eq(d.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		digests_print(&d, whole);
		ck_assert_str_eq(whole, "");
		digests_add(&d, data + i * d.block, digests_size(&d, i));
	}
	digests_print(&d, whole);
	digest_print(digest_of(data, sizeof(data)), expected);
	ck_assert_str_eq(whole, expected);
	ck_assert(digests_match(&d, 2, data + 2 * d.block));
	data[sizeof(data) - 1] ^= 1;
	ck_assert(!digests_match(&d, 2, data + 2 * d.block));
	digests_done(&d);
}

T_MAIN("digests")
