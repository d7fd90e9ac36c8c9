/* SPDX-License-Identifier: MIT */
/* Sessions at once on CD: cue sheets and what is written after them. */
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#include <stdio.h>

#define INVALID_LIST 0x52600u
#define SEQUENCE_ERROR 0x52c00u
#define WRONG_ADDRESS 0x52102u
#define BLOCKS 500u

/* As wodim and cdrdao send it for one track of 500 blocks: 00:08:50 is block 500. */
#define SHEET                                                                                  \
	"41 00 00 14 00 00 00 00  41 01 00 10 00 00 00 00 "                                    \
	"41 01 01 10 00 00 02 00  41 aa 01 14 00 00 08 32"

/* Write parameters: session at once and the multi-session field. */
static void set_at_once(struct bench *b, uint8_t multi)
{
	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	b->data[8 + 2] = 0x42;
	b->data[8 + 3] = (uint8_t)(multi << 6 | 4);
	b->data[8 + 4] = 0;
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
}

static uint32_t send_sheet(struct bench *b, const char *text)
{
	uint8_t sheet[256];
	char cdb[32];
	unsigned n = 0, value;
	int used;

	for (; sscanf(text, " %2x%n", &value, &used) == 1; text += used)
		sheet[n++] = (uint8_t)value;
	snprintf(cdb, sizeof(cdb), "5d 00 00 00 00 00 00 00 %02x 00", n);
	return bench_out(b, cdb, sheet, n);
}

/* WRITE(10) of blocks of @sector bytes with the pattern @user bytes into each. */
static uint32_t write_sectors(struct bench *b, int32_t lba, uint32_t blocks, uint32_t sector,
			      uint32_t user)
{
	uint8_t data[sizeof(b->data)] = { 0 };
	uint32_t at = (uint32_t)lba;
	char cdb[40];

	for (uint32_t i = 0; i < blocks; i++)
		bench_pattern(at + i, data + (size_t)i * sector + user);
	snprintf(cdb, sizeof(cdb), "2a 00 %02x %02x %02x %02x 00 %02x %02x 00", at >> 24,
		 at >> 16 & 0xff, at >> 8 & 0xff, at & 0xff, blocks >> 8, blocks & 0xff);
	return bench_out(b, cdb, data, blocks * sector);
}

static void burn(struct bench *b, int32_t from, int32_t end, uint32_t sector, uint32_t user)
{
	for (int32_t n; from < end; from += n) {
		n = MIN(end - from, 50);
		ck_assert_uint_eq(write_sectors(b, from, (uint32_t)n, sector, user), 0);
	}
}

T(a_session_at_once_begins_before_block_0_and_is_closed_by_the_flush)
{
	struct bench *b = bench_open("sim:cd-r");
	struct mmc_track_info t;

	set_at_once(b, 0);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0);
	burn(b, -150, BLOCKS, 2048, 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).last_track_in_last_lsb, 1);
	t = bench_track(b, 1);
	ck_assert_uint_eq(t.start, 0);
	ck_assert_uint_eq(t.size, BLOCKS);
	ck_assert(!t.damage && !t.reserved && !t.blank);
	ck_assert_uint_eq(bench_read(b, 0, 100), 0);
	ck_assert(bench_same(b, 0, 100));
	ck_assert_uint_eq(bench_read(b, BLOCKS - 1, 1), 0);
	ck_assert(bench_same(b, BLOCKS - 1, 1));
	bench_close(b);
}

T(a_cue_sheet_alone_changes_nothing_on_the_disc)
{
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	set_at_once(b, 0);
	ck_assert_uint_eq(bench_track(b, 1).nwa, (uint32_t)-150);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert_uint_eq(bench_track(b, 1).free_blocks, b->drive->disc->capacity);
	bench_close(b);
}

T(sessions_at_once_follow_one_another)
{
	struct bench *b = bench_open("sim:cd-r");

	set_at_once(b, 3);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0);
	burn(b, -150, BLOCKS, 2048, 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_track(b, 2).start, BLOCKS + 11400);
	ck_assert_uint_eq(bench_track(b, 2).nwa, BLOCKS + 11400 - 150);
	/* lead-in of 4500 blocks and pre-gap of 150 before 11900, that is 01:38:50 */
	ck_assert_uint_eq(bench_disc(b).last_session_lead_in, 0x00012632);
	set_at_once(b, 1);
	ck_assert_uint_eq(send_sheet(b, "41 00 00 14 00 00 00 00  41 02 00 10 00 02 26 32 "
					"41 02 01 10 00 02 28 32  41 aa 01 14 00 02 2c 32"),
			  0);
	burn(b, 11750, 12200, 2048, 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).sessions_lsb, 2);
	ck_assert_uint_eq(bench_track(b, 2).size, 300);
	ck_assert_uint_eq(bench_read(b, 11900, 100), 0);
	ck_assert(bench_same(b, 11900, 100));
	bench_close(b);
}

/* What the pre-gap and the sub-headers are made of; two tracks. */
T(raw_sectors_and_xa_leave_their_user_data)
{
	struct bench *b = bench_open("sim:cd-r");

	set_at_once(b, 0);
	ck_assert_uint_eq(send_sheet(b, "41 00 00 14 00 00 00 00  41 01 00 14 00 00 00 00 "
					"41 01 01 11 00 00 02 00  41 02 00 11 00 00 06 00 "
					"41 02 01 20 00 00 08 00  41 aa 01 14 00 00 0c 00"),
			  0);
	ck_assert_uint_eq(write_sectors(b, -150, 1, 2352, 16), WRONG_ADDRESS);
	burn(b, 0, 450, 2352, 16);
	burn(b, 450, 750, 2336, 8);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_disc(b).last_track_in_last_lsb, 2);
	ck_assert_uint_eq(bench_track(b, 1).size, 300);
	ck_assert_uint_eq(bench_track(b, 1).data_mode, 1);
	ck_assert_uint_eq(bench_track(b, 2).start, 450);
	ck_assert_uint_eq(bench_track(b, 2).data_mode, 2);
	ck_assert_uint_eq(bench_read(b, 299, 1), 0);
	ck_assert(bench_same(b, 299, 1));
	ck_assert_uint_eq(bench_read(b, 450, 200), 0);
	ck_assert(bench_same(b, 450, 200));
	bench_close(b);
}

T(a_cue_sheet_that_the_drive_cannot_follow_is_refused)
{
	static const char *const bad[] = {
		/* audio; mode 2 without XA; a form that no standard has */
		"01 00 00 01 00 00 00 00 01 01 01 00 00 00 02 00 01 aa 01 01 00 00 08 32",
		"41 00 00 14 00 00 00 00 41 01 01 30 00 00 02 00 41 aa 01 14 00 00 08 32",
		"41 00 00 fc 00 00 00 00 41 01 00 ff 00 00 00 00 41 01 01 ff 00 00 02 00 "
		"41 aa 01 fc 00 00 08 32",
		/* no lead-in; no lead-out; the lead-out first; begins elsewhere; not track 1 */
		"41 01 01 10 00 00 02 00 41 01 02 10 00 00 03 00 41 aa 01 14 00 00 08 32",
		"41 00 00 14 00 00 00 00 41 01 00 10 00 00 00 00 41 01 01 10 00 00 02 00",
		"41 00 00 14 00 00 00 00 41 aa 01 14 00 00 08 32 41 01 01 10 00 00 09 00",
		"41 00 00 14 00 00 00 00 41 01 01 10 00 00 03 00 41 aa 01 14 00 00 08 32",
		"41 00 00 14 00 00 00 00 41 02 01 10 00 00 02 00 41 aa 01 14 00 00 08 32",
		/* back in time; a pre-gap without a track */
		"41 00 00 14 00 00 00 00 41 01 01 10 00 00 02 00 41 aa 01 14 00 00 01 00",
		"41 00 00 14 00 00 00 00 41 01 00 10 00 00 00 00 41 aa 01 14 00 00 08 32",
	};
	struct bench *b = bench_open("sim:cd-r");

	ck_assert_uint_eq(send_sheet(b, SHEET), SEQUENCE_ERROR); /* track at once is set */
	set_at_once(b, 0);
	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_uint_eq(send_sheet(b, bad[i]), INVALID_LIST);
	ck_assert_uint_eq(bench_out(b, "5d 00 00 00 00 00 00 00 10 00", b->data, 16), 0x51a00);
	/* beyond the end of the disc: 80:00:00 */
	ck_assert_uint_eq(send_sheet(b, "41 00 00 14 00 00 00 00 41 01 01 10 00 00 02 00 "
					"41 aa 01 14 00 50 00 00"),
			  0x56300);
	ck_assert_uint_eq(bench_write(b, 0, 10), SEQUENCE_ERROR);
	bench_close(b);
}

T(a_session_at_once_is_written_in_one_go_or_stays_damaged)
{
	struct bench *b = bench_open("sim:cd-r");

	set_at_once(b, 0);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0);
	ck_assert_uint_eq(write_sectors(b, 0, 10, 2048, 0), WRONG_ADDRESS);
	burn(b, -150, 100, 2048, 0);
	ck_assert_uint_eq(write_sectors(b, 200, 10, 2048, 0), WRONG_ADDRESS);
	ck_assert_uint_eq(send_sheet(b, SHEET), SEQUENCE_ERROR);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x57204);
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 02 00"), 0); /* tray out, and in */
	ck_assert_uint_eq(bench_none(b, "1b 00 00 00 03 00"), 0);
	bench_sleep(b, 60);
	ck_assert_uint_eq(bench_none(b, "00 00 00 00 00 00"), 0x62800);
	ck_assert(bench_track(b, 1).damage);
	ck_assert(!bench_track(b, 1).nwa_valid);
	set_at_once(b, 0);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0x52c03);
	bench_close(b);
}

T(more_than_the_cue_sheet_lays_out_is_refused)
{
	struct bench *b = bench_open("sim:cd-r");

	set_at_once(b, 0);
	ck_assert_uint_eq(send_sheet(b, SHEET), 0);
	burn(b, -150, 490, 2048, 0);
	ck_assert_uint_eq(write_sectors(b, 490, 20, 2048, 0), 0x52100);
	burn(b, 490, 500, 2048, 0);
	ck_assert_uint_eq(write_sectors(b, 500, 1, 2048, 0), 0x52100);
	bench_close(b);
}

T_MAIN("cue")
