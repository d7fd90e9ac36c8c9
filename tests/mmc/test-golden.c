/* SPDX-License-Identifier: MIT */
/*
 * Commands byte by byte as other programs send them. "libburn" means libburn 1.5.4 (xorriso) as
 * caught at the ioctl while it burned a BD-R, a DVD+R and a CD-R; "sg3" is sg3_utils 1.46 with
 * -vv; "kernel" is Linux as its logs show it. Only the allocation lengths are our own.
 */
#include "support/mock.h"
#include "support/t.h"

#include "base/mem.h"
#include "mmc/mmc.h"

#include <string.h>

static struct scsi_outcome outcome;

T(reading_what_the_disc_is)
{
	struct mmc_disc_info disc;
	struct mmc_track_info track;
	struct mmc_capacity capacity;

	MOCK(mock, { .cdb = "51 00 00 00 00 00 00 00 22 00" }, /* libburn */
	     { .cdb = "52 01 00 00 00 01 00 00 28 00" },       /* libburn, 22h there */
	     { .cdb = "52 01 00 00 00 ff 00 00 28 00" },       /* libburn on CD-R */
	     { .cdb = "52 00 00 12 34 56 00 00 28 00" },
	     { .cdb = "52 02 00 00 00 03 00 00 28 00" },
	     { .cdb = "25 00 00 00 00 00 00 00 00 00" }); /* sg3, libburn */

	mmc_try_disc_info(&mock.device, &disc, &outcome);
	mmc_try_track_info(&mock.device, TRACK_BY_TRACK, 1, &track, &outcome);
	mmc_read_track_info(&mock.device, TRACK_BY_TRACK, 0xff, &track);
	mmc_read_track_info(&mock.device, TRACK_BY_LBA, 0x123456, &track);
	mmc_read_track_info(&mock.device, TRACK_BY_SESSION, 3, &track);
	mmc_read_capacity(&mock.device, &capacity);
	mock_end(&mock);
}

T(reading_what_the_drive_can)
{
	struct mmc_feature feature;
	struct mmc_formats formats;
	struct mmc_speeds speeds;
	struct mmc_capabilities capabilities;
	struct mmc_timeouts timeouts;
	uint16_t profile;

	MOCK(mock, { .cdb = "46 02 00 00 00 00 00 01 0c 00" },
	     { .cdb = "46 02 00 21 00 00 00 01 0c 00" },
	     { .cdb = "23 00 00 00 00 00 00 01 04 00" },
	     { .cdb = "ac 00 00 00 00 00 00 00 00 20 03 00" }, /* libburn, 02h there */
	     { .cdb = "5a 00 2a 00 00 00 00 01 0a 00" },       /* kernel, 80h there */
	     { .cdb = "5a 00 1d 00 00 00 00 01 0a 00" });

	mmc_read_profile(&mock.device, &profile);
	mmc_read_feature(&mock.device, 0x21, &feature);
	mmc_read_format_capacities(&mock.device, &formats);
	mmc_read_write_speeds(&mock.device, &speeds);
	mmc_read_capabilities(&mock.device, &capabilities);
	mmc_read_timeouts(&mock.device, &timeouts);
	mock_end(&mock);
}

static void count_feature(void *user, const struct mmc_feature *feature)
{
	(void)feature;
	++*(unsigned *)user;
}

T(reading_lists_and_events)
{
	struct mmc_buffer_capacity buffer;
	uint8_t event[EVENT_SIZE];
	struct mmc_toc toc;
	unsigned count = 0;

	MOCK(mock, { .cdb = "46 00 00 00 00 00 00 ff f8 00" }, /* libburn, b8h there */
	     { .cdb = "46 01 00 00 00 00 00 ff f8 00" },
	     { .cdb = "43 00 00 00 00 00 00 03 24 00" },
	     { .cdb = "43 00 01 00 00 00 00 03 24 00" },
	     { .cdb = "5c 00 00 00 00 00 00 00 0c 00" }, /* libburn */
	     { .cdb = "4a 01 00 00 10 00 00 00 08 00" }, /* kernel */
	     { .cdb = "4a 01 00 00 40 00 00 00 08 00" });

	mmc_each_feature(&mock.device, false, count_feature, &count);
	mmc_each_feature(&mock.device, true, count_feature, &count);
	mmc_read_toc(&mock.device, 0, &toc);
	mmc_read_toc(&mock.device, 1, &toc);
	mmc_read_buffer_capacity(&mock.device, &buffer);
	mmc_try_event(&mock.device, EVENT_MEDIA, event, &outcome);
	mmc_try_event(&mock.device, EVENT_BUSY, event, &outcome);
	ck_assert_uint_eq(count, 0);
	mock_end(&mock);
}

/* SET STREAMING for 2x BD-R: 8992 kB/s over the whole disc. */
static const struct mmc_streaming bd_2x = { .end_lba = 12219391,
					    .read_size = 89913,
					    .read_time = 1000,
					    .write_size = 8992,
					    .write_time = 1000 };

T(preparing_a_burn)
{
	MOCK(mock,
	     { .cdb = "b6 00 00 00 00 00 00 00 00 00 1c 00", /* libburn */
	       .out = "00000000 00000000 00ba73ff 00015f39 000003e8 00002320 000003e8" },
	     { .cdb = "bb 00 46 40 05 84 00 00 00 00 00 00" }, /* libburn on CD-R */
	     { .cdb = "53 00 00 00 00 00 00 02 a0 00" },       /* libburn */
	     { .cdb = "54 01 00 00 00 00 00 00 00 00" });

	ck_assert_int_eq(mmc_set_streaming(&mock.device, &bd_2x), IMAPI_OK);
	ck_assert_int_eq(mmc_set_cd_speed(&mock.device, 0, 17984, 1412), IMAPI_OK);
	ck_assert_int_eq(mmc_reserve_track(&mock.device, 672), IMAPI_OK);
	ck_assert_int_eq(mmc_try_opc(&mock.device, NULL), IMAPI_OK);
	mock_end(&mock);
}

/* Track at once on CD-R with buffer underrun protection, sent by libburn. */
#define TAO_PAGE "05324104 08000000 00000000 00000096" ZEROS "00000000"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

T(setting_write_parameters)
{
	struct mmc_write_parameters p;

	MOCK(mock,
	     { .cdb = "5a 00 05 00 00 00 00 01 0a 00",
	       .reply = "003a 00 00 0000 0000 85326004 08000000 00000000 00000096" ZEROS
			"00000000" },
	     { .cdb = "5a 00 05 00 00 00 00 01 0a 00",
	       .reply = "003a 00 00 0000 0000 85326004 08000000 00000000 00000096" ZEROS
			"00000000" },
	     { .cdb = "55 10 00 00 00 00 00 00 3c 00", .out = "0000000000000000" TAO_PAGE });

	ck_assert_int_eq(mmc_read_write_parameters(&mock.device, &p), IMAPI_OK);
	ck_assert_uint_eq(p.bufe, 1);
	ck_assert_uint_eq(p.ls_v, 1);
	ck_assert_uint_eq(p.audio_pause, 150);
	p.ls_v = 0;
	p.write_type = WRITE_TAO;
	ck_assert_int_eq(mmc_set_write_parameters(&mock.device, &p), IMAPI_OK);
	mock_end(&mock);
}

T(writing_and_reading_blocks)
{
	static uint8_t data[65536];

	MOCK(mock, { .cdb = "2a 00 00 00 02 80 00 00 20 00" }, /* libburn on BD-R */
	     { .cdb = "28 00 00 00 00 00 00 00 20 00" },       /* libburn */
	     { .cdb = "28 08 00 12 34 56 00 00 01 00" });

	ck_assert_int_eq(mmc_try_write(&mock.device, 0x280, data, 32, &outcome), IMAPI_OK);
	mmc_read(&mock.device, 0, data, 32);
	mmc_read_fua(&mock.device, 0x123456, data, 1);
	mock_end(&mock);
}

T(finishing_a_burn)
{
	MOCK(mock, { .cdb = "35 02 00 00 00 00 00 00 00 00" }, /* libburn, sg3 */
	     { .cdb = "35 00 00 00 00 00 00 00 00 00" },       /* sg3 */
	     { .cdb = "5b 01 01 00 00 01 00 00 00 00" },       /* libburn on BD-R */
	     { .cdb = "5b 01 02 00 00 00 00 00 00 00" },       /* libburn on CD-R and BD-R */
	     { .cdb = "5b 01 05 00 00 01 00 00 00 00" },       /* libburn on DVD+R */
	     { .cdb = "5b 00 06 00 01 02 00 00 00 00" });

	ck_assert_int_eq(mmc_try_synchronize(&mock.device, true, &outcome), IMAPI_OK);
	ck_assert_int_eq(mmc_try_synchronize(&mock.device, false, NULL), IMAPI_OK);
	ck_assert_int_eq(mmc_try_close(&mock.device, 1, 1, true, &outcome), IMAPI_OK);
	ck_assert_int_eq(mmc_try_close(&mock.device, 2, 0, true, &outcome), IMAPI_OK);
	ck_assert_int_eq(mmc_try_close(&mock.device, 5, 1, true, &outcome), IMAPI_OK);
	ck_assert_int_eq(mmc_try_close(&mock.device, 6, 0x102, false, NULL), IMAPI_OK);
	mock_end(&mock);
}

/* Opcode, CDB length and direction of every row, as the operation code list of MMC-6 has them.
 */
T(every_command_has_the_length_of_its_group)
{
	for (unsigned op = 0; op < 256; op++) {
		const struct scsi_command *c = mmc_find_command((uint8_t)op);

		if (!c)
			continue;
		ck_assert_uint_eq(c->opcode, op);
		ck_assert_msg(c->length == (op < 0x20	? 6
					    : op < 0x80 ? 10
							: 12),
			      "%s", c->name);
		ck_assert_msg(c->alloc_last < c->length && c->alloc_first <= c->alloc_last,
			      "%s", c->name);
		ck_assert_ptr_nonnull(strstr(c->clause, c->name));
	}
	ck_assert_ptr_null(mmc_find_command(0xd8));
	ck_assert_str_eq(mmc_find_command(0x00)->name, "TEST UNIT READY");
	ck_assert_str_eq(mmc_find_command(0x5b)->name, "CLOSE TRACK/SESSION");
}

T_MAIN("golden")
