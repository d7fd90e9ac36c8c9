/* SPDX-License-Identifier: MIT */
/* Reads whatever it is given as a burn journal: as it is, and as records with right check sums.
 */
#include "burn/journal.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"

#define CHECKSUM_AT 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(const uint8_t *data, size_t size)
{
	AUTOFREE uint8_t *copy = malloc(size);
	struct journal_facts facts = { 0 };

	if (!copy)
		return;
	memcpy(copy, data, size);
	journal_parse(copy, size, &facts);
	journal_facts_done(&facts);
}

/* Each record's length is kept where it fits, and cut where it does not. */
static void sign(uint8_t *data, size_t size)
{
	size_t at = 0;

	while (size - at >= JOURNAL_RECORD_SIZE) {
		uint8_t *record = data + at;
		size_t room = size - at - JOURNAL_RECORD_SIZE;
		uint32_t length = (uint32_t)MIN((size_t)get_be32(record + 4), room);

		put_be32(record + 4, length);
		memset(record + CHECKSUM_AT, 0, 8);
		put_be64(record + CHECKSUM_AT,
			 digest_of(record, JOURNAL_RECORD_SIZE + length).low);
		at += JOURNAL_RECORD_SIZE + length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTOFREE uint8_t *copy = malloc(size + 1);

	if (!copy || size == 0)
		return 0;
	parse(data, size);
	memcpy(copy, data, size);
	sign(copy, size);
	parse(copy, size);
	return 0;
}
