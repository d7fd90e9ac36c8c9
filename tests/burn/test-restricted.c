/* SPDX-License-Identifier: MIT */
/* DVD-RW for restricted overwrite: format, burn, grow, close what a format left open. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SIZE (1u << 20)
#define SECTORS (SIZE / 2048)
#define FORMAT_UNIT 0x04
#define SYNCHRONIZE 0x35
#define CLOSE 0x5b
#define WRITE_10 0x2a
#define MOST (65536 - 608)
#define FORMATTED "sim:dvd-rw-ow?size=65536"
#define BLANK "sim:dvd-rw?size=65536"

static uint8_t data[MOST * 2048];

/* @count 0: all of it. */
static imapi_status burn(struct rig *rig, size_t length, const struct imapi_block_range *ranges,
			 size_t count, struct imapi_burn_result *ret)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, length, &stream),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	if (count)
		imapi_data_writer_set_block_ranges(writer, ranges, count);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_result(job, ret);
		imapi_job_free(job);
	}
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	return status;
}

static imapi_status renew(struct rig *rig,
			  imapi_status (*how)(struct imapi_eraser *, struct imapi_job **),
			  int full)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, full);
	status = how(eraser, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_free(job);
	}
	imapi_eraser_free(eraser);
	return status;
}

/* @seed 0: zeroes, which leave the disc blank for all that is known. */
static void check_burn(struct rig *rig, size_t length, uint32_t seed)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

	rig_fill(data, length, seed);
	if (!seed)
		memset(data, 0, length);
	ck_assert_int_eq(burn(rig, length, NULL, 0, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, 0);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, 0);
	ck_assert(rig_disc_holds(rig, 0, data, length));
}

static struct imapi_medium *look(struct rig *rig)
{
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	return medium;
}

static void check_state(struct rig *rig, int blank)
{
	struct imapi_medium *medium = look(rig);

	ck_assert_uint_eq(imapi_medium_state(medium),
			  IMAPI_MEDIA_STATE_OVERWRITE_ONLY |
				  (blank ? IMAPI_MEDIA_STATE_BLANK : 0u));
	ck_assert_int_eq(imapi_medium_next_writable(medium), 0);
	ck_assert_uint_eq(imapi_medium_free_sectors(medium), MOST);
	imapi_medium_free(medium);
}

T(a_formatted_disc_is_only_flushed)
{
	struct rig *rig = rig_new(FORMATTED);

	check_state(rig, 1);
	check_burn(rig, SIZE, 1);
	ck_assert_uint_eq(rig_count(rig, SYNCHRONIZE), 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
	check_state(rig, 0);
	rig_free(rig);
}

T(after_a_quick_format_the_border_is_closed)
{
	struct rig *rig = rig_new(BLANK);

	ck_assert_int_eq(renew(rig, imapi_eraser_format, 0), IMAPI_OK);
	check_state(rig, 1);
	check_burn(rig, SIZE, 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 1);
	check_state(rig, 0);
	rig_free(rig);
}

T(what_reaches_further_grows_the_border)
{
	struct rig *rig = rig_new(BLANK);

	ck_assert_int_eq(renew(rig, imapi_eraser_format, 0), IMAPI_OK);
	check_burn(rig, SIZE, 0);
	check_burn(rig, SIZE / 2, 0);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 1);
	check_burn(rig, 3 * SIZE, 0);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 2);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 2);
	check_burn(rig, (size_t)MOST * 2048, 4);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 3);
	rig_free(rig);
}

T(all_of_it_is_written_and_one_sector_more_is_refused)
{
	static uint8_t more[(MOST + 1) * 2048];
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct rig *rig = rig_new(FORMATTED);
	const struct rig_burn large = { .data = more, .length = sizeof(more) };

	ck_assert_int_eq(rig_burn(rig, &large, NULL),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_fill(data, sizeof(data), 7);
	ck_assert_int_eq(burn(rig, sizeof(data), NULL, 0, &result), IMAPI_OK);
	ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
	rig_free(rig);
}

T(a_full_format_writes_all_of_it)
{
	struct rig *rig = rig_new(BLANK);

	check_burn(rig, SIZE, 1);
	ck_assert_int_eq(renew(rig, imapi_eraser_format, 1), IMAPI_OK);
	check_state(rig, 1);
	check_burn(rig, SIZE, 2);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 2);
	rig_free(rig);
}

T(erasing_leads_back_to_a_sequential_disc)
{
	struct rig *rig = rig_new(FORMATTED);
	struct imapi_medium *medium;

	check_burn(rig, SIZE, 1);
	ck_assert_int_eq(renew(rig, imapi_eraser_erase, 1), IMAPI_OK);
	medium = look(rig);
	ck_assert_uint_eq(imapi_medium_state(medium), IMAPI_MEDIA_STATE_BLANK);
	ck_assert_uint_eq(imapi_medium_free_sectors(medium), 65536);
	imapi_medium_free(medium);
	check_burn(rig, SIZE, 2);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 2);
	rig_free(rig);
}

T(parts_that_reach_further_are_formatted_first)
{
	static const struct imapi_block_range ranges[] = {
		{ .start_lba = 1024, .end_lba = 2047 }, { .start_lba = 0, .end_lba = 31 }
	};
	struct rig *rig = rig_new(BLANK);
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

	ck_assert_int_eq(renew(rig, imapi_eraser_format, 0), IMAPI_OK);
	check_burn(rig, SIZE, 1);
	rig_fill(data, 2048 * 2048, 5);
	ck_assert_int_eq(burn(rig, 2048 * 2048, ranges, ARRAY_SIZE(ranges), &result), IMAPI_OK);
	ck_assert(rig_disc_holds(rig, 1024, data + 1024 * 2048, 1024 * 2048));
	ck_assert(rig_disc_holds(rig, 0, data, 32 * 2048));
	rig_free(rig);
}

/* @sectors: as if the program were killed once these are written; 0: it goes on to the end. */
static imapi_status go(struct rig *rig, uint64_t sectors, bool resumes)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	char journal[64];
	imapi_status status;

	snprintf(journal, sizeof(journal), "/tmp/imapi-restricted-%d", (int)getpid());
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_journal(writer, journal), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, sizeof(data), &stream),
			 IMAPI_OK);
	status = resumes ? imapi_data_writer_resume(writer, stream, &job)
			 : imapi_data_writer_write(writer, stream, &job);
	while (!IMAPI_FAILED(status) && !imapi_job_done(job) &&
	       (!sectors || result.sectors_written < sectors)) {
		status = imapi_job_step(job, NULL);
		imapi_job_result(job, &result);
	}
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

T(a_burn_that_is_taken_up_closes_the_border_that_it_finds_open)
{
	struct rig *rig = rig_new(BLANK);

	ck_assert_int_eq(renew(rig, imapi_eraser_format, 0), IMAPI_OK);
	rig_fill(data, sizeof(data), 8);
	ck_assert_int_eq(go(rig, MOST / 2, false), IMAPI_OK);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
	ck_assert_int_eq(go(rig, 0, true), IMAPI_OK);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 1);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
	rig_free(rig);
}

T_MAIN("restricted")
