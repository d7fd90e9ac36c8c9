/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"

#include "base/mem.h"
#include "mmc/command.h"
#include "mmc/names.h"

#include <string.h>

static uint8_t data[65536];

static struct imapi_exchange exchange(const char *cdb, enum imapi_direction direction,
				      const char *bytes)
{
	struct imapi_exchange x = { .direction = direction, .duration_us = 1234 };

	x.cdb_length = (uint8_t)hex_bytes(cdb, x.cdb, sizeof(x.cdb));
	x.data = data;
	x.data_length = bytes ? (uint32_t)hex_bytes(bytes, data, sizeof(data)) : 0;
	return x;
}

static void expect(const struct imapi_exchange *x, const char *want)
{
	char text[4096];

	mmc_describe(x, text, sizeof(text));
	ck_assert_msg(strncmp(text, want, strlen(want)) == 0, "%s", text);
}

T(commands_without_data)
{
	struct imapi_exchange x = exchange("5b 01 06 00 00 01 00 00 00 00", 0, NULL);

	expect(&x, "CLOSE TRACK/SESSION immed function=6 number=1 -> GOOD (1.234 ms)");
	x.scsi_status = 2;
	x.sense_length =
		(uint8_t)hex_bytes("70 00 02 00 00 00 00 0a 00 00 00 00 04 07 00 80 80 00",
				   x.sense, sizeof(x.sense));
	expect(&x, "CLOSE TRACK/SESSION immed function=6 number=1 -> CHECK CONDITION 2/04/07 "
		   "(a long "
		   "operation is running) progress 50.0 % (1.234 ms)");
	x.host = IMAPI_HOST_TIMEOUT;
	x.duration_us = 200656000;
	expect(&x, "CLOSE TRACK/SESSION immed function=6 number=1 -> no answer (200.656 s)");
}

T(addresses_and_amounts)
{
	struct imapi_exchange x =
		exchange("2a 00 ff ff ff 6a 00 00 01 00", IMAPI_DIRECTION_OUT, "00");

	x.data_length = 2048;
	expect(&x, "WRITE(10) lba=-150 blocks=1 -> GOOD out 2048 (1.234 ms)");
	x = exchange("28 08 00 00 00 10 00 00 02 00", IMAPI_DIRECTION_IN, "0000");
	x.residual = 1;
	expect(&x, "READ(10) fua lba=16 blocks=2 -> GOOD in 1 of 2 (1.234 ms)");
}

T(unknown_commands_are_hexadecimal)
{
	struct imapi_exchange x = exchange("d8 01 02 03 04 05 06 07 08 09 0a 0b", 0, NULL);

	expect(&x, "command D8h [d8 01 02 03 04 05 06 07 08 09 0a 0b] -> GOOD (");
}

static bool mentions(const struct imapi_exchange *x, const char *what)
{
	char text[8192];

	mmc_describe(x, text, sizeof(text));
	return strstr(text, what) != NULL;
}

T(replies_are_decoded)
{
	struct imapi_exchange x;

	x = exchange("51 00 00 00 00 00 00 00 22 00", IMAPI_DIRECTION_IN,
		     "0020 0e 01 01 01 01 20 00 00 00 00");
	ck_assert(mentions(&x, "{length=32 erasable=0 last_session_state=3 disc_status=2 "));
	x = exchange("46 00 00 00 00 00 00 00 20 00", IMAPI_DIRECTION_IN,
		     "0000001c 00000041 0000 03 04 00410100 0107 11 04 1f000000 f000 00 00");
	ck_assert(mentions(&x, " profile 0041h length 28:"));
	ck_assert(mentions(&x, "0000 Profile List*:00 41 01 00,"));
	ck_assert(mentions(&x, "0107 Real Time Streaming*:1f 00 00 00,"));
	ck_assert(mentions(&x, " f000,"));
	x = exchange("4a 01 00 00 40 00 00 00 08 00", IMAPI_DIRECTION_IN,
		     "0006 06 50 01 02 012c");
	ck_assert(mentions(&x, "time_100ms=300"));
	x = exchange("ac 00 00 00 00 00 00 00 00 01 03 00", IMAPI_DIRECTION_IN,
		     "00000014 00000000 08000000 00ba73ff 00004640 00002320");
	ck_assert(mentions(&x, "write_kbps=8992"));
	x = exchange("5a 00 05 00 00 00 00 00 3c 00", IMAPI_DIRECTION_IN,
		     "003a 00 00 0000 0000 0532 4104 0800");
	ck_assert(mentions(&x, "page 05h Write Parameters {"));
	ck_assert(mentions(&x, "write_type=1"));
	x = exchange("43 00 00 00 00 00 00 00 0c 00", IMAPI_DIRECTION_IN,
		     "000a 01 01 00 14 01 00 00000007");
	ck_assert(mentions(&x, "track=1 address=7"));
	x = exchange("03 00 00 00 12 00", IMAPI_DIRECTION_IN,
		     "70 00 02 00 00 00 00 0a 00 00 00 00 04 04 00 80 10 00");
	ck_assert(mentions(&x, "{2/04/04 (format in progress) progress=4096/65536}"));
	x = exchange("23 00 00 00 00 00 00 00 14 00", IMAPI_DIRECTION_IN,
		     "00000010 00ba7400 01 000800 00b47400 c8 000000");
	ck_assert(mentions(&x, "type=50"));
	x = exchange("b6 00 00 00 00 00 00 00 00 00 1c 00", IMAPI_DIRECTION_OUT,
		     "00000000 00000000 00ba73ff 00015f39 000003e8 00002320 000003e8");
	ck_assert(mentions(&x, "write_size=8992"));
}

T(data_of_a_failed_command_are_not_shown)
{
	struct imapi_exchange x = exchange("51 00 00 00 00 00 00 00 22 00", IMAPI_DIRECTION_IN,
					   "0020 0e 01 01 01 01 20 00 00 00 00");

	x.scsi_status = 2;
	ck_assert(!mentions(&x, "{"));
}

T(any_data_of_any_command_fit_any_room)
{
	static const uint8_t fill[] = { 0x00, 0xff, 0x01, 0x80, 0x7f };
	char text[512];

	for (unsigned op = 0; op < 256; op++) {
		for (size_t f = 0; f < sizeof(fill); f++) {
			for (uint32_t n = 0; n < 600; n += n < 40 ? 1 : 53) {
				struct imapi_exchange x = { .cdb = { (uint8_t)op },
							    .cdb_length = 12,
							    .direction = 1 + (n & 1),
							    .data = data,
							    .data_length = n };
				size_t room = 1 + (op * 7 + n) % sizeof(text);

				memset(data, fill[f], n);
				memset(text, 'x', sizeof(text));
				mmc_describe(&x, text, room);
				ck_assert_uint_lt(strnlen(text, room), room);
				ck_assert(room == sizeof(text) || text[room] == 'x');
			}
		}
	}
}

T(names_are_known_for_features_and_pages)
{
	ck_assert_str_eq(mmc_feature_name(0x41), "BD Write");
	ck_assert_ptr_null(mmc_feature_name(0xff00));
	ck_assert_str_eq(mmc_page_name(0x1d), "Time-out and Protect");
	ck_assert_ptr_null(mmc_page_name(0x3e));
}

T_MAIN("describe")
