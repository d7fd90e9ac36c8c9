/* SPDX-License-Identifier: MIT */
#include "tcmu/direction.h"

#include "support/t.h"

static enum imapi_direction way(uint8_t opcode, uint8_t second, uint32_t length)
{
	uint8_t cdb[16] = { opcode, second };

	return direction_of(cdb, length);
}

T(without_data_there_is_no_direction)
{
	ck_assert_int_eq(way(0x28, 0, 0), IMAPI_DIRECTION_NONE);
	ck_assert_int_eq(way(0x55, 0, 0), IMAPI_DIRECTION_NONE);
}

T(known_commands_go_their_way)
{
	ck_assert_int_eq(way(0x28, 0, 2048), IMAPI_DIRECTION_IN);
	ck_assert_int_eq(way(0x2a, 0, 2048), IMAPI_DIRECTION_OUT);
	ck_assert_int_eq(way(0x12, 0, 96), IMAPI_DIRECTION_IN);
	ck_assert_int_eq(way(0x04, 0x11, 12), IMAPI_DIRECTION_OUT);
}

T(the_short_mode_commands_go_their_way)
{
	ck_assert_int_eq(way(0x1a, 0, 24), IMAPI_DIRECTION_IN);
	ck_assert_int_eq(way(0x15, 0x10, 24), IMAPI_DIRECTION_OUT);
}

T(one_opcode_is_two_commands)
{
	ck_assert_int_eq(way(0xa3, 0x0c, 8), IMAPI_DIRECTION_IN);
	ck_assert_int_eq(way(0xa3, 0x00, 8), IMAPI_DIRECTION_OUT);
}

T(verify_brings_data_only_to_compare)
{
	ck_assert_int_eq(way(0x2f, 0x02, 2048), IMAPI_DIRECTION_OUT);
}

T(what_is_not_known_comes_from_the_device)
{
	ck_assert_int_eq(way(0xc1, 0, 64), IMAPI_DIRECTION_IN);
	ck_assert_int_eq(way(0x3b, 0, 64), IMAPI_DIRECTION_OUT);
}

T_MAIN("tcmu-direction")
