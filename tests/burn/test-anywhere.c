/* SPDX-License-Identifier: MIT */
/* Media that are written anywhere: format, burn, refuse to overwrite, recover. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SIZE (2u << 20)
#define LARGE (24u << 20)
#define FORMAT_UNIT 0x04
#define WRITE_10 0x2a
#define WRITE_12 0xaa
#define SYNCHRONIZE 0x35
#define CLOSE 0x5b
#define CALIBRATION_MS 3000

static uint8_t data[LARGE];

/* Each row is burned with what fits its medium. */
static const struct {
	const char *name;
	unsigned closes; /* CLOSE TRACK/SESSION in a burn */
} media[] = { { "bd-re", 0 },  { "bd-re-dl", 0 },  { "bd-re-tl", 0 }, { "dvd-ram", 0 },
	      { "dvd+rw", 1 }, { "dvd+rw-dl", 1 }, { "dvd-rw-ow", 0 } };

/* DVD-RAM is formatted when it is bought, and this DVD-RW was. */
static bool is_new(const char *name)
{
	return strcmp(name, "dvd-ram") != 0 && strcmp(name, "dvd-rw-ow") != 0;
}

static struct rig_burn burn_of(size_t length, uint32_t seed)
{
	rig_fill(data, length, seed);
	return (struct rig_burn){ .data = data,
				  .length = length,
				  .verification = IMAPI_VERIFICATION_FULL };
}

static struct rig *new_rig(const char *medium, const char *options)
{
	char spec[160];

	snprintf(spec, sizeof(spec), "sim:%s%s", medium, options);
	return rig_new(spec);
}

static struct imapi_medium *look(struct rig *rig)
{
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	return medium;
}

static void erase(struct rig *rig, int full)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, full);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
}

static void burns_new(const char *name, unsigned closes)
{
	const struct rig_burn burn = burn_of(SIZE, 1);
	struct imapi_burn_result result;
	struct rig *rig = new_rig(name, "");

	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, 0);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, 0);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), is_new(name));
	ck_assert_uint_eq(rig_count(rig, SYNCHRONIZE), 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), closes);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(a_new_medium_is_formatted_written_and_flushed)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		burns_new(media[i].name, media[i].closes);
}

static void tells_its_state(const char *name)
{
	const struct rig_burn burn = burn_of(SIZE, 1);
	struct rig *rig = new_rig(name, "");
	struct imapi_medium *before = look(rig), *after;

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	after = look(rig);
	ck_assert_uint_eq(imapi_medium_state(before),
			  IMAPI_MEDIA_STATE_OVERWRITE_ONLY | IMAPI_MEDIA_STATE_BLANK);
	ck_assert_int_eq(imapi_medium_is_blank(before), is_new(name));
	ck_assert_uint_eq(imapi_medium_state(after), IMAPI_MEDIA_STATE_OVERWRITE_ONLY);
	ck_assert_int_eq(imapi_medium_is_blank(after), 0);
	ck_assert_int_eq(imapi_medium_next_writable(after), 0);
	ck_assert_uint_eq(imapi_medium_free_sectors(before), imapi_medium_free_sectors(after));
	ck_assert_uint_eq(imapi_medium_total_sectors(after), imapi_medium_free_sectors(after));
	ck_assert_uint_eq(imapi_medium_session_count(before), 0);
	ck_assert_uint_eq(imapi_medium_session_count(after), 1);
	imapi_medium_free(before);
	imapi_medium_free(after);
	rig_free(rig);
}

T(all_of_it_is_free_and_data_makes_it_not_blank)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		tells_its_state(media[i].name);
}

static void keeps_data(const char *name)
{
	struct rig *rig = new_rig(name, "");
	struct rig_burn burn = burn_of(SIZE, 1);

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_E_DF2DATA_MEDIA_NOT_BLANK);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	for (int full = 0; full <= 1; full++) {
		erase(rig, full);
		rig_reset(rig);
		burn = burn_of(SIZE, 2 + (uint32_t)full);
		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
		ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 0);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	}
	rig_free(rig);
}

T(data_is_not_overwritten_unasked_but_can_be_erased)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		keeps_data(media[i].name);
}

/* A stream of zeros, of any length. */
static imapi_status read_zeros(void *self, uint64_t offset, void *buffer, size_t length)
{
	(void)self, (void)offset;
	memset(buffer, 0, length);
	return IMAPI_OK;
}

static void is_filled(const char *name)
{
	static const struct imapi_stream_ops zeros = { .size = sizeof(zeros),
						       .read = read_zeros };
	struct rig *rig = new_rig(name, "?size=65536");
	struct imapi_medium *medium = look(rig);
	uint64_t room = imapi_medium_free_sectors(medium);
	uint32_t unit = imapi_medium_write_unit(medium);
	struct rig_burn burn = { .verification = IMAPI_VERIFICATION_FULL };

	imapi_medium_free(medium);
	ck_assert_int_eq(
		imapi_stream_new(rig->context, &zeros, NULL, (room + 1) * 2048, &burn.stream),
		IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT) + rig_count(rig, WRITE_10), 0);
	imapi_stream_free(burn.stream);
	ck_assert_int_eq(imapi_stream_new(rig->context, &zeros, NULL, (room - unit + 1) * 2048,
					  &burn.stream),
			 IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	imapi_stream_free(burn.stream);
	rig_free(rig);
}

T(the_last_sector_is_written_and_one_more_is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		is_filled(media[i].name);
}

T(after_a_reset_what_the_buffer_held_is_written_again)
{
	struct rig_burn burn = burn_of(LARGE, 3);
	struct rig *rig = rig_new("sim:bd-re");
	unsigned writes = LARGE / 65536, sent;

	rig->fault_opcode = WRITE_10;
	rig->fault_nth = 300;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 6, .asc = 0x29 };
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert(rig->struck);
	sent = rig_count(rig, WRITE_10);
	ck_assert_uint_ge(sent, writes + 128);
	ck_assert(rig_disc_holds(rig, 0, data, LARGE));
	rig_free(rig);
}

/* Writes the parts of @stream, full verification. */
static imapi_status write_parts(struct rig *rig, struct imapi_stream *stream,
				const struct imapi_block_range *ranges, size_t count)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_set_block_ranges(writer, ranges, count), IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	imapi_data_writer_free(writer);
	if (IMAPI_FAILED(status))
		return status;
	status = rig_step_through(rig, job, 0);
	ck_assert_int_eq(imapi_job_result(job, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, (int64_t)ranges[0].start_lba);
	imapi_job_free(job);
	return status;
}

T(only_the_ranges_are_written_and_in_their_order)
{
	static const struct imapi_block_range ranges[] = { { 2048, 2048 + 1000 }, { 0, 31 } };
	struct rig_burn burn = burn_of(4u << 20, 1);
	struct rig *rig = rig_new("sim:bd-re");
	static uint8_t expected[(2048 + 1024) * 2048];
	struct imapi_stream *stream;
	unsigned first = 0;

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	memcpy(expected, data, sizeof(expected));
	rig_fill(data, LARGE, 7);
	memcpy(expected, data, 32 * 2048);
	memcpy(expected + 2048 * 2048, data + 2048 * 2048, 1001 * 2048);
	memset(expected + 3049 * 2048, 0, 23 * 2048);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, 3049 * 2048, &stream),
			 IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(write_parts(rig, stream, ranges, 2), IMAPI_OK);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 33);
	while (rig->log[first] != WRITE_10)
		first++;
	ck_assert_uint_eq(rig->lbas[first], 2048);
	ck_assert(rig_disc_holds(rig, 0, expected, sizeof(expected)));
	imapi_stream_free(stream);
	rig_free(rig);
}

/* Shorter than a transfer and than a block of digests, next to each other in the stream. */
T(parts_of_one_unit_go_to_their_own_places)
{
	static const struct imapi_block_range ranges[] = {
		{ 48, 63 }, { 0, 15 }, { 1008, 1055 }, { 96, 111 }, { 16, 31 }
	};
	static uint8_t expected[1056 * 2048];
	struct rig *rig = rig_new("sim:dvd-ram");
	struct imapi_stream *stream;

	rig_fill(data, SIZE, 8);
	memset(expected, 0, sizeof(expected));
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		memcpy(expected + ranges[i].start_lba * 2048, data + ranges[i].start_lba * 2048,
		       (ranges[i].end_lba - ranges[i].start_lba + 1) * 2048);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, 1056 * 2048, &stream),
			 IMAPI_OK);
	ck_assert_int_eq(write_parts(rig, stream, ranges, ARRAY_SIZE(ranges)), IMAPI_OK);
	ck_assert(rig_disc_holds(rig, 0, expected, sizeof(expected)));
	imapi_stream_free(stream);
	rig_free(rig);
}

T(ranges_that_do_not_fit_are_refused_before_anything_is_sent)
{
	static const struct imapi_block_range rows[][2] = {
		{ { 16, 31 }, { 64, 95 } }, /* not aligned */
		{ { 0, 15 }, { 64, 95 } },
		{ { 32, 31 }, { 64, 95 } },
		{ { 0, 1023 }, { 64, 95 } },   /* twice */
		{ { 0, 31 }, { 1024, 2000 } }, /* the stream ends before */
		{ { UINT64_MAX - 31, UINT64_MAX }, { 64, 95 } },
	};
	struct rig *rig = rig_new("sim:bd-re");
	struct imapi_stream *stream;

	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, 1000 * 2048, &stream),
			 IMAPI_OK);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ck_assert_int_eq(write_parts(rig, stream, rows[i], 2), IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT) + rig_count(rig, WRITE_10), 0);
	rig_free(rig);
	rig = rig_new("sim:bd-r");
	ck_assert_int_eq(write_parts(rig, stream, rows[0], 2),
			 IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED);
	imapi_stream_free(stream);
	rig_free(rig);
}

T(a_part_that_went_bad_is_named_by_its_address)
{
	static const struct imapi_block_range ranges[] = { { 640, 703 }, { 0, 31 } };
	struct rig *rig = rig_new("sim:bd-re?fault=write@1:corrupt");
	struct imapi_stream *stream;

	rig_fill(data, SIZE, 9);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, SIZE, &stream), IMAPI_OK);
	ck_assert_int_eq(write_parts(rig, stream, ranges, 2), IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(rig->context)), "LBA 6"));
	imapi_stream_free(stream);
	rig_free(rig);
}

static uint64_t time_to_write(const char *spec, int streaming, imapi_status expected)
{
	struct rig *rig = rig_new(spec);
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	rig_fill(data, LARGE, 1);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, LARGE, &stream), 0);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_set_streaming(writer, streaming), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), expected);
	imapi_job_result(job, &result);
	ck_assert_uint_eq(rig_count(rig, WRITE_12) > 0, streaming);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	rig_free(rig);
	return result.write_ms;
}

T(streaming_is_twice_as_fast_where_the_drive_manages_defects)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		char spec[32];
		uint64_t checked, streaming;

		if (strncmp(media[i].name, "dvd+rw", 6) == 0 ||
		    strncmp(media[i].name, "dvd-rw", 6) == 0) /* these replace no sectors */
			continue;
		snprintf(spec, sizeof(spec), "sim:%s", media[i].name);
		checked = time_to_write(spec, 0, IMAPI_OK);
		streaming = time_to_write(spec, 1, IMAPI_OK);
		ck_assert_uint_ge((checked - CALIBRATION_MS) * 10,
				  (streaming - CALIBRATION_MS) * 17);
	}
}

T(a_bad_cluster_is_replaced_unless_the_write_is_streaming)
{
	time_to_write("sim:bd-re?defects=640,5000", 0, IMAPI_OK);
	time_to_write("sim:dvd-ram?defects=640,5000", 0, IMAPI_OK);
	time_to_write("sim:bd-re?defects=640,5000", 1, IMAPI_E_BURN_VERIFICATION_FAILED);
}

T(a_drive_without_streaming_writes_as_ever)
{
	time_to_write("sim:bd-re?fault=write@1:5/20/00&defects=640", 1, IMAPI_OK);
}

static imapi_status format_as(struct rig *rig, unsigned type, unsigned sub_type,
			      uint64_t sectors)
{
	struct imapi_format format = IMAPI_FORMAT_INIT;
	struct imapi_eraser *eraser;
	struct imapi_job *job;
	imapi_status status;

	format.type = type;
	format.sub_type = sub_type;
	format.sectors = sectors;
	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_set_format(eraser, &format), IMAPI_OK);
	status = imapi_eraser_format(eraser, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_free(job);
	}
	imapi_eraser_free(eraser);
	return status;
}

T(a_format_is_chosen_from_those_that_the_drive_lists)
{
	struct imapi_format formats[8];
	struct rig *rig = rig_new("sim:bd-re");
	struct imapi_eraser *eraser;
	struct imapi_medium *medium;
	size_t count;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		formats[i] = (struct imapi_format)IMAPI_FORMAT_INIT;
	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_formats(eraser, formats, 8, &count), IMAPI_OK);
	imapi_eraser_free(eraser);
	ck_assert_uint_eq(count, 4);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(format_as(rig, formats[i].type, 0, formats[i].sectors),
				 IMAPI_OK);
		medium = look(rig);
		ck_assert_uint_eq(imapi_medium_total_sectors(medium), formats[i].sectors);
		imapi_medium_free(medium);
	}
	ck_assert_int_eq(format_as(rig, 0x30, 0, 32), IMAPI_E_ERASE_REJECTED);
	ck_assert_int_eq(format_as(rig, 0x26, 0, 0), IMAPI_E_ERASE_REJECTED);
	rig_free(rig);
}

T(a_bd_r_is_formatted_once_in_each_way_of_recording_and_burned)
{
	for (unsigned sub = IMAPI_BD_R_OVERWRITE; sub <= IMAPI_BD_R_RANDOM; sub++) {
		struct rig *rig = rig_new("sim:bd-r");
		struct rig_burn burn = burn_of(SIZE, sub);
		bool random = sub == IMAPI_BD_R_RANDOM;
		struct imapi_burn_result result;

		ck_assert_int_eq(format_as(rig, 0x32, sub, 0), IMAPI_OK);
		rig_reset(rig);
		ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_uint_eq(rig_count(rig, CLOSE) > 0, !random);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
		ck_assert_int_eq(rig_burn(rig, &burn, &result),
				 random ? IMAPI_E_DF2DATA_MEDIA_NOT_BLANK : IMAPI_OK);
		ck_assert_int_eq(format_as(rig, 0x32, sub, 0),
				 IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE);
		rig_free(rig);
	}
}

T(random_recording_is_made_final_if_asked_for_and_survives_a_reset)
{
	struct rig *rig = rig_new("sim:bd-r");
	struct rig_burn burn = burn_of(LARGE, 5);
	struct imapi_burn_result result;

	burn.force_close = 1;
	ck_assert_int_eq(format_as(rig, 0x00, IMAPI_BD_R_RANDOM, 0), IMAPI_OK);
	rig_reset(rig);
	rig->fault_opcode = WRITE_10;
	rig->fault_nth = 300;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 6, .asc = 0x29 };
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert(rig->struck);
	ck_assert_int_eq(result.is_finalised, 1);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	rig_free(rig);
}

static char journal[64];

/* A burn, or what goes on with one, that is left after @sectors (0: at its end). */
static imapi_status go(struct rig *rig, uint64_t sectors, bool resumes)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	snprintf(journal, sizeof(journal), "/tmp/imapi-anywhere-%d", (int)getpid());
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	ck_assert_int_eq(imapi_data_writer_set_journal(writer, journal), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, LARGE, &stream), 0);
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

static void goes_on(const char *spec, uint64_t sectors)
{
	struct rig *rig = rig_new(spec);
	unsigned sent;

	ck_assert_int_eq(go(rig, sectors, false), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(go(rig, 0, true), IMAPI_OK);
	sent = rig_count(rig, WRITE_10);
	ck_assert_uint_ge(sent * 32, LARGE / 2048 - sectors);
	if (sectors > 8192)
		ck_assert_uint_le(sent * 32, LARGE / 2048 - sectors + 4096 + 8192);
	ck_assert(rig_disc_holds(rig, 0, data, LARGE));
	ck_assert_int_ne(access(journal, F_OK), 0);
	rig_free(rig);
}

T(a_burn_that_was_cut_off_is_taken_up_from_its_checkpoint)
{
	rig_fill(data, LARGE, 11);
	for (uint64_t sectors = 600; sectors < LARGE / 2048; sectors += 2900) {
		goes_on("sim:bd-re", sectors);
		goes_on("sim:dvd-ram", sectors);
	}
}

T(random_recording_that_was_cut_off_goes_on_where_nothing_is_written)
{
	struct rig *rig = rig_new("sim:bd-r");

	rig_fill(data, LARGE, 12);
	ck_assert_int_eq(format_as(rig, 0x32, IMAPI_BD_R_RANDOM, 0), IMAPI_OK);
	ck_assert_int_eq(go(rig, 9000, false), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(go(rig, 0, true), IMAPI_OK);
	ck_assert(rig_disc_holds(rig, 0, data, LARGE));
	rig_free(rig);
}

T(another_disc_than_the_one_that_was_cut_off_keeps_its_data)
{
	static uint8_t other[SIZE];
	struct rig_burn burn = { .data = other, .length = SIZE };
	struct rig *rig = rig_new("sim:bd-re"), *twin = rig_new("sim:bd-re");
	struct rig *smaller = rig_new("sim:bd-re?size=65536");

	rig_fill(data, LARGE, 13);
	rig_fill(other, SIZE, 14);
	ck_assert_int_eq(rig_burn(twin, &burn, NULL), IMAPI_OK);
	ck_assert_int_eq(rig_burn(smaller, &burn, NULL), IMAPI_OK);
	ck_assert_int_eq(go(rig, 3000, false), IMAPI_OK);
	ck_assert_int_eq(go(twin, 0, true), IMAPI_E_RESUME_OTHER_DISC);
	ck_assert_int_eq(go(smaller, 0, true), IMAPI_E_RESUME_OTHER_DISC);
	ck_assert(rig_disc_holds(twin, 0, other, SIZE));
	ck_assert(rig_disc_holds(smaller, 0, other, SIZE));
	ck_assert_int_eq(go(rig, 0, true), IMAPI_OK);
	rig_free(rig);
	rig_free(twin);
	rig_free(smaller);
}

/* What must hold however a burn ends. */
static void judge(struct rig *rig, imapi_status status, const char *what, unsigned at)
{
	bool good = status == IMAPI_OK;

	ck_assert_msg(!good || rig_disc_holds(rig, 0, data, SIZE), "%s %u: GOOD, and not there",
		      what, at);
	ck_assert_msg(!sim_inspect(rig->drive)->prevented, "%s %u: locked", what, at);
	ck_assert_msg(status != IMAPI_E_BURN_VERIFICATION_FAILED, "%s %u: called bad", what,
		      at);
}

static void suffers(const char *name, const struct scsi_sense *sense)
{
	const struct rig_burn burn = burn_of(SIZE, 21);
	bool struck = true;
	unsigned at = 0;

	while (struck) {
		struct rig *rig = new_rig(name, "");
		imapi_status status;

		rig->fault_at = ++at;
		rig->sense = *sense;
		status = rig_burn(rig, &burn, NULL);
		struck = rig->struck;
		rig_reset(rig);
		judge(rig, status, name, at);
		rig_free(rig);
	}
	ck_assert_uint_gt(at, 50);
}

T(a_fault_at_any_command_is_no_false_success)
{
	static const struct scsi_sense senses[] = {
		{ .valid = true, .key = 3, .asc = 0x0c },
		{ .valid = true, .key = 6, .asc = 0x29 },
		{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x08 },
		{ .valid = true, .key = 5, .asc = 0x24 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(senses); i++) {
		suffers("bd-re", &senses[i]);
		suffers("dvd-ram", &senses[i]);
	}
}

T(a_cancel_at_any_step_ends_the_job_and_opens_the_lock)
{
	const struct rig_burn plain = burn_of(SIZE, 22);

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		imapi_status status = IMAPI_E_REQUEST_CANCELLED;

		for (unsigned at = 1; status == IMAPI_E_REQUEST_CANCELLED || at < 20; at++) {
			struct rig *rig = new_rig(media[i].name, "");
			struct rig_burn burn = plain;

			burn.cancel_at = at;
			status = rig_burn(rig, &burn, NULL);
			rig_reset(rig);
			judge(rig, status, media[i].name, at);
			rig_free(rig);
		}
	}
}

T_MAIN("anywhere")
