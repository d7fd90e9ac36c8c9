/* SPDX-License-Identifier: MIT */
#include "tcmu/translate.h"

#include "base/mem.h"
#include "support/t.h"

T(only_the_short_mode_commands_are_translated)
{
	ck_assert(translate_is_for((const uint8_t[]){ 0x1a }));
	ck_assert(translate_is_for((const uint8_t[]){ 0x15 }));
	ck_assert(!translate_is_for((const uint8_t[]){ 0x5a }));
}

T(mode_sense_is_asked_for_with_a_longer_header)
{
	uint8_t room[TRANSLATE_ROOM], data[24];
	struct imapi_exchange x = { .cdb = { 0x1a, 0x08, 0x2a, 0, 24, 0 },
				    .cdb_length = 6,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = 24 };

	ck_assert(translate_there(&x, room));
	ck_assert_mem_eq(x.cdb, "\x5a\x08\x2a\0\0\0\0\0\x1c\0", 10);
	ck_assert_uint_eq(x.cdb_length, 10);
	ck_assert_uint_eq(x.data_length, 28);
	/* 30 bytes behind the length; medium type, specific, descriptors; then the page */
	memcpy(room, "\0\x1e\x05\x80\0\0\0\0\x2a\x18", 10);
	x.residual = 0;
	translate_back(&x, data, sizeof(data));
	ck_assert_mem_eq(data, "\x1b\x05\x80\0\x2a\x18", 6);
	ck_assert_uint_eq(x.data_length, 24);
	ck_assert_uint_eq(x.residual, 0);
}

T(an_answer_shorter_than_the_header_is_none)
{
	uint8_t room[TRANSLATE_ROOM], data[24] = { 0x55 };
	struct imapi_exchange x = { .cdb = { 0x1a, 0, 0x3f, 0, 24 },
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = 24 };

	ck_assert(translate_there(&x, room));
	x.residual = x.data_length - 7;
	translate_back(&x, data, sizeof(data));
	ck_assert_uint_eq(x.residual, 24);
	ck_assert_uint_eq(data[0], 0x55);
}

T(less_room_than_asked_for_is_kept_to)
{
	uint8_t room[TRANSLATE_ROOM], data[6] = { 0, 0, 0, 0, 0x77, 0x77 };
	struct imapi_exchange x = { .cdb = { 0x1a, 0, 0x3f, 0, 255 },
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = 2 };

	ck_assert(translate_there(&x, room));
	x.residual = 0;
	translate_back(&x, data, 2);
	ck_assert_mem_eq(data, "\0\0\0\0\x77\x77", 6);
}

T(mode_select_brings_its_pages)
{
	uint8_t room[TRANSLATE_ROOM];
	uint8_t data[8] = { 0, 0x05, 0, 0, 0x01, 0x02, 0x0a, 0x0b };
	struct imapi_exchange x = { .cdb = { 0x15, 0x10, 0, 0, 8, 0 },
				    .direction = IMAPI_DIRECTION_OUT,
				    .data = data,
				    .data_length = 8 };

	ck_assert(translate_there(&x, room));
	ck_assert_mem_eq(x.cdb, "\x55\x10\0\0\0\0\0\0\x0c\0", 10);
	ck_assert_mem_eq(room, "\0\0\x05\0\0\0\0\0\x01\x02\x0a\x0b", 12);
	x.residual = 0;
	translate_back(&x, data, 8);
	ck_assert_ptr_eq(x.data, data);
	ck_assert_uint_eq(x.data_length, 8);
}

T(a_mode_select_that_lies_about_its_length_is_left_alone)
{
	uint8_t room[TRANSLATE_ROOM], data[8] = { 0 };
	struct imapi_exchange x = { .cdb = { 0x15, 0x10, 0, 0, 200 },
				    .data = data,
				    .data_length = 8 };

	ck_assert(!translate_there(&x, room));
	ck_assert_uint_eq(x.cdb[0], 0x15);
	x.cdb[4] = 3;
	x.data_length = 3;
	ck_assert(!translate_there(&x, room));
}

T_MAIN("tcmu-translate")
