/* SPDX-License-Identifier: MIT */
#include "transport/iscsi-terms.h"

#include "support/t.h"

#include <stdbool.h>
#include <string.h>

struct pdu {
	uint8_t bytes[48 + 512];
	size_t length;
};

/* A login response with @pairs, which are @size bytes with the zeros between and behind. */
static struct pdu response(const char *pairs, size_t size)
{
	struct pdu pdu = { .bytes = { 0x23, [6] = (uint8_t)(size >> 8), [7] = (uint8_t)size } };

	memcpy(pdu.bytes + 48, pairs, size);
	pdu.length = 48 + ((size + 3) & ~(size_t)3);
	return pdu;
}

static enum terms_verdict verdict(const char *pairs, size_t size)
{
	struct pdu pdu = response(pairs, size);

	return terms_look(pdu.bytes, pdu.length);
}

#define VERDICT(pairs) verdict(pairs, sizeof(pairs))

T(an_answer_as_targets_give_it_is_good)
{
	ck_assert_int_eq(VERDICT("TargetPortalGroupTag=1\0HeaderDigest=None\0"
				 "MaxRecvDataSegmentLength=8192\0FirstBurstLength=65536"),
			 TERMS_GOOD);
	ck_assert_int_eq(verdict("", 0), TERMS_GOOD);
}

T(segments_of_no_length_are_not)
{
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=512"), TERMS_GOOD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=511"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=0"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength="), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=-1"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=8192x"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=16777215"), TERMS_GOOD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=16777216"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=99999999999999999999999"),
			 TERMS_BAD);
	ck_assert_int_eq(VERDICT("TargetRecvDataSegmentLength=0"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=8192\0MaxRecvDataSegmentLength=0"),
			 TERMS_BAD);
}

T(libiscsi_reads_numbers_as_decimal_only)
{
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=0x10000"), TERMS_BAD);
	ck_assert_int_eq(VERDICT("MaxRecvDataSegmentLength=010000"), TERMS_GOOD);
}

T(a_pair_without_an_end_is_bad)
{
	ck_assert_int_eq(verdict("HeaderDigest=None", 17), TERMS_BAD);
	ck_assert_int_eq(verdict("a=b\0MaxRecvDataSegmentLength=8192", 33), TERMS_BAD);
}

T(a_part_of_an_answer_is_waited_for)
{
	struct pdu pdu = response("MaxRecvDataSegmentLength=0", 27);

	for (size_t n = 0; n < pdu.length; n++)
		ck_assert_int_eq(terms_look(pdu.bytes, n), TERMS_INCOMPLETE);
	ck_assert_int_eq(terms_look(pdu.bytes, pdu.length), TERMS_BAD);
	ck_assert_int_eq(terms_look(pdu.bytes, sizeof(pdu.bytes)), TERMS_BAD);
}

T(what_is_no_login_response_or_too_long_is_bad_at_once)
{
	struct pdu pdu = response("", 0);

	pdu.bytes[5] = 1;
	ck_assert_int_eq(terms_look(pdu.bytes, 48), TERMS_BAD);
	pdu = response("", 0);
	pdu.bytes[4] = 1;
	ck_assert_int_eq(terms_look(pdu.bytes, 48), TERMS_BAD);
	ck_assert_int_eq(terms_look((const uint8_t *)"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3   "
						     "        ",
				    48),
			 TERMS_BAD);
}

T_MAIN("iscsi-terms")
