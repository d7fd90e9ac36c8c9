/* SPDX-License-Identifier: MIT */
#include "transport/iscsi-terms.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <stdbool.h>

#define HEADER 48 /* RFC 7143 11.2 */
#define LOGIN_RESPONSE 0x23
#define LEAST_SEGMENT 512 /* RFC 7143 13.12 */
#define MOST_SEGMENT 16777215

/* The standard allows hexadecimal, which libiscsi takes for 0. */
static bool is_number(const char *text)
{
	unsigned long number;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoul(text, &end, 10);
	return !*end && number >= LEAST_SEGMENT && number <= MOST_SEGMENT;
}

/*
 * libiscsi cuts data into pieces of the length that the target declares, however small: at 0 it
 * makes pieces for ever.
 */
static bool is_good_pair(const char *pair)
{
	static const char *const keys[] = { "MaxRecvDataSegmentLength=",
					    "TargetRecvDataSegmentLength=" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strncmp(pair, keys[i], strlen(keys[i])))
			return is_number(pair + strlen(keys[i]));
	return true;
}

/* The pairs end in a zero byte each: RFC 7143 6.1. */
static bool are_good_pairs(const uint8_t *text, size_t length)
{
	const uint8_t *end;

	for (; length; length -= (size_t)(end + 1 - text), text = end + 1) {
		end = memchr(text, '\0', length);
		if (!end || !is_good_pair((const char *)text))
			return false;
	}
	return true;
}

enum terms_verdict terms_look(const uint8_t *bytes, size_t length)
{
	size_t data;

	if (length < HEADER)
		return TERMS_INCOMPLETE;
	data = (size_t)bytes[5] << 16 | get_be16(bytes + 6);
	if ((bytes[0] & 0x3f) != LOGIN_RESPONSE || bytes[4] || data > TERMS_ROOM - HEADER)
		return TERMS_BAD;
	if (length < HEADER + ((data + 3) & ~(size_t)3))
		return TERMS_INCOMPLETE;
	return are_good_pairs(bytes + HEADER, data) ? TERMS_GOOD : TERMS_BAD;
}
