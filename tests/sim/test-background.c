/* SPDX-License-Identifier: MIT */
/* DVD+RW: formatted in the background, stopped, taken out, restarted. */
#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/background.h"
#include "sim/bench.h"
#include "sim/store.h"

#include <stdio.h>
#include <unistd.h>

#define READY "00 00 00 00 00 00"
#define SENSE_DATA "03 00 00 00 12 00"
#define FORMATS "23 00 00 00 00 00 00 00 14 00"
#define FORMAT_UNIT "04 11 00 00 00 00"
#define MEDIA_EVENT "4a 01 00 00 10 00 00 00 08 00"
#define EJECT "1b 00 00 00 02 00"
#define LOAD "1b 00 00 00 03 00"
#define WHOLE 2295104

/* FORMAT UNIT, type 26h, FOV and IMMED, as dvd+rw-format sends it. */
static uint32_t format(struct bench *b, uint32_t blocks, bool restart)
{
	uint8_t data[12] = { 0, 0x82, 0, 8 };

	put_be32(data + 4, blocks);
	data[8] = 0x26 << 2;
	data[11] = restart;
	return bench_out(b, FORMAT_UNIT, data, sizeof(data));
}

static struct bench *formatting(const char *address)
{
	struct bench *b = bench_open(address);
	double seconds;

	ck_assert_uint_eq(format(b, UINT32_MAX, false), 0);
	ck_assert_uint_eq(bench_none(b, READY), 0x20404);
	ck_assert_uint_eq(bench_write(b, 0, 16), 0x20404);
	seconds = bench_wait(b);
	ck_assert_double_ge(seconds, 39);
	ck_assert_double_le(seconds, 60);
	return b;
}

static unsigned state(struct bench *b)
{
	return bench_disc(b).background_format;
}

T(a_new_disc_takes_nothing_before_it_is_formatted)
{
	struct bench *b = bench_open("sim:dvd+rw");

	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_EMPTY);
	ck_assert_uint_eq(state(b), 0);
	ck_assert(bench_disc(b).erasable && bench_track(b, 1).blank);
	ck_assert_uint_eq(bench_write(b, 0, 16), 0x53010);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0x53010);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0x52c04);
	ck_assert_uint_eq(format(b, UINT32_MAX, true), 0x52600);
	ck_assert_uint_eq(bench_in(b, FORMATS, 20), 0);
	ck_assert_uint_eq(b->data[3], 16);
	ck_assert_uint_eq(b->data[8] & 3, 1);
	ck_assert_uint_eq(get_be32(b->data + 12), WHOLE);
	ck_assert_uint_eq(b->data[16] >> 2, 0x26);
	bench_close(b);
}

T(it_can_be_written_long_before_the_format_is_over)
{
	struct bench *b = formatting("sim:dvd+rw");

	ck_assert_uint_eq(state(b), BACKGROUND_RUNNING);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert_uint_eq(bench_write(b, 1000000, 16), 0);
	ck_assert_uint_eq(bench_write(b, 16, 16), 0);
	ck_assert_uint_eq(bench_write(b, 16, 16), 0);
	ck_assert_uint_eq(bench_read(b, 16, 16), 0);
	ck_assert(bench_same(b, 16, 16));
	ck_assert_uint_eq(bench_read(b, 1000000, 16), 0);
	ck_assert_uint_eq(bench_read(b, 1000016, 1), 0x80000);
	ck_assert_uint_eq(bench_write(b, WHOLE - 8, 16), 0x52100);
	bench_close(b);
}

T(sense_data_tell_how_far_it_is_and_an_event_that_it_is_over)
{
	struct bench *b = formatting("sim:dvd+rw");
	uint8_t code;

	bench_in(b, MEDIA_EVENT, 8);
	bench_sleep(b, 300);
	ck_assert_uint_eq(bench_none(b, READY), 0);
	ck_assert_uint_eq(bench_in(b, SENSE_DATA, 18), 0);
	ck_assert_uint_eq(b->data[2] & 15, 0);
	ck_assert_uint_eq(b->data[12] << 8 | b->data[13], 0x0404);
	ck_assert(b->data[15] & 0x80);
	ck_assert_int_gt(get_be16(b->data + 16), 10000);
	ck_assert_int_lt(get_be16(b->data + 16), 60000);
	bench_sleep(b, 1000);
	ck_assert_uint_eq(state(b), BACKGROUND_COMPLETE);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(bench_in(b, MEDIA_EVENT, 8), 0);
	code = b->data[4] & 15;
	ck_assert_uint_eq(code, 5);
	ck_assert_uint_eq(bench_in(b, SENSE_DATA, 18), 0);
	ck_assert_uint_eq(b->data[12], 0);
	ck_assert_uint_eq(bench_read(b, WHOLE - 1, 1), 0);
	bench_close(b);
}

T(a_host_that_uses_the_disc_keeps_the_format_waiting)
{
	struct bench *b = formatting("sim:dvd+rw");
	uint32_t before = b->drive->disc->deiced;

	for (unsigned i = 0; i < 100; i++) {
		ck_assert_uint_eq(bench_write(b, 0, 16), 0);
		bench_sleep(b, 1);
	}
	ck_assert_uint_eq(b->drive->disc->deiced, before);
	bench_sleep(b, 10);
	ck_assert_uint_eq(state(b), BACKGROUND_RUNNING);
	ck_assert_uint_gt(b->drive->disc->deiced, before);
	bench_close(b);
}

T(a_stop_suspends_it_until_it_is_restarted)
{
	for (unsigned function = 0; function <= 2; function += 2) {
		struct bench *b = formatting("sim:dvd+rw");
		uint32_t deiced;

		ck_assert_uint_eq(bench_write(b, 0, 32), 0);
		ck_assert_uint_eq(bench_shut(b, function, 0, true), 0);
		ck_assert_uint_eq(bench_none(b, READY), 0x20407);
		ck_assert_double_ge(bench_wait(b), function ? 40 : 1);
		ck_assert_uint_eq(state(b), BACKGROUND_SUSPENDED);
		deiced = b->drive->disc->deiced;
		bench_sleep(b, 600);
		ck_assert_uint_eq(b->drive->disc->deiced, deiced);
		ck_assert_uint_eq(bench_write(b, 0, 16), 0);
		ck_assert_uint_eq(bench_write(b, 2000000, 16), 0x53010);
		ck_assert_uint_eq(format(b, UINT32_MAX, true), 0);
		ck_assert_uint_eq(state(b), BACKGROUND_RUNNING);
		ck_assert_uint_eq(bench_write(b, 2000000, 16), 0);
		ck_assert_uint_eq(bench_read(b, 0, 16), 0);
		ck_assert(bench_same(b, 0, 16));
		ck_assert_uint_eq(format(b, UINT32_MAX, true), 0x52600);
		bench_close(b);
	}
}

T(an_eject_suspends_it)
{
	struct bench *b = formatting("sim:dvd+rw");

	ck_assert_uint_eq(bench_none(b, EJECT), 0);
	bench_sleep(b, 100);
	ck_assert_uint_eq(bench_none(b, LOAD), 0);
	bench_idle(b);
	bench_none(b, READY);
	ck_assert_uint_eq(state(b), BACKGROUND_SUSPENDED);
	bench_close(b);
}

T(the_disc_file_knows_how_far_it_was)
{
	char path[] = "/tmp/imapi-background-XXXXXX", address[64];
	struct imapi_context *context;
	struct bench *b;
	uint32_t deiced;

	close(mkstemp(path));
	unlink(path);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(store_create(context, path, medium_find("dvd+rw"), WHOLE), IMAPI_OK);
	imapi_context_free(context);
	snprintf(address, sizeof(address), "sim:%s", path);
	b = formatting(address);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_sleep(b, 100);
	ck_assert_uint_eq(state(b), BACKGROUND_RUNNING);
	deiced = b->drive->disc->deiced;
	ck_assert_uint_gt(deiced, 10000);
	bench_close(b);
	b = bench_open(address);
	ck_assert_uint_eq(state(b), BACKGROUND_SUSPENDED);
	ck_assert_uint_eq(b->drive->disc->deiced, deiced);
	ck_assert_uint_eq(bench_read(b, 0, 32), 0);
	ck_assert(bench_same(b, 0, 32));
	bench_close(b);
	unlink(path);
}

T_MAIN("background")
