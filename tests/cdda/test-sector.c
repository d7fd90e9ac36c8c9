/* SPDX-License-Identifier: MIT */
/* CD sectors with all that surrounds their user data. */
#include "cdda/sector.h"
#include "cdda/machine.h"
#include "support/t.h"

#include <string.h>

#define BLOCK 2

/* What wodim put behind such a block in raw mode, descrambled: byte n of block 2 is 7n + 2. */
static const char correction[] =
	"\x62\xf3\xe1\xca\x00\x00\x00\x00\x00\x00\x00\x00\x8f\xab\xbf\x48"
	"\x5e\xe2\x54\xb9\xa4\xb8\x31\x83\x2f\x9c\xa9\x9b\x79\x58\xb6\x1d"
	"\x89\xcf\x07\xdf\x03\x1c\xe9\x41\xb7\x98\x0c\xdc\x73\x9d\x10\x26"
	"\xc6\xa1\x09\x79\x4c\x11\x05\x56\x97\xec\x96\x46\x81\xe3\xdf\xac"
	"\xca\x09\x38\x61\xd2\xba\xfc\xff\x9f\xf5\xb8\x05\x56\x90\x42\x8e"
	"\x96\x08\x9f\xd8\x95\x17\x19\x3b\xb9\xdc\x93\xcd\x9e\x1d\xa5\xd5"
	"\x08\x7c\xb9\x24\x49\x22\x8e\xc2\xf4\xc9\xd4\x38\xd1\xb3\xbf\xfc"
	"\x89\x0b\x89\xf8\x36\x2d\xb9\x2f\xe7\x8f\x93\x1c\x49\x91\x87\xf8"
	"\x6c\xec\xa3\x3d\x10\xb6\x96\x41\xe9\x49\x7c\x91\xa5\xa6\x07\xcc"
	"\xf6\xd6\xb1\x03\x5f\xdc\xba\xa9\x18\xb1\x42\xba\x9c\x2f\x6f\x55"
	"\x18\x75\x06\x70\x42\x1e\xc6\x28\x3f\x28\x65\x97\x19\xf1\xd8\xe1"
	"\xad\x78\xc2\x8e\x1f\xa4\x70\x53\x34\x18\x97\x0a\x9d\x46\x8f\x1e"
	"\x7c\x6b\x29\x18\x0c\x52\x40\x03\x18\x18\x90\xa6\xc8\x97\xd1\xfb"
	"\x19\x59\x49\x2a\x04\x25\x86\x8d\x6b\x4d\x20\x4d\x45\x99\x13\xa5"
	"\x13\x28\xae\x6c\x8e\x14\x7d\x79\x25\xc1\x9d\xb5\x5e\xd1\x40\x28"
	"\xea\x01\x79\xdf\xef\xdd\x44\x5f\xdd\x9f\x52\x48\xc9\xce\xee\x1d"
	"\x26\x2e\x53\x2f\x89\xff\xec\x04\x34\x7a\x87\xab\x7b\x25\x3c\xf7"
	"\x0d\x21\x3f\x2c\x1f\x26\x7d\xc0\x48\xa3\xf2\x83\xb7\x3d\x37\xae";

static void make_user(uint8_t user[2048])
{
	for (unsigned i = 0; i < 2048; i++)
		user[i] = (uint8_t)(i * 7 + BLOCK);
}

T(a_sector_of_mode_1_is_as_wodim_makes_it)
{
	uint8_t user[2048], sector[CD_SECTOR_SIZE];

	make_user(user);
	cd_sectors_encode(CD_MODE_1, BLOCK, user, sector, 1);
	ck_assert_mem_eq(sector, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\x02\x02\x01",
			 16);
	ck_assert_mem_eq(sector + 16, user, 2048);
	ck_assert_mem_eq(sector + 2064, correction, 288);
}

static uint8_t times(uint8_t a, unsigned n)
{
	while (n--)
		a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1d : 0));
	return a;
}

/* Both checks of one code of the product code, as a decoder makes them. */
static void check_code(const uint8_t *bytes, const unsigned *at, unsigned count)
{
	for (unsigned byte = 0; byte < 2; byte++) {
		uint8_t sum = 0, weighted = 0;

		for (unsigned i = 0; i < count; i++) {
			sum ^= bytes[2 * at[i] + byte];
			weighted ^= times(bytes[2 * at[i] + byte], count - 1 - i);
		}
		ck_assert_uint_eq(sum, 0);
		ck_assert_uint_eq(weighted, 0);
	}
}

T(a_sector_of_xa_form_1_passes_the_checks_of_its_codes_with_a_header_of_zero)
{
	uint8_t user[2048], sector[CD_SECTOR_SIZE];
	unsigned at[45];

	make_user(user);
	cd_sectors_encode(CD_MODE_XA_FORM_1, BLOCK, user, sector, 1);
	ck_assert_mem_eq(sector + 12, "\0\x02\x02\x02\0\0\x08\0\0\0\x08\0", 12);
	ck_assert_mem_eq(sector + 24, user, 2048);
	memset(sector + 12, 0, 4);
	for (unsigned column = 0; column < 43; column++) {
		for (unsigned row = 0; row < 26; row++)
			at[row] = column + 43 * row;
		check_code(sector + 12, at, 26);
	}
	for (unsigned diagonal = 0; diagonal < 26; diagonal++) {
		for (unsigned i = 0; i < 43; i++)
			at[i] = (44 * i + 43 * diagonal) % 1118;
		at[43] = 1118 + diagonal;
		at[44] = 1118 + 26 + diagonal;
		check_code(sector + 12, at, 45);
	}
}

/* Bit by bit, as ECMA-130 14.3 defines it: the sector and its code divide without rest. */
static uint32_t remainder_of(const uint8_t *bytes, size_t length)
{
	uint32_t rest = 0;

	for (size_t bit = 0; bit < 8 * length; bit++) {
		rest ^= bytes[bit / 8] >> bit % 8 & 1;
		rest = rest >> 1 ^ (rest & 1 ? 0xd8018001u : 0);
	}
	return rest;
}

T(other_modes_have_what_they_need_and_no_more)
{
	uint8_t user[CD_SECTOR_SIZE], sector[CD_SECTOR_SIZE], zeros[2336] = { 0 };

	memset(user, 0x5a, sizeof(user));
	cd_sectors_encode(CD_MODE_AUDIO, BLOCK, user, sector, 1);
	ck_assert_mem_eq(sector, user, sizeof(sector));
	cd_sectors_encode(CD_MODE_0, -150, user, sector, 1);
	ck_assert_mem_eq(sector + 11, "\0\0\0\0\0", 5);
	ck_assert_mem_eq(sector + 16, zeros, 2336);
	cd_sectors_encode(CD_MODE_2, 404999, user, sector, 1);
	ck_assert_mem_eq(sector + 12, "\x90\x01\x74\x02", 4);
	ck_assert_mem_eq(sector + 16, user, 2336);
	cd_sectors_encode(CD_MODE_XA_FORM_2, BLOCK, user, sector, 1);
	ck_assert_mem_eq(sector + 12, "\0\x02\x02\x02\0\0\x20\0\0\0\x20\0", 12);
	ck_assert_mem_eq(sector + 24, user, 2324);
	ck_assert_uint_eq(remainder_of(sector + 16, 2336), 0);
}

/* Numbers without pattern, the same in each run (xorshift). */
static void fill(uint64_t *state, uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i += sizeof(*state)) {
		*state ^= *state << 13;
		*state ^= *state >> 7;
		*state ^= *state << 17;
		memcpy(bytes + i, state, sizeof(*state));
	}
}

T(the_fastest_way_and_the_portable_one_give_the_same_bytes_for_a_million_sectors)
{
	const struct sector_codes *fast = cd_sector_codes();
	uint8_t one[CD_SECTOR_SIZE], other[CD_SECTOR_SIZE];
	uint64_t state = 88172645463325252u;

	for (unsigned i = 0; i < 1000000; i++) {
		fill(&state, one, sizeof(one));
		memcpy(other, one, sizeof(one));
		fast->parity(one);
		sector_codes_portable.parity(other);
		if (memcmp(one, other, sizeof(one)) != 0)
			ck_abort_msg("the parity of sector %u", i);
		if (fast->edc(one, 2064) != sector_codes_portable.edc(one, 2064))
			ck_abort_msg("the code of sector %u", i);
	}
}

T(the_detection_code_of_any_length_is_the_same_both_ways)
{
	const struct sector_codes *fast = cd_sector_codes();
	uint8_t bytes[CD_SECTOR_SIZE];
	uint64_t state = 1;

	fill(&state, bytes, sizeof(bytes));
	for (size_t length = 0; length < sizeof(bytes); length++)
		ck_assert_uint_eq(fast->edc(bytes, length),
				  sector_codes_portable.edc(bytes, length));
}

T_MAIN("sector")
