/* SPDX-License-Identifier: MIT */
/*
 * What the simulated drive answers, beside what real drives were seen to answer. The bytes come
 * from published logs and manuals: a BD-R in a recorder as qpxtool printed it (issue 3 of
 * speed47/qpxtool), a closed CD-RW as xorriso logged it (pull request 44 of pali/udftools), the
 * capabilities page in the command manual of a Pioneer BDR-203, and cdrecord's view of CD-R
 * media.
 */
#include "base/bytes.h"
#include "mmc/replies.h"
#include "sim/bench.h"

T(disc_information_of_a_bd_r_has_the_layout_of_a_verbatim_disc)
{
	static const uint8_t verbatim[32] = { 0x44, 0x49, 0x01, 0x28, 0x00, 0x00, 0x62, 0x00,
					      0x42, 0x44, 0x52, 0x01, 0x12, 0x01, 0x00, 0x00,
					      0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
					      0x00, 0x02, 0x00, 0x00, 0x00, 0x19, 0x4e, 0x7e };
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_in(b, "ad 01 00 00 00 00 00 00 10 04 00 00", 4100), 0);
	ck_assert_uint_eq(get_be16(b->data), 4098);
	ck_assert_mem_eq(b->data + 4, verbatim, sizeof(verbatim));
	ck_assert(b->data[4 + 100] >= 'A' && b->data[4 + 106] >= 'A');
	bench_close(b);
}

T(track_information_of_a_closed_cd_is_what_a_recorder_logged)
{
	/* all but the length, which drives of different age give differently */
	static const uint8_t logged[34] = { 0, 0x22, 0x01, 0x01, 0, 0x04, 0x01, 0, 0, 0, 0, 0,
					    0, 0,    0,	   0,	 0, 0,	  0,	0, 0, 0, 0, 0,
					    0, 0,    0x85, 0x81, 0, 0,	  0,	0, 0, 0 };
	struct bench *b = bench_open("sim:cd-r");
	uint32_t blocks = 0x8581 - 2; /* the run-out is part of the track */

	for (uint32_t n, lba = 0; lba < blocks; lba += n) {
		n = blocks - lba < 32 ? blocks - lba : 32;
		ck_assert_uint_eq(bench_write(b, lba, n), 0);
	}
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_in(b, "52 01 00 00 00 01 00 00 22 00", 34), 0);
	ck_assert_uint_eq(b->got, 34);
	ck_assert_mem_eq(b->data + 2, logged + 2, 32);
	bench_close(b);
}

T(the_capabilities_page_is_that_of_a_bd_burner)
{
	/* bytes 2 to 7 in the manual, and the bits that this drive does not claim */
	static const uint8_t manual[6] = { 0x3f, 0x37, 0xf1, 0x63, 0x29, 0x23 };
	static const uint8_t unclaimed[6] = { 0, 0x04, 0x01, 0x00, 0, 0x23 };
	struct bench *b = bench_open("sim:bd-r");

	ck_assert_uint_eq(bench_in(b, "5a 08 2a 00 00 00 00 00 ff 00", 255), 0);
	ck_assert_uint_eq(b->data[8], 0x2a);
	for (unsigned i = 0; i < 6; i++)
		ck_assert_uint_eq((manual[i] & ~unclaimed[i]) & ~b->data[10 + i], 0);
	ck_assert_uint_eq(get_be16(b->data + 8 + 22), 1); /* copy management revision */
	bench_close(b);
}

T(the_atip_of_a_cd_r_reads_as_cdrecord_shows_it)
{
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(bench_in(b, "43 02 04 00 00 00 00 00 1c 00", 28), 0);
	ck_assert_uint_eq(get_be16(b->data), 26);
	ck_assert_mem_eq(b->data + 8, "\x61\x1a\x42", 3); /* lead-in at 97:26:66, -11634 */
	ck_assert_uint_eq(b->data[12], 79);		  /* 80 minutes */
	ck_assert_uint_eq(b->data[6] & 0xc0, 0x80);	  /* not erasable */
	bench_close(b);
}

T_MAIN("recorded")
