/* SPDX-License-Identifier: MIT */
/* The life of each medium, from blank to closed, as a burner sees it. */
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"

#define LENGTH 5000u /* blocks; not a multiple of any ECC unit */

static void burn(struct bench *b, uint32_t start, uint32_t blocks)
{
	for (uint32_t n, at = 0; at < blocks; at += n) {
		n = blocks - at < 32 ? blocks - at : 32;
		ck_assert_uint_eq(bench_write(b, start + at, n), 0);
	}
}

static void check_pattern(struct bench *b, uint32_t start, uint32_t blocks)
{
	for (uint32_t n, at = 0; at < blocks; at += n) {
		n = blocks - at < 32 ? blocks - at : 32;
		ck_assert_uint_eq(bench_read(b, start + at, n), 0);
		ck_assert(bench_same(b, start + at, n));
	}
}

static uint32_t profile(struct bench *b)
{
	ck_assert_uint_eq(bench_in(b, "46 00 00 00 00 00 00 00 08 00", 8), 0);
	return (uint32_t)b->data[6] << 8 | b->data[7];
}

T(a_blank_medium_is_empty_and_waits_at_zero)
{
	const char *const media[] = { "sim:cd-r",    "sim:dvd+r",   "sim:bd-r",
				      "sim:bd-r-dl", "sim:bd-r-tl", "sim:bd-r-ql" };

	for (unsigned i = 0; i < ARRAY_SIZE(media); i++) {
		struct bench *b = bench_open(media[i]);
		struct mmc_disc_info d = bench_disc(b);
		struct mmc_track_info t = bench_track(b, 1);

		ck_assert_uint_eq(d.disc_status, DISC_EMPTY);
		ck_assert_uint_eq(d.last_session_state, SESSION_EMPTY);
		ck_assert_uint_eq(d.sessions_lsb, 1);
		ck_assert_uint_eq(d.last_track_in_last_lsb, 1);
		ck_assert(t.blank && t.nwa_valid && !t.lra_valid);
		ck_assert_uint_eq(t.nwa, 0);
		ck_assert_uint_eq(t.free_blocks, b->drive->disc->capacity);
		bench_close(b);
	}
}

/* The user data zones of 25, 50, 100 and 128 GB discs, as recorders report them. */
T(bd_r_media_hold_what_their_layers_hold)
{
	static const struct {
		const char *address;
		uint32_t blocks;
		uint8_t layers;
	} rows[] = { { "sim:bd-r", 12219392, 1 },
		     { "sim:bd-r-dl", 24438784, 2 },
		     { "sim:bd-r-tl", 48878592, 3 },
		     { "sim:bd-r-ql", 62500864, 4 } };

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench *b = bench_open(rows[i].address);

		ck_assert_uint_eq(bench_track(b, 1).free_blocks, rows[i].blocks);
		ck_assert_uint_eq(bench_in(b, "ad 01 00 00 00 00 00 00 10 04 00 00", 4100), 0);
		ck_assert_uint_eq(b->data[4 + 12] >> 4, rows[i].layers);
		bench_close(b);
	}
}

T(a_bd_r_burned_and_finalised_reads_back)
{
	struct bench *b = bench_open("sim:bd-r");
	struct mmc_track_info t;
	struct mmc_disc_info d;

	ck_assert_uint_eq(profile(b), 0x41);
	burn(b, 0, LENGTH);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	bench_wait(b);
	t = bench_track(b, 1);
	ck_assert_uint_eq(t.nwa, 5024); /* the next multiple of 32 */
	ck_assert_uint_eq(t.lra, 5023);
	ck_assert(!t.damage);
	ck_assert_uint_eq(bench_shut(b, 2, 0, true), 0x57203);
	ck_assert_uint_eq(bench_shut(b, 1, 1, true), 0);
	bench_wait(b);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0);
	ck_assert_uint_eq(bench_in(b, "51 00 00 00 00 00 00 00 22 00", 34), 0x20407);
	ck_assert_uint_eq(bench_write(b, 5024, 32), 0x20407);
	bench_wait(b);
	d = bench_disc(b);
	ck_assert_uint_eq(d.disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(d.last_session_state, SESSION_COMPLETE);
	ck_assert_uint_eq(d.sessions_lsb, 1);
	ck_assert_uint_eq(profile(b), 0x41);
	check_pattern(b, 0, LENGTH);
	ck_assert_uint_eq(bench_read(b, 5023, 1), 0);
	ck_assert_uint_eq(bench_read(b, 5024, 1), 0x52100);
	ck_assert_uint_eq(bench_write(b, 5024, 32), 0x72700);
	bench_close(b);
}

/* As wodim burns a DVD+R: it reserves what it has, and closes no track. */
T(a_reserved_track_that_is_full_does_not_hold_its_session_open)
{
	struct bench *b = bench_open("sim:dvd+r");

	ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 00 64 00"), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x57204);
	burn(b, 0, 90);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x57204);
	burn(b, 90, 10);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_disc(b).sessions_lsb, 2);
	ck_assert_uint_eq(bench_track(b, 1).size, 112);
	ck_assert_uint_eq(bench_track(b, 1).lra, 111);
	check_pattern(b, 0, 100);
	bench_close(b);
}

T(a_dvd_plus_r_takes_a_second_session_and_becomes_a_dvd_rom)
{
	struct bench *b = bench_open("sim:dvd+r");
	struct mmc_track_info t;
	struct mmc_disc_info d;

	burn(b, 0, LENGTH);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	d = bench_disc(b);
	ck_assert_uint_eq(d.disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(d.last_session_state, SESSION_EMPTY);
	ck_assert_uint_eq(d.sessions_lsb, 2);
	ck_assert_uint_eq(d.first_track_in_last_lsb, 2);
	ck_assert_uint_eq(profile(b), 0x1b);
	ck_assert(bench_track(b, 1).reserved && !bench_track(b, 1).blank);
	t = bench_track(b, 2);
	ck_assert(!t.reserved && t.blank);
	ck_assert_uint_eq(t.session_lsb, 2);
	ck_assert_uint_eq(t.nwa, 5008 + 2048);
	burn(b, t.nwa, 100);
	ck_assert_uint_eq(bench_shut(b, 1, 2, false), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert_uint_eq(profile(b), 0x10);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).sessions_lsb, 2);
	check_pattern(b, 0, LENGTH);
	check_pattern(b, t.nwa, 100);
	ck_assert_uint_eq(bench_write(b, t.nwa + 112, 16), 0x53005);
	bench_close(b);
}

/* Write parameters: track at once, mode 1; the multi-session field as given. */
static void select_cd(struct bench *b, uint8_t multi)
{
	ck_assert_uint_eq(bench_in(b, "5a 08 05 00 00 00 00 00 3c 00", 60), 0);
	b->data[0] = b->data[1] = 0;
	b->data[8 + 2] = 0x41;
	b->data[8 + 3] = (uint8_t)(multi << 6 | 4);
	b->data[8 + 4] = 8;
	ck_assert_uint_eq(bench_out(b, "55 10 00 00 00 00 00 00 3c 00", b->data, 60), 0);
}

T(a_cd_r_written_track_at_once_leaves_run_out_and_pre_gap)
{
	struct bench *b = bench_open("sim:cd-r");
	struct mmc_track_info t;
	struct mmc_disc_info d;

	select_cd(b, 3);
	burn(b, 0, LENGTH);
	ck_assert_uint_eq(bench_sync(b, true), 0);
	bench_wait(b);
	t = bench_track(b, 1);
	ck_assert_uint_eq(t.size, LENGTH + 2);
	ck_assert(!t.lra_valid);
	ck_assert(!t.nwa_valid);
	t = bench_track(b, 0xff);
	ck_assert_uint_eq(t.nwa, LENGTH + 152);
	burn(b, t.nwa, 10);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(bench_track(b, 2).size, 302); /* padded to 300 */
	d = bench_disc(b);
	ck_assert_uint_eq(d.disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(d.sessions_lsb, 2);
	t = bench_track(b, 0xff);
	ck_assert_uint_eq(t.track_lsb, 3);
	ck_assert_uint_eq(t.nwa, LENGTH + 152 + 302 + 11400);
	select_cd(b, 0);
	burn(b, t.nwa, 300);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	d = bench_disc(b);
	ck_assert_uint_eq(d.disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(d.sessions_lsb, 2);
	ck_assert_uint_eq(d.last_track_in_last_lsb, 3);
	check_pattern(b, 0, LENGTH);
	check_pattern(b, t.nwa, 300);
	ck_assert_uint_eq(bench_read(b, LENGTH, 1), 0x56400); /* run-out */
	ck_assert_uint_eq(bench_write(b, t.nwa + 302, 1), 0x56300);
	bench_close(b);
}

T(some_drives_take_a_closed_bd_r_for_a_bd_rom)
{
	struct bench *b = bench_open("sim:bd-r?closed=rom");

	burn(b, 0, 64);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_eq(profile(b), 0x41);
	burn(b, 64, 64);
	ck_assert_uint_eq(bench_shut(b, 1, 2, false), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	ck_assert_uint_eq(profile(b), 0x40);
	ck_assert_uint_eq(bench_in(b, "4a 01 00 00 02 00 00 00 08 00", 8), 0);
	ck_assert_uint_eq(b->data[4], 2); /* the drive has changed, as an event tells */
	bench_close(b);
}

T_MAIN("media")
